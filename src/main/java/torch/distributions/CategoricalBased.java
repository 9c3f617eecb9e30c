package torch.distributions;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import torch.Size;
import torch.Tensor;

/** A distribution of vectors with an element for each event of a {@link Categorical}, whose parameters it shares. */
public abstract class CategoricalBased extends Distribution {
    Categorical categorical;

    CategoricalBased(Categorical categorical, @Nullable Boolean validateArgs) {
        this.categorical = categorical;
        super(Map.of(), categorical.batchShape(), categorical.paramShape().slice(-1), validateArgs);
    }

    /** The probabilities of the events, {@code (batchShape, events)}. */
    public final Tensor probs() {
        return categorical.probs();
    }

    /** The logarithms of the probabilities. */
    public final Tensor logits() {
        return categorical.logits();
    }

    /** The shape of the parameter. */
    public final Size paramShape() {
        return categorical.paramShape();
    }

    @Override
    protected final @Nullable Tensor attribute(String name) {
        return name.equals("probs") ? probs() : logits();
    }

    @Override
    public final Map<String, Constraint> argConstraints() {
        return Categorical.ARG_CONSTRAINTS;
    }

    @Override
    public Distribution expand(long... batchShape) {
        CategoricalBased expanded = (CategoricalBased) super.expand(batchShape);
        expanded.categorical = (Categorical) categorical.expand(batchShape);
        return expanded;
    }
}
