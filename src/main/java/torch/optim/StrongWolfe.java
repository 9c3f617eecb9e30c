package torch.optim;

import java.util.function.Function;
import torch.Tensor;
import torch.Torch;

/**
 * A line search for a step which makes the loss smaller, and its slope flatter, by enough (the strong Wolfe conditions):
 * first outwards until a bracket is known to hold such a step, then inwards by cubic interpolation.
 */
final class StrongWolfe {
    private static final double LOWER_BY = 1e-4;
    private static final double FLATTER_BY = 0.9;

    /** A step along the direction, with loss, gradient and slope there. */
    record Point(Coefficient step, double loss, Tensor grad, Coefficient slope) {}

    private final Function<Coefficient, Point> evaluate;
    private final LbfgsTemporaries temporaries;
    private final Tensor direction;
    private final Point start;
    private final double tolerance;
    private final long most;
    private Point[] bracket = {};
    private int low;
    private long searches;

    /** How often the loss was computed. */
    long evaluations;

    /**
     * @param evaluate computes loss and gradient after a step
     * @param start where the search starts: at a step of 0
     * @param tolerance the change of a parameter below which there is no use in searching on
     * @param most how many points are looked at
     */
    StrongWolfe(
            Function<Coefficient, Point> evaluate,
            LbfgsTemporaries temporaries,
            Tensor direction,
            Point start,
            double tolerance,
            long most) {
        this.evaluate = evaluate;
        this.temporaries = temporaries;
        this.direction = direction;
        this.start = start;
        this.tolerance = tolerance;
        this.most = most;
    }

    /** The best point found, of which the first tried is at {@code step}. */
    Point search(Coefficient step) {
        boolean done = findBracket(step);
        low = bracket[0].loss <= bracket[bracket.length - 1].loss ? 0 : 1;
        boolean wasSlow = false;
        while (!done && searches < most && !isNarrow()) {
            Trial trial = trial(wasSlow);
            wasSlow = trial.isSlow;
            done = narrow(evaluated(trial.step));
            searches++;
        }
        return bracket[low];
    }

    private Point evaluated(Coefficient step) {
        evaluations++;
        return evaluate.apply(step);
    }

    /** Goes outwards; whether the only point of the bracket is good enough. */
    private boolean findBracket(Coefficient step) {
        Point before = start;
        Point point = evaluated(step);
        while (searches < most) {
            if (isTooHigh(point) || (searches > 1 && point.loss >= before.loss)) {
                bracket = new Point[] {before, point};
                return false;
            }
            if (isFlat(point)) {
                bracket = new Point[] {point};
                return true;
            }
            if (point.slope.value() >= 0) {
                bracket = new Point[] {before, point};
                return false;
            }
            Point last = before;
            Point current = point;
            Coefficient further =
                    temporaries.compute(
                            () ->
                                    interpolate(
                                            last,
                                            current,
                                            current.step.plus(
                                                    current.step.minus(last.step).times(0.01)),
                                            current.step.times(10)));
            before = point;
            point = evaluated(further);
            searches++;
        }
        bracket = new Point[] {start, point};
        return false;
    }

    private boolean isTooHigh(Point point) {
        try (var _ = Torch.scope()) {
            Coefficient highest = point.step.times(LOWER_BY).times(start.slope).plus(start.loss);
            return highest.isLess(point.loss);
        }
    }

    private boolean isFlat(Point point) {
        try (var _ = Torch.scope()) {
            return Math.abs(point.slope.value()) <= start.slope.times(-FLATTER_BY).value();
        }
    }

    private boolean isNarrow() {
        try (var _ = Torch.scope()) {
            Coefficient width = bracket[1].step.minus(bracket[0].step);
            Coefficient largest = Coefficient.of(direction.abs().max());
            return width.abs().times(largest).isLess(tolerance);
        }
    }

    /** A step to try, and whether it made too little progress, so that the next one must not do so again. */
    private record Trial(Coefficient step, boolean isSlow) {}

    private Trial trial(boolean wasSlow) {
        boolean[] isSlow = {false};
        Coefficient step =
                temporaries.compute(
                        () -> {
                            Coefficient first = bracket[0].step;
                            Coefficient second = bracket[1].step;
                            Coefficient least = first.min(second);
                            Coefficient greatest = first.max(second);
                            boolean ascends = !second.isLess(first);
                            Coefficient inner =
                                    interpolate(
                                            bracket[0],
                                            bracket[1],
                                            ascends ? first : second,
                                            ascends ? second : first);
                            Coefficient margin = greatest.minus(least).times(0.1);
                            Coefficient above = greatest.minus(inner);
                            Coefficient below = inner.minus(least);
                            if (!above.min(below).isLess(margin)) {
                                return inner;
                            }
                            if (!wasSlow && inner.isLess(greatest) && least.isLess(inner)) {
                                isSlow[0] = true;
                                return inner;
                            }
                            return above.abs().isLess(below.abs())
                                    ? greatest.minus(margin)
                                    : least.plus(margin);
                        });
        return new Trial(step, isSlow[0]);
    }

    /** Takes a new point for an end of the bracket; whether it is good enough. */
    private boolean narrow(Point point) {
        int high = 1 - low;
        if (isTooHigh(point) || point.loss >= bracket[low].loss) {
            bracket[high] = point;
            low = bracket[0].loss <= bracket[1].loss ? 0 : 1;
            return false;
        }
        boolean isGood = isFlat(point);
        if (!isGood && risesTowards(high, point)) {
            bracket[high] = bracket[low];
        }
        bracket[low] = point;
        return isGood;
    }

    private boolean risesTowards(int high, Point point) {
        try (var _ = Torch.scope()) {
            Coefficient way = bracket[high].step.minus(bracket[1 - high].step);
            return point.slope.times(way).value() >= 0;
        }
    }

    /** Where the cubic through two points with these slopes is least, within bounds. */
    private static Coefficient interpolate(
            Point a, Point b, Coefficient least, Coefficient greatest) {
        Coefficient d1 =
                a.slope
                        .plus(b.slope)
                        .minus(Coefficient.of(3 * (a.loss - b.loss)).over(a.step.minus(b.step)));
        Coefficient square = d1.pow(2).minus(a.slope.times(b.slope));
        if (!(square.value() >= 0)) {
            return least.plus(greatest).over(2);
        }
        Coefficient d2 = square.sqrt();
        boolean ascends = !b.step.isLess(a.step);
        Point near = ascends ? a : b;
        Point far = ascends ? b : a;
        Coefficient share =
                far.slope.plus(d2).minus(d1).over(far.slope.minus(near.slope).plus(d2.times(2)));
        Coefficient place = far.step.minus(far.step.minus(near.step).times(share));
        return place.max(least).min(greatest);
    }
}
