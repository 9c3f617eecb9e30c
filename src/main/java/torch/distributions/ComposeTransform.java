package torch.distributions;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * Several transforms, one after the other; each keeps a cache of its own.
 *
 * <p>Mirrors {@code torch.distributions.transforms.ComposeTransform}.
 */
public class ComposeTransform extends Transform {
    private final List<Transform> parts;

    /** Without caches, but those that the parts have. */
    public ComposeTransform(List<? extends Transform> parts) {
        this(parts, 0);
    }

    /** With caches of {@code cacheSize}, 0 or 1, entries in all parts. */
    public ComposeTransform(List<? extends Transform> parts, int cacheSize) {
        super(cacheSize);
        this.parts = TransformUtils.withCaches(parts, cacheSize);
    }

    /** The transforms in the order in which they are applied. */
    public List<Transform> parts() {
        return parts;
    }

    @Override
    public Constraint domain() {
        if (parts.isEmpty()) {
            return Constraints.REAL;
        }
        int eventDim = parts.getLast().codomain().eventDim();
        for (Transform part : parts.reversed()) {
            int before = part.domain().eventDim();
            eventDim = Math.max(eventDim + before - part.codomain().eventDim(), before);
        }
        return widened(parts.getFirst().domain(), eventDim);
    }

    @Override
    public Constraint codomain() {
        if (parts.isEmpty()) {
            return Constraints.REAL;
        }
        int eventDim = parts.getFirst().domain().eventDim();
        for (Transform part : parts) {
            int after = part.codomain().eventDim();
            eventDim = Math.max(eventDim + after - part.domain().eventDim(), after);
        }
        return widened(parts.getLast().codomain(), eventDim);
    }

    private static Constraint widened(Constraint constraint, int eventDim) {
        int more = eventDim - constraint.eventDim();
        return more == 0 ? constraint : Constraints.independent(constraint, more);
    }

    @Override
    public boolean bijective() {
        return parts.stream().allMatch(Transform::bijective);
    }

    @Override
    public Object sign() {
        return TransformUtils.sign(parts);
    }

    @Override
    public Transform inv() {
        if (!hasInverse()) {
            invertedBy(
                    new ComposeTransform(parts.reversed().stream().map(Transform::inv).toList()));
        }
        return super.inv();
    }

    @Override
    protected Transform copy(int cacheSize) {
        return new ComposeTransform(parts, cacheSize);
    }

    @Override
    public Tensor call(Tensor x) {
        Tensor y = TransformUtils.required(x, "x");
        for (Transform part : parts) {
            y = part.call(y);
        }
        return y;
    }

    @Override
    public Tensor logAbsDetJacobian(Tensor x, Tensor y) {
        if (parts.isEmpty()) {
            return Torch.zerosLike(x);
        }
        var steps = new ArrayList<Tensor>(List.of(x));
        for (Transform part : parts.subList(0, parts.size() - 1)) {
            steps.add(part.call(steps.getLast()));
        }
        steps.add(y);
        Tensor total = null;
        int eventDim = domain().eventDim();
        for (int i = 0; i < parts.size(); i++) {
            Transform part = parts.get(i);
            int before = part.domain().eventDim();
            Tensor term =
                    DistributionUtils.sumRightmost(
                            part.logAbsDetJacobian(steps.get(i), steps.get(i + 1)),
                            eventDim - before);
            total = total == null ? term : total.add(term);
            eventDim += part.codomain().eventDim() - before;
        }
        return java.util.Objects.requireNonNull(total);
    }

    @Override
    public Size forwardShape(Size shape) {
        Size result = shape;
        for (Transform part : parts) {
            result = part.forwardShape(result);
        }
        return result;
    }

    @Override
    public Size inverseShape(Size shape) {
        Size result = shape;
        for (Transform part : parts.reversed()) {
            result = part.inverseShape(result);
        }
        return result;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ComposeTransform that && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }

    @Override
    public String toString() {
        return parts.stream()
                .map(Transform::toString)
                .collect(
                        Collectors.joining(
                                ",\n    ", getClass().getSimpleName() + "(\n    ", "\n)"));
    }
}
