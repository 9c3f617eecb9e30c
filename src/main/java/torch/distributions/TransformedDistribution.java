package torch.distributions;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * The distribution of {@code Y = f(X)}, where {@code X} has a base distribution and {@code f} is a chain of transforms:
 * {@code log p(y) = log p(x) + log |det dx/dy|}.
 *
 * {@snippet :
 * // the logistic distribution
 * var base = new Uniform(0, 1);
 * var logistic = new TransformedDistribution(
 *         base, List.of(new SigmoidTransform().inv(), new AffineTransform(loc, scale)));
 * }
 *
 * <p><b>Shape</b> the event's is the larger one of the base distribution's and the transforms'
 *
 * <p>Mirrors {@code torch.distributions.TransformedDistribution}.
 */
public class TransformedDistribution extends Distribution {
    private Distribution baseDist;
    private List<Transform> transforms;

    /** With one transform. */
    public TransformedDistribution(Distribution baseDistribution, Transform transform) {
        this(baseDistribution, List.of(TransformUtils.required(transform, "transforms")));
    }

    /** With transforms, the first of which is applied first. */
    public TransformedDistribution(
            Distribution baseDistribution, List<? extends Transform> transforms) {
        this(Map.of(), baseDistribution, transforms, null);
    }

    /**
     * With transforms, the first of which is applied first, and keyword arguments.
     *
     * @throws IllegalArgumentException if the base distribution has too few dimensions for the transforms
     */
    public TransformedDistribution(
            Distribution baseDistribution,
            List<? extends Transform> transforms,
            Consumer<? super Options> options) {
        this(
                Map.of(),
                baseDistribution,
                transforms,
                new Options().configuredBy(options).validateArgs);
    }

    /** For subclasses with parameters: see {@link Distribution#Distribution}. */
    protected TransformedDistribution(
            Map<String, Tensor> parameters,
            Distribution baseDistribution,
            List<? extends Transform> transforms,
            @Nullable Boolean validateArgs) {
        TransformUtils.required(baseDistribution, "base_distribution");
        var chain = new ComposeTransform(transforms);
        this.transforms = chain.parts();
        Size baseShape = Sizes.concat(baseDistribution.batchShape(), baseDistribution.eventShape());
        int domainDim = chain.domain().eventDim();
        int change = chain.codomain().eventDim() - domainDim;
        if (baseShape.size() < domainDim) {
            throw new IllegalArgumentException(
                    "base_distribution needs to have shape with size at least %d, but got %s."
                            .formatted(domainDim, baseShape));
        }
        int baseEventDim = baseDistribution.eventShape().size();
        Size shape = chain.forwardShape(baseShape);
        Size needed = chain.inverseShape(shape);
        Distribution base =
                baseShape.equals(needed)
                        ? baseDistribution
                        : baseDistribution.expand(
                                needed.slice(0, needed.size() - baseEventDim).toArray());
        this.baseDist =
                domainDim > baseEventDim ? new Independent(base, domainDim - baseEventDim) : base;
        int eventDim = Math.max(chain.codomain().eventDim(), baseEventDim + change);
        if (shape.size() < eventDim) {
            throw new IllegalArgumentException(
                    "forward_shape length %d must be >= event_dim %d"
                            .formatted(shape.size(), eventDim));
        }
        int cut = shape.size() - eventDim;
        super(parameters, shape.slice(0, cut), shape.slice(cut), validateArgs);
    }

    /** The distribution of {@code X}, expanded to what the transforms need. */
    public final Distribution baseDist() {
        return baseDist;
    }

    /** The transforms, the first of which is applied first. */
    public final List<Transform> transforms() {
        return transforms;
    }

    /** Exchanges both, in an expanded copy. */
    final void derive(Distribution baseDist, List<Transform> transforms) {
        this.baseDist = baseDist;
        this.transforms = transforms;
    }

    @Override
    public TransformedDistribution expand(long... batchShape) {
        var expanded = (TransformedDistribution) super.expand(batchShape);
        Size shape = Sizes.concat(Size.of(batchShape), eventShape());
        for (Transform transform : transforms.reversed()) {
            shape = transform.inverseShape(shape);
        }
        Size baseBatch = shape.slice(0, shape.size() - baseDist.eventShape().size());
        expanded.derive(baseDist.expand(baseBatch.toArray()), transforms);
        return expanded;
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return Map.of();
    }

    @Override
    public Constraint support() {
        if (transforms.isEmpty()) {
            return baseDist.support();
        }
        Constraint support = transforms.getLast().codomain();
        int more = eventShape().size() - support.eventDim();
        return more > 0 ? Constraints.independent(support, more) : support;
    }

    @Override
    public boolean hasRsample() {
        return baseDist.hasRsample();
    }

    @Override
    public Tensor sample(long... sampleShape) {
        return Torch.noGrad((Supplier<Tensor>) () -> transformed(baseDist.sample(sampleShape)));
    }

    @Override
    public Tensor rsample(long... sampleShape) {
        return transformed(baseDist.rsample(sampleShape));
    }

    private Tensor transformed(Tensor x) {
        Tensor y = x;
        for (Transform transform : transforms) {
            y = transform.call(y);
        }
        return y;
    }

    private Tensor inverted(Tensor y) {
        Tensor x = y;
        for (Transform transform : transforms.reversed()) {
            x = transform.inv().call(x);
        }
        return x;
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        int eventDim = eventShape().size();
        Tensor total = null;
        Tensor y = value;
        for (Transform transform : transforms.reversed()) {
            Tensor x = transform.inv().call(y);
            int domainDim = transform.domain().eventDim();
            eventDim += domainDim - transform.codomain().eventDim();
            Tensor term =
                    DistributionUtils.sumRightmost(
                            transform.logAbsDetJacobian(x, y), eventDim - domainDim);
            total = total == null ? DistributionUtils.difference(0.0, term) : total.sub(term);
            y = x;
        }
        Tensor base =
                DistributionUtils.sumRightmost(
                        baseDist.logProb(y), eventDim - baseDist.eventShape().size());
        return total == null ? base.add(0.0) : total.add(base);
    }

    /** {@code 1 - value} if the transforms fall, so that the distribution function rises. */
    private Tensor monotonized(Tensor value) {
        Object sign = TransformUtils.sign(transforms);
        if (sign instanceof Integer one && one == 1) {
            return value;
        }
        Tensor centred = value.sub(0.5);
        Tensor turned =
                sign instanceof Tensor tensor ? tensor.mul(centred) : centred.mul((Integer) sign);
        return turned.add(0.5);
    }

    @Override
    public Tensor cdf(Tensor value) {
        Tensor x = inverted(value);
        if (validatesArgs()) {
            baseDist.checkSample(x);
        }
        return monotonized(baseDist.cdf(x));
    }

    @Override
    public Tensor icdf(Tensor value) {
        return transformed(baseDist.icdf(monotonized(value)));
    }

    /** The keyword arguments of {@link TransformedDistribution}. */
    public static final class Options extends DistributionOptions<Options> {
        Options() {}
    }
}
