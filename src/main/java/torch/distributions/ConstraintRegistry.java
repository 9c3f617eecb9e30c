package torch.distributions;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Transforms by the constraints whose regions they reach from the real numbers: registered for classes of constraints.
 *
 * {@snippet :
 * Transform t = ConstraintRegistry.TRANSFORM_TO.call(Constraints.POSITIVE);
 * Tensor scale = t.call(unconstrained);
 * ConstraintRegistry.BIJECT_TO.register(MyConstraint.class, c -> new MyTransform(c.parameter()));
 * }
 *
 * <p>Mirrors {@code torch.distributions.constraint_registry.ConstraintRegistry}.
 */
public final class ConstraintRegistry {
    /**
     * Bijections with a {@link Transform#logAbsDetJacobian}, as Hamiltonian Monte Carlo needs them. Mirrors {@code
     * torch.distributions.biject_to}.
     */
    public static final ConstraintRegistry BIJECT_TO = new ConstraintRegistry();

    /**
     * Transforms that may have more dimensions than their region but treat these alike, as optimizers like them. Mirrors
     * {@code torch.distributions.transform_to}.
     */
    public static final ConstraintRegistry TRANSFORM_TO = new ConstraintRegistry();

    private final Map<Class<?>, Function<Constraint, Transform>> factories =
            new ConcurrentHashMap<>();

    /** An empty registry. */
    public ConstraintRegistry() {}

    /**
     * Registers what makes the transform for constraints of exactly that class, in the place of what was registered
     * before.
     *
     * @param factory the transform from the constraint
     */
    public <C extends Constraint> void register(
            Class<C> constraint, Function<? super C, ? extends Transform> factory) {
        TransformUtils.required(constraint, "constraint");
        TransformUtils.required(factory, "factory");
        factories.put(constraint, c -> factory.apply(constraint.cast(c)));
    }

    /** Registers what makes the transform for all constraints of the class of this one. */
    public void register(
            Constraint constraint, Function<? super Constraint, ? extends Transform> factory) {
        register(
                TransformUtils.required(constraint, "constraint")
                        .getClass()
                        .asSubclass(Constraint.class),
                factory);
    }

    /**
     * The transform from the real numbers to a constraint's region.
     *
     * @throws UnsupportedOperationException if none is registered for the constraint's class
     */
    public Transform call(Constraint constraint) {
        Class<?> type = TransformUtils.required(constraint, "constraint").getClass();
        Function<Constraint, Transform> factory = factories.get(type);
        if (factory == null) {
            // PyTorch's own have names with an underscore
            Class<?> place = type.getEnclosingClass();
            boolean own = place == Constraints.class || place == MatrixConstraints.class;
            throw new UnsupportedOperationException(
                    "Cannot transform %s constraints"
                            .formatted((own ? "_" : "") + type.getSimpleName()));
        }
        return factory.apply(constraint);
    }

    static {
        for (ConstraintRegistry registry : List.of(BIJECT_TO, TRANSFORM_TO)) {
            registry.registerBijections();
        }
        BIJECT_TO.register(Constraints.SIMPLEX, c -> new StickBreakingTransform());
        TRANSFORM_TO.register(Constraints.SIMPLEX, c -> new SoftmaxTransform());
        TRANSFORM_TO.register(Constraints.LOWER_CHOLESKY, c -> new LowerCholeskyTransform());
        TRANSFORM_TO.register(Constraints.POSITIVE_DEFINITE, c -> new PositiveDefiniteTransform());
        TRANSFORM_TO.register(
                Constraints.POSITIVE_SEMIDEFINITE, c -> new PositiveDefiniteTransform());
    }

    /** What both have. */
    private void registerBijections() {
        register(Constraints.REAL, c -> Transforms.IDENTITY);
        register(
                Constraints.IndependentConstraint.class,
                c ->
                        new IndependentTransform(
                                call(c.baseConstraint()), c.reinterpretedBatchNdims()));
        register(Constraints.GreaterThan.class, ConstraintRegistry::above);
        register(Constraints.GreaterThanEq.class, ConstraintRegistry::above);
        register(
                Constraints.LessThan.class,
                c ->
                        new ComposeTransform(
                                List.of(
                                        new ExpTransform(),
                                        AffineTransform.of(c.upperBound(), -1L))));
        register(Constraints.Interval.class, ConstraintRegistry::between);
        register(Constraints.HalfOpenInterval.class, ConstraintRegistry::between);
        register(Constraints.CORR_CHOLESKY, c -> new CorrCholeskyTransform());
        register(Constraints.Cat.class, c -> new CatTransform(called(c.cseq()), c.dim, c.lengths));
        register(Constraints.Stack.class, c -> new StackTransform(called(c.cseq()), c.dim));
    }

    private List<Transform> called(List<Constraint> parts) {
        return parts.stream().map(this::call).toList();
    }

    private static Transform above(Bounded constraint) {
        // positive numbers too: as in PyTorch, their constraint is of the same class
        return new ComposeTransform(
                List.of(new ExpTransform(), AffineTransform.of(constraint.lowerBound(), 1L)));
    }

    private static Transform between(Bounded constraint) {
        Object lower = constraint.lowerBound();
        Object upper = constraint.upperBound();
        if (lower instanceof Number l
                && l.doubleValue() == 0
                && upper instanceof Number u
                && u.doubleValue() == 1) {
            return new SigmoidTransform();
        }
        return new ComposeTransform(
                List.of(
                        new SigmoidTransform(),
                        AffineTransform.of(lower, TransformUtils.difference(upper, lower))));
    }
}
