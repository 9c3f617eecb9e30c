package torchvision.transforms;

import java.util.List;
import torch.internal.PythonFloat;

/** Several transforms, all with a probability or none. Mirrors {@code torchvision.transforms.RandomApply}. */
public final class RandomApply implements Transform {
    private final List<Transform> transforms;
    private final double p;

    /** With probability 0.5. */
    public RandomApply(List<? extends Transform> transforms) {
        this(transforms, 0.5);
    }

    /** @param p the probability */
    public RandomApply(List<? extends Transform> transforms, double p) {
        this.transforms = List.copyOf(transforms);
        this.p = p;
    }

    @Override
    public Object call(Object img) {
        return Draws.above(p) ? img : Compose.chain(transforms, img);
    }

    @Override
    public boolean scoped() {
        return transforms.stream().allMatch(Transform::scoped);
    }

    @Override
    public String toString() {
        return Reprs.several(this, "\n    p=" + PythonFloat.repr(p), transforms);
    }
}
