package torch.nn;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** The keyword arguments of the layers of transformers, and of a transformer for its layers. */
public abstract class TransformerLayerOptions<S extends TransformerLayerOptions<S>>
        extends LayerOptions<S> {
    long dimFeedforward = 2048;
    double dropout = 0.1;
    UnaryOperator<Tensor> activationFunction = Activation.RELU;
    @Nullable UnaryModule activation;
    double layerNormEps = 1e-5;
    boolean batchFirst;
    boolean normFirst;
    boolean bias = true;

    TransformerLayerOptions() {}

    /** Number of features between the two linear maps. Default: 2048 */
    public S dimFeedforward(long dimFeedforward) {
        this.dimFeedforward = dimFeedforward;
        return self();
    }

    /** Probability of an element to become zero in training mode. Default: 0.1 */
    public S dropout(double dropout) {
        this.dropout = dropout;
        return self();
    }

    /** What is applied between the two linear maps. Default: {@link Activation#RELU} */
    public S activation(Activation activation) {
        return activation((UnaryOperator<Tensor>) activation);
    }

    /**
     * What is applied between the two linear maps; a function other than {@link Activation}'s rules out the fused
     * kernel.
     */
    public S activation(UnaryOperator<Tensor> activation) {
        activationFunction = activation;
        this.activation = null;
        return self();
    }

    /** A module that is applied between the two linear maps and belongs to the layer. */
    public S activation(UnaryModule activation) {
        this.activation = Objects.requireNonNull(activation, "activation");
        activationFunction = activation::call;
        return self();
    }

    /** What the normalizations add to the variance. Default: 1e-5 */
    public S layerNormEps(double layerNormEps) {
        this.layerNormEps = layerNormEps;
        return self();
    }

    /** Whether the batch is the first dimension. Default: false */
    public S batchFirst(boolean batchFirst) {
        this.batchFirst = batchFirst;
        return self();
    }

    /** Whether each block is normalized at its entrance, and not after its sum. Default: false */
    public S normFirst(boolean normFirst) {
        this.normFirst = normFirst;
        return self();
    }

    /** Whether linear maps and normalizations have shifts. Default: true */
    public S bias(boolean bias) {
        this.bias = bias;
        return self();
    }

    /** The same settings as another's. */
    final S like(TransformerLayerOptions<?> other) {
        dimFeedforward = other.dimFeedforward;
        dropout = other.dropout;
        activationFunction = other.activationFunction;
        activation = other.activation;
        layerNormEps = other.layerNormEps;
        batchFirst = other.batchFirst;
        normFirst = other.normFirst;
        bias = other.bias;
        return placedAs(other);
    }

    final MultiheadAttention attention(long dModel, long nhead) {
        return new MultiheadAttention(
                dModel,
                nhead,
                o -> o.dropout(dropout).bias(bias).batchFirst(batchFirst).placedAs(this));
    }

    final Linear linear(long inFeatures, long outFeatures) {
        return new Linear(inFeatures, outFeatures, o -> o.bias(bias).placedAs(this));
    }

    final LayerNorm norm(long dModel) {
        return new LayerNorm(dModel, o -> o.eps(layerNormEps).bias(bias).placedAs(this));
    }
}
