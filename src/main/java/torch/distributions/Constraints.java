package torch.distributions;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * PyTorch's constraints: constants for those without arguments, functions for the others.
 *
 * {@snippet :
 * Constraints.POSITIVE.check(Torch.tensor(-1.0, 2.0)); // tensor([False,  True])
 * Constraints.interval(-1, 0.5);                       // Interval(lower_bound=-1, upper_bound=0.5)
 * }
 *
 * <p>Mirrors {@code torch.distributions.constraints}.
 */
public final class Constraints {
    /** Of a variable whose support depends on others: cannot be checked by itself. */
    public static final Dependent DEPENDENT = new Dependent(null, null);

    /** 0 or 1. */
    public static final Constraint BOOLEAN = new Boolean();

    /** Vectors of zeros and a single one. */
    public static final Constraint ONE_HOT = new OneHot();

    /** 0, 1, 2, … */
    public static final Constraint NONNEGATIVE_INTEGER = new IntegerGreaterThan(0L);

    /** 1, 2, 3, … */
    public static final Constraint POSITIVE_INTEGER = new IntegerGreaterThan(1L);

    /** All but NaN. */
    public static final Constraint REAL = new Real();

    /** Vectors without NaN. */
    public static final Constraint REAL_VECTOR = independent(REAL, 1);

    /** {@code (0, ∞]}. */
    public static final Constraint POSITIVE = greaterThan(0.0);

    /** {@code [0, ∞]}. */
    public static final Constraint NONNEGATIVE = greaterThanEq(0.0);

    /** {@code [0, 1]}. */
    public static final Constraint UNIT_INTERVAL = interval(0.0, 1.0);

    /** Vectors of numbers that are not negative and add up to 1. */
    public static final Constraint SIMPLEX = new Simplex();

    /** Lower triangular square matrices. */
    public static final Constraint LOWER_TRIANGULAR = new MatrixConstraints.LowerTriangular();

    /** Lower triangular square matrices with a positive diagonal. */
    public static final Constraint LOWER_CHOLESKY = new MatrixConstraints.LowerCholesky();

    /** Lower triangular square matrices with a positive diagonal and rows of length 1. */
    public static final Constraint CORR_CHOLESKY = new MatrixConstraints.CorrCholesky();

    /** Square matrices. */
    public static final Constraint SQUARE = new MatrixConstraints.Square();

    /** Symmetric matrices. */
    public static final Constraint SYMMETRIC = new MatrixConstraints.Symmetric();

    /** Symmetric matrices without negative eigenvalues. */
    public static final Constraint POSITIVE_SEMIDEFINITE =
            new MatrixConstraints.PositiveSemidefinite();

    /** Symmetric matrices with positive eigenvalues. */
    public static final Constraint POSITIVE_DEFINITE = new MatrixConstraints.PositiveDefinite();

    private Constraints() {}

    /** {@link #DEPENDENT} with what is known of the support in advance. */
    public static Constraint dependent(boolean isDiscrete, int eventDim) {
        return new Dependent(isDiscrete, eventDim);
    }

    /** Whether a constraint is {@link #DEPENDENT} or made by {@link #dependent}. */
    public static boolean isDependent(Constraint constraint) {
        return constraint instanceof Dependent;
    }

    /**
     * {@code constraint} for events of more dimensions, valid if all their entries are.
     *
     * @throws IllegalArgumentException if {@code reinterpretedBatchNdims} is negative
     */
    public static Constraint independent(Constraint constraint, int reinterpretedBatchNdims) {
        return new IndependentConstraint(constraint, reinterpretedBatchNdims);
    }

    /** The integers from one to another, both among them. */
    public static Constraint integerInterval(Number lowerBound, Number upperBound) {
        return new IntegerInterval(lowerBound, upperBound);
    }

    /** The integers from a number to each element of a tensor, both among them. */
    public static Constraint integerInterval(Number lowerBound, Tensor upperBound) {
        return new IntegerInterval(lowerBound, upperBound);
    }

    /** The integers between the elements of two tensors, these among them. */
    public static Constraint integerInterval(Tensor lowerBound, Tensor upperBound) {
        return new IntegerInterval(lowerBound, upperBound);
    }

    /** {@code (lowerBound, ∞]}. */
    public static Constraint greaterThan(Number lowerBound) {
        return new GreaterThan(lowerBound);
    }

    /** {@code (lowerBound, ∞]}. */
    public static Constraint greaterThan(Tensor lowerBound) {
        return new GreaterThan(lowerBound);
    }

    /** {@code [lowerBound, ∞]}. */
    public static Constraint greaterThanEq(Number lowerBound) {
        return new GreaterThanEq(lowerBound);
    }

    /** {@code [lowerBound, ∞]}. */
    public static Constraint greaterThanEq(Tensor lowerBound) {
        return new GreaterThanEq(lowerBound);
    }

    /** {@code [-∞, upperBound)}. */
    public static Constraint lessThan(Number upperBound) {
        return new LessThan(upperBound);
    }

    /** {@code [-∞, upperBound)}. */
    public static Constraint lessThan(Tensor upperBound) {
        return new LessThan(upperBound);
    }

    /** {@code [lowerBound, upperBound]}. */
    public static Constraint interval(Number lowerBound, Number upperBound) {
        return new Interval(lowerBound, upperBound);
    }

    /** {@code [lowerBound, upperBound]}. */
    public static Constraint interval(Tensor lowerBound, Tensor upperBound) {
        return new Interval(lowerBound, upperBound);
    }

    /** {@code [lowerBound, upperBound)}. */
    public static Constraint halfOpenInterval(Number lowerBound, Number upperBound) {
        return new HalfOpenInterval(lowerBound, upperBound);
    }

    /** {@code [lowerBound, upperBound)}. */
    public static Constraint halfOpenInterval(Tensor lowerBound, Tensor upperBound) {
        return new HalfOpenInterval(lowerBound, upperBound);
    }

    /** Vectors of numbers that are not negative and add up to {@code upperBound} at most. */
    public static Constraint multinomial(Number upperBound) {
        return new Multinomial(upperBound);
    }

    /** Constraints of the parts, each of extent 1, that {@code torch.cat} joins along dimension 0. */
    public static Constraint cat(List<? extends Constraint> cseq) {
        return cat(cseq, 0);
    }

    /** Constraints of the parts, each of extent 1, that {@code torch.cat} joins along {@code dim}. */
    public static Constraint cat(List<? extends Constraint> cseq, int dim) {
        return cat(cseq, dim, cseq.stream().mapToLong(c -> 1).toArray());
    }

    /**
     * Constraints of the parts that {@code torch.cat} joins along {@code dim}.
     *
     * @param lengths the extent of each part
     */
    public static Constraint cat(List<? extends Constraint> cseq, int dim, long... lengths) {
        return new Cat(cseq, dim, lengths);
    }

    /** Constraints of the parts that {@code torch.stack} joins along dimension 0. */
    public static Constraint stack(List<? extends Constraint> cseq) {
        return stack(cseq, 0);
    }

    /** Constraints of the parts that {@code torch.stack} joins along {@code dim}. */
    public static Constraint stack(List<? extends Constraint> cseq, int dim) {
        return new Stack(cseq, dim);
    }

    /** See {@link #DEPENDENT}. */
    public static final class Dependent extends Constraint {
        private final java.lang.@Nullable Boolean isDiscrete;
        private final @Nullable Integer eventDim;

        private Dependent(java.lang.@Nullable Boolean isDiscrete, @Nullable Integer eventDim) {
            this.isDiscrete = isDiscrete;
            this.eventDim = eventDim;
        }

        @Override
        public boolean isDiscrete() {
            return known(isDiscrete, ".is_discrete");
        }

        @Override
        public int eventDim() {
            return known(eventDim, ".event_dim");
        }

        private static <T> T known(@Nullable T value, String name) {
            if (value == null) {
                throw new UnsupportedOperationException(name + " cannot be determined statically");
            }
            return value;
        }

        @Override
        public Tensor check(Tensor value) {
            throw new IllegalArgumentException("Cannot determine validity of dependent constraint");
        }
    }

    /** See {@link #independent}. */
    public static final class IndependentConstraint extends Constraint {
        final Constraint baseConstraint;
        final int reinterpretedBatchNdims;

        private IndependentConstraint(Constraint baseConstraint, int reinterpretedBatchNdims) {
            if (reinterpretedBatchNdims < 0) {
                throw new IllegalArgumentException(
                        "reinterpreted_batch_ndims must be >= 0, got " + reinterpretedBatchNdims);
            }
            this.baseConstraint = baseConstraint;
            this.reinterpretedBatchNdims = reinterpretedBatchNdims;
        }

        /** The constraint of the entries. */
        public Constraint baseConstraint() {
            return baseConstraint;
        }

        /** By how many dimensions an event is larger than the base constraint's. */
        public int reinterpretedBatchNdims() {
            return reinterpretedBatchNdims;
        }

        @Override
        public boolean isDiscrete() {
            return baseConstraint.isDiscrete();
        }

        @Override
        public int eventDim() {
            return baseConstraint.eventDim() + reinterpretedBatchNdims;
        }

        @Override
        public Tensor check(Tensor value) {
            Tensor result = baseConstraint.check(value);
            if (result.dim() < reinterpretedBatchNdims) {
                throw tooFewDims(eventDim(), value);
            }
            return allOf(result, result.dim() - reinterpretedBatchNdims);
        }

        @Override
        public String toString() {
            return "IndependentConstraint(%s, %d)"
                    .formatted(baseConstraint, reinterpretedBatchNdims);
        }
    }

    /** The support of a mixture: the component's, of values that lack the component's dimension. */
    public static final class MixtureSameFamilyConstraint extends Constraint {
        private final Constraint baseConstraint;

        /** The constraint of a mixture whose components have {@code baseConstraint}. */
        public MixtureSameFamilyConstraint(Constraint baseConstraint) {
            this.baseConstraint = baseConstraint;
        }

        @Override
        public boolean isDiscrete() {
            return baseConstraint.isDiscrete();
        }

        @Override
        public int eventDim() {
            return baseConstraint.eventDim();
        }

        @Override
        public Tensor check(Tensor value) {
            Tensor result = baseConstraint.check(value.unsqueeze(-1 - eventDim()));
            if (value.dim() < eventDim()) {
                throw tooFewDims(eventDim(), value);
            }
            return allOf(result, value.dim() - eventDim());
        }

        @Override
        public String toString() {
            return "MixtureSameFamilyConstraint(" + baseConstraint + ")";
        }
    }

    private static IllegalArgumentException tooFewDims(int expected, Tensor value) {
        return new IllegalArgumentException(
                "Expected value.dim() >= %d but got %d".formatted(expected, value.dim()));
    }

    /** Whether all are true, over the dimensions after the first {@code kept}. */
    private static Tensor allOf(Tensor result, int kept) {
        return result.reshape(Sizes.concat(result.shape().slice(0, kept), Size.of(-1))).all(-1);
    }

    /** 0 or 1, see {@link #BOOLEAN}. */
    public static final class Boolean extends Constraint {
        private Boolean() {}

        @Override
        public boolean isDiscrete() {
            return true;
        }

        @Override
        public Tensor check(Tensor value) {
            return isZeroOrOne(value);
        }
    }

    private static Tensor isZeroOrOne(Tensor value) {
        return value.eq(0).bitwiseOr(value.eq(1));
    }

    /** See {@link #ONE_HOT}. */
    public static final class OneHot extends Constraint {
        private OneHot() {}

        @Override
        public boolean isDiscrete() {
            return true;
        }

        @Override
        public int eventDim() {
            return 1;
        }

        @Override
        public Tensor check(Tensor value) {
            return isZeroOrOne(value).all(-1).bitwiseAnd(value.sum(-1).eq(1));
        }
    }

    /** See {@link #integerInterval}. */
    public static final class IntegerInterval extends Bounded {
        private IntegerInterval(Object lowerBound, Object upperBound) {
            super(lowerBound, upperBound);
        }

        @Override
        public boolean isDiscrete() {
            return true;
        }

        @Override
        public Tensor check(Tensor value) {
            return isInteger(value).bitwiseAnd(atLeastLower(value)).bitwiseAnd(atMostUpper(value));
        }
    }

    /** See {@link #NONNEGATIVE_INTEGER}. */
    public static final class IntegerGreaterThan extends Bounded {
        private IntegerGreaterThan(Object lowerBound) {
            super(lowerBound, null);
        }

        @Override
        public boolean isDiscrete() {
            return true;
        }

        @Override
        public Tensor check(Tensor value) {
            return isInteger(value).bitwiseAnd(atLeastLower(value));
        }
    }

    private static Tensor isInteger(Tensor value) {
        return value.remainder(1).eq(0);
    }

    /** See {@link #REAL}. */
    public static final class Real extends Constraint {
        private Real() {}

        @Override
        public Tensor check(Tensor value) {
            return value.eq(value); // not so for NaN
        }
    }

    /** See {@link #greaterThan}. */
    public static final class GreaterThan extends Bounded {
        private GreaterThan(Object lowerBound) {
            super(lowerBound, null);
        }

        @Override
        public Tensor check(Tensor value) {
            return aboveLower(value);
        }
    }

    /** See {@link #greaterThanEq}. */
    public static final class GreaterThanEq extends Bounded {
        private GreaterThanEq(Object lowerBound) {
            super(lowerBound, null);
        }

        @Override
        public Tensor check(Tensor value) {
            return atLeastLower(value);
        }
    }

    /** See {@link #lessThan}. */
    public static final class LessThan extends Bounded {
        private LessThan(Object upperBound) {
            super(null, upperBound);
        }

        @Override
        public Tensor check(Tensor value) {
            return belowUpper(value);
        }
    }

    /** See {@link #interval}. */
    public static final class Interval extends Bounded {
        private Interval(Object lowerBound, Object upperBound) {
            super(lowerBound, upperBound);
        }

        @Override
        public Tensor check(Tensor value) {
            return atLeastLower(value).bitwiseAnd(atMostUpper(value));
        }
    }

    /** See {@link #halfOpenInterval}. */
    public static final class HalfOpenInterval extends Bounded {
        private HalfOpenInterval(Object lowerBound, Object upperBound) {
            super(lowerBound, upperBound);
        }

        @Override
        public Tensor check(Tensor value) {
            return atLeastLower(value).bitwiseAnd(belowUpper(value));
        }
    }

    /** See {@link #SIMPLEX}. */
    public static final class Simplex extends Constraint {
        private Simplex() {}

        @Override
        public int eventDim() {
            return 1;
        }

        @Override
        public Tensor check(Tensor value) {
            return value.ge(0).all(-1).bitwiseAnd(value.sum(-1).sub(1).abs().lt(1e-6));
        }
    }

    /** See {@link #multinomial}. */
    public static final class Multinomial extends Bounded {
        private Multinomial(Object upperBound) {
            super(null, upperBound);
        }

        @Override
        public boolean isDiscrete() {
            return true;
        }

        @Override
        public int eventDim() {
            return 1;
        }

        @Override
        public Tensor check(Tensor value) {
            return value.ge(0).all(-1).bitwiseAnd(atMostUpper(value.sum(-1)));
        }

        @Override
        public String toString() {
            return "Multinomial()";
        }
    }

    /** Constraints of the parts of a tensor. */
    public abstract static sealed class OfParts extends Constraint {
        final List<Constraint> cseq;
        final int dim;

        OfParts(List<? extends Constraint> cseq, int dim) {
            this.cseq = List.copyOf(cseq);
            this.dim = dim;
        }

        /** The constraints of the parts. */
        public final List<Constraint> cseq() {
            return cseq;
        }

        @Override
        public final boolean isDiscrete() {
            return cseq.stream().anyMatch(Constraint::isDiscrete);
        }

        @Override
        public int eventDim() {
            return cseq.stream().mapToInt(Constraint::eventDim).max().orElseThrow();
        }

        final void checkDim(Tensor value) {
            if (dim < -value.dim() || dim >= value.dim()) {
                throw new IllegalArgumentException(
                        "dim %d out of range for value with %d dimensions"
                                .formatted(dim, value.dim()));
            }
        }
    }

    /** See {@link #cat}. */
    public static final class Cat extends OfParts {
        final long[] lengths;

        private Cat(List<? extends Constraint> cseq, int dim, long[] lengths) {
            super(cseq, dim);
            if (lengths.length != cseq.size()) {
                throw new IllegalArgumentException(
                        "lengths (%d) must match cseq (%d)".formatted(lengths.length, cseq.size()));
            }
            this.lengths = lengths.clone();
        }

        @Override
        public Tensor check(Tensor value) {
            checkDim(value);
            var checks = new ArrayList<Tensor>();
            long start = 0;
            for (int i = 0; i < lengths.length; i++) {
                checks.add(cseq.get(i).check(value.narrow(dim, start, lengths[i])));
                start += lengths[i];
            }
            return Torch.cat(checks, dim);
        }
    }

    /** See {@link #stack}. */
    public static final class Stack extends OfParts {
        private Stack(List<? extends Constraint> cseq, int dim) {
            super(cseq, dim);
        }

        @Override
        public int eventDim() {
            int eventDim = super.eventDim();
            return dim + eventDim < 0 ? eventDim + 1 : eventDim;
        }

        @Override
        public Tensor check(Tensor value) {
            checkDim(value);
            var checks = new ArrayList<Tensor>();
            for (int i = 0; i < Math.min(value.size(dim), cseq.size()); i++) {
                checks.add(cseq.get(i).check(value.select(dim, i)));
            }
            return Torch.stack(checks, dim);
        }
    }
}
