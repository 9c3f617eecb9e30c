package torch.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** Query, key and value after the maps at the entrance of attention. */
record InProjection(Tensor q, Tensor k, Tensor v) {
    /** By the packed weight, or by a weight for each where the options say so. */
    static InProjection of(
            Tensor query,
            Tensor key,
            Tensor value,
            AttentionPass.Weights weights,
            MultiHeadAttentionForwardOptions o) {
        return o.useSeparateProjWeight
                ? separate(
                        query,
                        key,
                        value,
                        given(o.qProjWeight, "q_proj_weight", o),
                        given(o.kProjWeight, "k_proj_weight", o),
                        given(o.vProjWeight, "v_proj_weight", o),
                        weights.inBias())
                : packed(
                        query,
                        key,
                        value,
                        given(weights.in(), "in_proj_weight", o),
                        weights.inBias());
    }

    private static Tensor given(
            @Nullable Tensor weight, String name, MultiHeadAttentionForwardOptions o) {
        if (weight == null) {
            throw new IllegalArgumentException(
                    "use_separate_proj_weight is %s but %s is None"
                            .formatted(Repr.of(o.useSeparateProjWeight), name));
        }
        return weight;
    }

    /** By one weight that holds the three maps; what is the same tensor is mapped in one product. */
    private static InProjection packed(
            Tensor query, Tensor key, Tensor value, Tensor weight, @Nullable Tensor bias) {
        long e = query.size(-1);
        if (key != value) {
            List<Tensor> weights = weight.chunk(3);
            List<Tensor> biases = bias == null ? List.of() : bias.chunk(3);
            return new InProjection(
                    F.linear(query, weights.get(0), get(biases, 0)),
                    F.linear(key, weights.get(1), get(biases, 1)),
                    F.linear(value, weights.get(2), get(biases, 2)));
        }
        if (query == key) {
            Tensor all = parts(F.linear(query, weight, bias), 3, e);
            return new InProjection(all.select(0, 0), all.select(0, 1), all.select(0, 2));
        }
        long[] sizes = {e, 2 * e};
        List<Tensor> weights = weight.split(sizes);
        List<Tensor> biases = bias == null ? List.of() : bias.split(sizes);
        Tensor q = F.linear(query, weights.get(0), get(biases, 0));
        Tensor both = parts(F.linear(key, weights.get(1), get(biases, 1)), 2, e);
        return new InProjection(q, both.select(0, 0), both.select(0, 1));
    }

    /** By a weight for each, which may be of other sizes. */
    private static InProjection separate(
            Tensor query,
            Tensor key,
            Tensor value,
            Tensor qWeight,
            Tensor kWeight,
            Tensor vWeight,
            @Nullable Tensor bias) {
        long e = query.size(-1);
        List<Tensor> biases = bias == null ? List.of() : bias.chunk(3);
        AttentionShapes.checkShape("query weights", qWeight, e, e);
        AttentionShapes.checkShape("key weights", kWeight, e, key.size(-1));
        AttentionShapes.checkShape("value weights", vWeight, e, value.size(-1));
        if (bias != null) {
            AttentionShapes.checkShape("query bias", biases.get(0), e);
            AttentionShapes.checkShape("key bias", biases.get(1), e);
            AttentionShapes.checkShape("value bias", biases.get(2), e);
        }
        return new InProjection(
                F.linear(query, qWeight, get(biases, 0)),
                F.linear(key, kWeight, get(biases, 1)),
                F.linear(value, vWeight, get(biases, 2)));
    }

    /** The parts that lie side by side in the last dimension, each in memory of its own. */
    private static Tensor parts(Tensor mapped, long count, long size) {
        return mapped.unflatten(-1, count, size)
                .unsqueeze(0)
                .transpose(0, -2)
                .squeeze(-2)
                .contiguous();
    }

    private static @Nullable Tensor get(List<Tensor> biases, int index) {
        return biases.isEmpty() ? null : biases.get(index);
    }
}
