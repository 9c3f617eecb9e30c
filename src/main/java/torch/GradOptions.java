package torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keyword arguments of {@link Autograd#grad(List, List, java.util.function.Consumer)}. */
public final class GradOptions {
    @Nullable List<@Nullable Tensor> gradOutputs;
    @Nullable Boolean retainGraph;
    boolean createGraph;
    @Nullable Boolean allowUnused;
    boolean isGradsBatched;
    boolean materializeGrads;

    GradOptions() {}

    /** The gradient of each output, null for a scalar's 1. Default: 1 for all */
    public GradOptions gradOutputs(@Nullable Tensor... gradOutputs) {
        return gradOutputs(Arrays.asList(gradOutputs));
    }

    /** The gradient of each output, null for a scalar's 1. Default: 1 for all */
    public GradOptions gradOutputs(@Nullable List<? extends @Nullable Tensor> gradOutputs) {
        this.gradOutputs =
                gradOutputs == null
                        ? null
                        : Collections.unmodifiableList(new ArrayList<>(gradOutputs));
        return this;
    }

    /** Whether the graph can be used again. Default: null, what {@code createGraph} is */
    public GradOptions retainGraph(@Nullable Boolean retainGraph) {
        this.retainGraph = retainGraph;
        return this;
    }

    /** Whether the gradients get a graph of their own. Default: false */
    public GradOptions createGraph(boolean createGraph) {
        this.createGraph = createGraph;
        return this;
    }

    /** Ignored as in PyTorch, which always takes the inputs only. Default: true */
    public GradOptions onlyInputs(boolean onlyInputs) {
        if (!onlyInputs)
            System.getLogger("torch.autograd")
                    .log(
                            System.Logger.Level.WARNING,
                            "only_inputs argument is deprecated and is ignored now (defaults to True). To accumulate"
                                    + " gradient for other parts of the graph, please use torch.autograd.backward.");
        return this;
    }

    /**
     * Whether an input that no output depends on is no error. Default: null, what {@code materializeGrads} is
     */
    public GradOptions allowUnused(@Nullable Boolean allowUnused) {
        this.allowUnused = allowUnused;
        return this;
    }

    /**
     * Whether {@code gradOutputs} have a first dimension over which one backward computes a batch of gradients.
     * Default: false
     */
    public GradOptions isGradsBatched(boolean isGradsBatched) {
        this.isGradsBatched = isGradsBatched;
        return this;
    }

    /** Whether the gradient of an unused input is zeros in place of null. Default: false */
    public GradOptions materializeGrads(boolean materializeGrads) {
        this.materializeGrads = materializeGrads;
        return this;
    }
}
