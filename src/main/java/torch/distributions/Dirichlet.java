package torch.distributions;

import static torch.distributions.DistributionUtils.difference;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Size;
import torch.Tensor;
import torch.autograd.Context;
import torch.autograd.Function;
import torch.autograd.OnceDifferentiable;
import torch.nn.F;

/**
 * The Dirichlet distribution of probabilities, {@code (batchShape, events)}.
 *
 * <p>Mirrors {@code torch.distributions.Dirichlet}.
 */
public class Dirichlet extends ExponentialFamily {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of("concentration", Constraints.independent(Constraints.POSITIVE, 1));

    /** With a concentration, {@code (batchShape, events)}. */
    public Dirichlet(Tensor concentration) {
        this(concentration, o -> {});
    }

    /** With a concentration, {@code (batchShape, events)}, and keyword arguments. */
    public Dirichlet(Tensor concentration, Consumer<? super Options> options) {
        this(new Options().concentration(concentration).configuredBy(options));
    }

    /** With keyword arguments. */
    public Dirichlet(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private Dirichlet(Options o) {
        this((Tensor) o.get("concentration"), o.validateArgs);
    }

    Dirichlet(Tensor concentration, @Nullable Boolean validateArgs) {
        if (concentration.dim() < 1) {
            throw new IllegalArgumentException(
                    "`concentration` parameter must be at least one-dimensional.");
        }
        Size shape = concentration.shape();
        super(
                Map.of("concentration", concentration),
                shape.slice(0, -1),
                shape.slice(-1),
                validateArgs);
    }

    /** The concentration, {@code (batchShape, events)}. */
    public Tensor concentration() {
        return parameter("concentration");
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return ARG_CONSTRAINTS;
    }

    @Override
    public Constraint support() {
        return Constraints.SIMPLEX;
    }

    @Override
    public boolean hasRsample() {
        return true;
    }

    @Override
    public Tensor rsample(long... sampleShape) {
        return new Sample().apply(concentration().expand(extendedShape(sampleShape)));
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        return concentration()
                .sub(1.0)
                .xlogy(value)
                .sum(-1)
                .add(concentration().sum(-1).lgamma())
                .sub(concentration().lgamma().sum(-1));
    }

    @Override
    public Tensor mean() {
        return concentration().div(concentration().sum(-1, true));
    }

    @Override
    public Tensor mode() {
        Tensor less = concentration().sub(1).clamp(0.0);
        Tensor mode = less.div(less.sum(-1, true));
        Tensor mask = concentration().lt(1).all(-1);
        mode.set(mask, F.oneHot(mode.get(mask).argmax(-1), less.size(-1)).to(mode));
        return mode;
    }

    @Override
    public Tensor variance() {
        Tensor total = concentration().sum(-1, true);
        return concentration().mul(total.sub(concentration())).div(total.pow(2).mul(total.add(1)));
    }

    @Override
    public Tensor entropy() {
        long k = concentration().size(-1);
        Tensor total = concentration().sum(-1);
        return concentration()
                .lgamma()
                .sum(-1)
                .sub(total.lgamma())
                .sub(difference(k, total).mul(total.digamma()))
                .sub(concentration().sub(1.0).mul(concentration().digamma()).sum(-1));
    }

    @Override
    protected List<Tensor> naturalParams() {
        return List.of(concentration());
    }

    @Override
    protected Tensor logNormalizer(List<Tensor> naturalParams) {
        Tensor x = naturalParams.get(0);
        return x.lgamma().sum(-1).sub(x.sum(-1).lgamma());
    }

    /** Draws, with a gradient. */
    private static final class Sample extends Function {
        @Override
        protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
            Tensor concentration = inputs.getFirst();
            Tensor x = Aten._sample_dirichlet(concentration, null);
            ctx.saveForBackward(x, concentration);
            return List.of(x);
        }

        @Override
        @OnceDifferentiable
        protected List<@Nullable Tensor> backward(Context ctx, List<@Nullable Tensor> gradOutputs) {
            Tensor x = ctx.savedTensors().get(0);
            Tensor concentration = ctx.savedTensors().get(1);
            Tensor gradOutput = Objects.requireNonNull(gradOutputs.getFirst());
            Tensor total = concentration.sum(-1, true).expandAs(concentration);
            Tensor grad = Aten._dirichlet_grad(x, concentration, total);
            return List.of(grad.mul(gradOutput.sub(x.mul(gradOutput).sum(-1, true))));
        }
    }

    /** The keyword arguments of {@link Dirichlet}. */
    public static final class Options extends DistributionOptions<Options> {
        Options() {}

        /** The concentration, {@code (batchShape, events)}. */
        public Options concentration(Tensor concentration) {
            return set("concentration", concentration);
        }
    }
}
