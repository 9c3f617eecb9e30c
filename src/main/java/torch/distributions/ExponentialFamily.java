package torch.distributions;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import torch.Autograd;
import torch.Size;
import torch.Tensor;

/**
 * A distribution of the density {@code exp(⟨t(x), θ⟩ - F(θ) + k(x))}, with natural parameters {@code θ}, sufficient
 * statistic {@code t}, log normalizer {@code F} and carrier measure {@code k}.
 *
 * <p>Mirrors {@code torch.distributions.ExponentialFamily}.
 */
public abstract class ExponentialFamily extends Distribution {
    /** See {@link Distribution#Distribution}. */
    protected ExponentialFamily(
            Map<String, Tensor> parameters,
            Size batchShape,
            Size eventShape,
            @Nullable Boolean validateArgs) {
        super(parameters, batchShape, eventShape, validateArgs);
    }

    ExponentialFamily(Map<String, Tensor> parameters, @Nullable Boolean validateArgs) {
        super(parameters, validateArgs);
    }

    /** {@code θ}. */
    protected List<Tensor> naturalParams() {
        throw new UnsupportedOperationException();
    }

    /** {@code F} of natural parameters. */
    protected Tensor logNormalizer(List<Tensor> naturalParams) {
        throw new UnsupportedOperationException();
    }

    /** The expectation of {@code k}, without which there is no entropy here. */
    protected double meanCarrierMeasure() {
        throw new UnsupportedOperationException();
    }

    /** The entropy by the gradient of the log normalizer: a Bregman divergence. */
    @Override
    public Tensor entropy() {
        double carrier = -meanCarrierMeasure();
        var natural = new ArrayList<Tensor>();
        for (Tensor param : naturalParams()) {
            natural.add(param.detach().requiresGrad_());
        }
        Tensor normalizer = logNormalizer(natural);
        List<Tensor> gradients =
                Autograd.grad(List.of(normalizer.sum()), natural, o -> o.createGraph(true));
        Tensor result = normalizer.add(carrier);
        for (int i = 0; i < natural.size(); i++) {
            Tensor product = natural.get(i).mul(gradients.get(i));
            result.sub_(product.reshape(Sizes.append(batchShape(), -1)).sum(-1));
        }
        return result;
    }
}
