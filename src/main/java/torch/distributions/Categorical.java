package torch.distributions;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * The categorical distribution: an index into the last dimension of {@code probs}, with the probability found there.
 *
 * {@snippet :
 * new Categorical(Torch.tensor(0.25, 0.25, 0.5)).sample(); // 2 in half of the cases
 * new Categorical(o -> o.logits(scores)).entropy();
 * }
 *
 * <p>Probabilities are normalized to add up to 1, and logits to be their logarithms.
 *
 * <p>Mirrors {@code torch.distributions.Categorical}.
 */
public class Categorical extends Distribution {
    static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of("probs", Constraints.SIMPLEX, "logits", Constraints.REAL_VECTOR);

    /** With probabilities, {@code (batchShape, events)}. */
    public Categorical(Tensor probs) {
        this(o -> o.probs(probs));
    }

    /** With probabilities, {@code (batchShape, events)}, and keyword arguments. */
    public Categorical(Tensor probs, Consumer<? super Options> options) {
        this(new Options().probs(probs).configuredBy(options));
    }

    /** With keyword arguments. */
    public Categorical(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private Categorical(Options o) {
        this(o, o.validateArgs);
    }

    /** With the parameters of a distribution that is made of this one. */
    Categorical(ProbsOrLogitsOptions<?> o, @Nullable Boolean validateArgs) {
        String which = o.which();
        Tensor param = normalized(which, (Tensor) o.get(which));
        super(Map.of(which, param), param.shape().slice(0, -1), Size.of(), validateArgs);
    }

    private static Tensor normalized(String which, Tensor param) {
        if (param.dim() < 1) {
            throw new IllegalArgumentException(
                    "`" + which + "` parameter must be at least one-dimensional.");
        }
        return which.equals("probs")
                ? param.div(param.sum(-1, true))
                : param.sub(param.logsumexp(-1, true));
    }

    /** The probabilities, {@code (batchShape, events)}. */
    public Tensor probs() {
        return probs(false);
    }

    /** The logarithms of the probabilities. */
    public Tensor logits() {
        return logits(false);
    }

    /** The shape of the parameter. */
    public Size paramShape() {
        return param().shape();
    }

    /** How many values there are. */
    long numEvents() {
        return paramShape().get(-1);
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return ARG_CONSTRAINTS;
    }

    @Override
    public Constraint support() {
        return Constraints.integerInterval(0, numEvents() - 1);
    }

    @Override
    public boolean hasEnumerateSupport() {
        return true;
    }

    @Override
    public Tensor mean() {
        return full(Double.NaN, probs());
    }

    @Override
    public Tensor mode() {
        return probs().argmax(-1);
    }

    @Override
    public Tensor variance() {
        return full(Double.NaN, probs());
    }

    @Override
    public Tensor sample(long... sampleShape) {
        Tensor rows = probs().reshape(-1, numEvents());
        Tensor samples = rows.multinomial(Size.of(sampleShape).numel(), true);
        return samples.t().reshape(extendedShape(sampleShape));
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        Tensor index = value.toLong().unsqueeze(-1);
        List<Tensor> both = Torch.broadcastTensors(index, logits());
        return both.get(1).gather(-1, both.get(0).narrow(-1, 0, 1)).squeeze(-1);
    }

    @Override
    public Tensor entropy() {
        Tensor finite = logits().clamp(Torch.finfo(logits().dtype()).min());
        return finite.mul(probs()).sum(-1).neg();
    }

    @Override
    public Tensor enumerateSupport(boolean expand) {
        var options = Torch.dtype(DType.INT64).device(param().device());
        return enumerated(Torch.arange(numEvents(), options), expand);
    }

    /** The keyword arguments of {@link Categorical}. */
    public static final class Options extends ProbsOrLogitsOptions<Options> {
        Options() {}
    }
}
