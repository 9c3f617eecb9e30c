package torch.autograd;

/** The keyword arguments of {@link Functional}'s functions. */
public final class FunctionalOptions {
    boolean createGraph;
    boolean strict;
    boolean vectorize;
    String strategy = "reverse-mode";

    FunctionalOptions() {}

    /** Whether the result can be differentiated. Default: false */
    public FunctionalOptions createGraph(boolean createGraph) {
        this.createGraph = createGraph;
        return this;
    }

    /** Whether it is an error that an output does not depend on an input. Default: false, its derivative is zeros */
    public FunctionalOptions strict(boolean strict) {
        this.strict = strict;
        return this;
    }

    /** Whether all rows are computed in one batch; {@code jacobian} and {@code hessian} only. Default: false */
    public FunctionalOptions vectorize(boolean vectorize) {
        this.vectorize = vectorize;
        return this;
    }

    /**
     * {@code reverse-mode}, or with {@code vectorize} {@code forward-mode}; {@code jacobian} only. Default:
     * reverse-mode
     */
    public FunctionalOptions strategy(String strategy) {
        this.strategy = strategy;
        return this;
    }

    /** As {@link #strategy}, of the outer Jacobian; {@code hessian} only. Default: reverse-mode */
    public FunctionalOptions outerJacobianStrategy(String strategy) {
        return strategy(strategy);
    }
}
