package torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keyword arguments of {@link Autograd#backward(List, java.util.function.Consumer)}. */
public final class BackwardOptions {
    @Nullable List<@Nullable Tensor> gradTensors;
    @Nullable Boolean retainGraph;
    boolean createGraph;
    @Nullable List<Tensor> inputs;

    BackwardOptions() {}

    /** The gradient of each tensor, null for a scalar's 1. Default: 1 for all */
    public BackwardOptions gradTensors(@Nullable Tensor... gradTensors) {
        return gradTensors(Arrays.asList(gradTensors));
    }

    /** The gradient of each tensor, null for a scalar's 1. Default: 1 for all */
    public BackwardOptions gradTensors(@Nullable List<? extends @Nullable Tensor> gradTensors) {
        this.gradTensors =
                gradTensors == null
                        ? null
                        : Collections.unmodifiableList(new ArrayList<>(gradTensors));
        return this;
    }

    /** Whether the graph can be used again. Default: null, what {@code createGraph} is */
    public BackwardOptions retainGraph(@Nullable Boolean retainGraph) {
        this.retainGraph = retainGraph;
        return this;
    }

    /** Whether the gradients get a graph of their own. Default: false */
    public BackwardOptions createGraph(boolean createGraph) {
        this.createGraph = createGraph;
        return this;
    }

    /** The only tensors that get gradients. Default: null, all leaves */
    public BackwardOptions inputs(@Nullable List<? extends Tensor> inputs) {
        this.inputs = inputs == null ? null : Collections.unmodifiableList(new ArrayList<>(inputs));
        return this;
    }

    /** The only tensors that get gradients. Default: all leaves */
    public BackwardOptions inputs(Tensor... inputs) {
        return inputs(Arrays.asList(inputs));
    }

    /** The only tensors that get gradients, as {@code namedParameters()} gives them. Default: all leaves */
    public BackwardOptions inputs(Map<String, ? extends Tensor> inputs) {
        return inputs(new ArrayList<Tensor>(inputs.values()));
    }
}
