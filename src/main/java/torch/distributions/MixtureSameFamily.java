package torch.distributions;

import java.util.Map;
import java.util.function.Consumer;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * A mixture: an index drawn from a {@link Categorical} chooses one of a batch of component distributions.
 *
 * {@snippet :
 * var mixture = new Categorical(Torch.ones(5));
 * var components = new Normal(Torch.randn(5), Torch.rand(5));
 * new MixtureSameFamily(mixture, components).logProb(x);
 * }
 *
 * <p>Mirrors {@code torch.distributions.MixtureSameFamily}.
 */
public class MixtureSameFamily extends Distribution {
    private Categorical mixtureDistribution;
    private Distribution componentDistribution;

    /** A mixture over the last batch dimension of the components. */
    public MixtureSameFamily(Categorical mixtureDistribution, Distribution componentDistribution) {
        this(mixtureDistribution, componentDistribution, o -> {});
    }

    /** With keyword arguments. */
    public MixtureSameFamily(
            Categorical mixtureDistribution,
            Distribution componentDistribution,
            Consumer<? super Options> options) {
        Options o = new Options().configuredBy(options);
        checkBatches(mixtureDistribution, componentDistribution);
        this.mixtureDistribution = mixtureDistribution;
        this.componentDistribution = componentDistribution;
        super(
                Map.of(),
                componentDistribution.batchShape().slice(0, -1),
                componentDistribution.eventShape(),
                o.validateArgs);
    }

    private static void checkBatches(Categorical mixture, Distribution component) {
        if (mixture == null) {
            throw new IllegalArgumentException(
                    " The Mixture distribution needs to be an  instance of torch.distributions.Categorical");
        }
        if (component == null) {
            throw new IllegalArgumentException(
                    "The Component distribution needs to be an instance of torch.distributions.Distribution");
        }
        Size batch = mixture.batchShape();
        Size componentBatch = component.batchShape().slice(0, -1);
        for (int back = 1; back <= Math.min(batch.size(), componentBatch.size()); back++) {
            long i = batch.get(-back);
            long j = componentBatch.get(-back);
            if (i != 1 && j != 1 && i != j) {
                throw new IllegalArgumentException(
                        "`mixture_distribution.batch_shape` (%s) is not compatible with `component_distribution.batch_shape`(%s)"
                                .formatted(batch, componentBatch));
            }
        }
        long events = mixture.logits().size(-1);
        long components = component.batchShape().get(-1);
        if (events != components) {
            throw new IllegalArgumentException(
                    "`mixture_distribution component` (%d) does not equal `component_distribution.batch_shape[-1]` (%d)"
                            .formatted(events, components));
        }
    }

    /** What the component is drawn from. */
    public Categorical mixtureDistribution() {
        return mixtureDistribution;
    }

    /** The components, along the last batch dimension. */
    public Distribution componentDistribution() {
        return componentDistribution;
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return Map.of();
    }

    @Override
    public Distribution expand(long... batchShape) {
        MixtureSameFamily expanded = (MixtureSameFamily) super.expand(batchShape);
        Size components = Sizes.append(Size.of(batchShape), mixtureDistribution.numEvents());
        expanded.componentDistribution = componentDistribution.expand(components.toArray());
        expanded.mixtureDistribution = (Categorical) mixtureDistribution.expand(batchShape);
        return expanded;
    }

    @Override
    public Constraint support() {
        return new Constraints.MixtureSameFamilyConstraint(componentDistribution.support());
    }

    @Override
    public Tensor mean() {
        return padMixture(mixtureDistribution.probs())
                .mul(componentDistribution.mean())
                .sum(componentDim());
    }

    @Override
    public Tensor variance() {
        Tensor probs = padMixture(mixtureDistribution.probs());
        Tensor ofComponents = probs.mul(componentDistribution.variance()).sum(componentDim());
        Tensor distance = componentDistribution.mean().sub(pad(mean()));
        Tensor ofMeans = probs.mul(distance.pow(2.0)).sum(componentDim());
        return ofComponents.add(ofMeans);
    }

    @Override
    public Tensor cdf(Tensor value) {
        return componentDistribution.cdf(pad(value)).mul(mixtureDistribution.probs()).sum(-1);
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        Tensor ofComponents = componentDistribution.logProb(pad(value));
        Tensor ofMixture = mixtureDistribution.logits().logSoftmax(-1);
        return ofComponents.add(ofMixture).logsumexp(-1);
    }

    @Override
    public Tensor sample(long... sampleShape) {
        return Torch.noGrad(() -> draw(sampleShape));
    }

    private Tensor draw(long... sampleShape) {
        int dim = sampleShape.length + batchShape().size();
        Tensor index = mixtureDistribution.sample(sampleShape);
        Tensor samples = componentDistribution.sample(sampleShape);
        int dims = index.dim();
        Tensor row =
                index.reshape(Sizes.concat(index.shape(), Sizes.ones(eventShape().size() + 1)))
                        .repeat(Sizes.concat(Sizes.ones(dims + 1), eventShape()));
        return samples.gather(dim, row).squeeze(dim);
    }

    /** The components' dimension, before those of the event. */
    private int componentDim() {
        return -1 - eventShape().size();
    }

    private Tensor pad(Tensor value) {
        return value.unsqueeze(componentDim());
    }

    /** The mixture's probabilities, in the dimensions of the components' batch and event. */
    private Tensor padMixture(Tensor probs) {
        int own = mixtureDistribution.batchShape().size();
        int missing = own == 1 ? 0 : batchShape().size() - own;
        Size shape = probs.shape();
        return probs.reshape(
                Sizes.concat(
                        shape.slice(0, -1),
                        Sizes.ones(missing),
                        shape.slice(-1),
                        Sizes.ones(eventShape().size())));
    }

    @Override
    public String toString() {
        return "MixtureSameFamily(\n  %s,\n  %s)"
                .formatted(mixtureDistribution, componentDistribution);
    }

    /** The keyword arguments of {@link MixtureSameFamily}. */
    public static final class Options extends DistributionOptions<Options> {
        Options() {}
    }
}
