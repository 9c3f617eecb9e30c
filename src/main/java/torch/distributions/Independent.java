package torch.distributions;

import static torch.distributions.DistributionUtils.sumRightmost;

import java.util.Map;
import java.util.function.Consumer;
import torch.Size;
import torch.Tensor;

/**
 * A distribution some of whose batch dimensions count as dimensions of the event, so that their probabilities are
 * multiplied.
 *
 * {@snippet :
 * var d = new Independent(new Normal(Torch.zeros(2, 3), Torch.ones(2, 3)), 1);
 * d.logProb(d.sample()).shape(); // torch.Size([2])
 * }
 *
 * <p>Mirrors {@code torch.distributions.Independent}.
 */
public class Independent extends Distribution {
    private Distribution baseDist;
    private final int reinterpretedBatchNdims;

    /** Makes the last {@code reinterpretedBatchNdims} batch dimensions a part of the event. */
    public Independent(Distribution baseDistribution, int reinterpretedBatchNdims) {
        this(baseDistribution, reinterpretedBatchNdims, o -> {});
    }

    /** With keyword arguments. */
    public Independent(
            Distribution baseDistribution,
            int reinterpretedBatchNdims,
            Consumer<? super Options> options) {
        Options o = new Options().configuredBy(options);
        int batchDims = baseDistribution.batchShape().size();
        if (reinterpretedBatchNdims > batchDims) {
            throw new IllegalArgumentException(
                    "Expected reinterpreted_batch_ndims <= len(base_distribution.batch_shape), actual %d vs %d"
                            .formatted(reinterpretedBatchNdims, batchDims));
        }
        this.baseDist = baseDistribution;
        this.reinterpretedBatchNdims = reinterpretedBatchNdims;
        Size shape = baseDistribution.extendedShape();
        int split = batchDims - reinterpretedBatchNdims;
        super(Map.of(), shape.slice(0, split), shape.slice(split), o.validateArgs);
    }

    /** The distribution with the whole batch. */
    public Distribution baseDist() {
        return baseDist;
    }

    /** How many dimensions of the base distribution's batch belong to the event. */
    public int reinterpretedBatchNdims() {
        return reinterpretedBatchNdims;
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return Map.of();
    }

    @Override
    public Distribution expand(long... batchShape) {
        Independent expanded = (Independent) super.expand(batchShape);
        Size event = eventShape().slice(0, reinterpretedBatchNdims);
        expanded.baseDist = baseDist.expand(Sizes.concat(Size.of(batchShape), event).toArray());
        return expanded;
    }

    @Override
    public boolean hasRsample() {
        return baseDist.hasRsample();
    }

    @Override
    public boolean hasEnumerateSupport() {
        return reinterpretedBatchNdims == 0 && baseDist.hasEnumerateSupport();
    }

    @Override
    public Constraint support() {
        Constraint support = baseDist.support();
        return reinterpretedBatchNdims == 0
                ? support
                : Constraints.independent(support, reinterpretedBatchNdims);
    }

    @Override
    public Tensor mean() {
        return baseDist.mean();
    }

    @Override
    public Tensor mode() {
        return baseDist.mode();
    }

    @Override
    public Tensor variance() {
        return baseDist.variance();
    }

    @Override
    public Tensor sample(long... sampleShape) {
        return baseDist.sample(sampleShape);
    }

    @Override
    public Tensor rsample(long... sampleShape) {
        return baseDist.rsample(sampleShape);
    }

    @Override
    public Tensor logProb(Tensor value) {
        return sumRightmost(baseDist.logProb(value), reinterpretedBatchNdims);
    }

    @Override
    public Tensor entropy() {
        return sumRightmost(baseDist.entropy(), reinterpretedBatchNdims);
    }

    @Override
    public Tensor enumerateSupport(boolean expand) {
        if (reinterpretedBatchNdims > 0) {
            throw new UnsupportedOperationException(
                    "Enumeration over cartesian product is not implemented");
        }
        return baseDist.enumerateSupport(expand);
    }

    @Override
    public String toString() {
        return "%s(%s, %d)"
                .formatted(getClass().getSimpleName(), baseDist, reinterpretedBatchNdims);
    }

    /** The keyword arguments of {@link Independent}. */
    public static final class Options extends DistributionOptions<Options> {
        Options() {}
    }
}
