package torchvision.transforms;

import java.util.ArrayList;
import java.util.List;

/**
 * Several transforms in a random order. Mirrors {@code torchvision.transforms.RandomOrder}, which shuffles with Python's
 * {@code random}; here the order is {@code torch.randperm}'s.
 */
public final class RandomOrder implements Transform {
    private final List<Transform> transforms;

    public RandomOrder(List<? extends Transform> transforms) {
        this.transforms = List.copyOf(transforms);
    }

    @Override
    public Object call(Object img) {
        var order = new ArrayList<Transform>();
        for (long i : Draws.randperm(transforms.size())) order.add(transforms.get((int) i));
        return Compose.chain(order, img);
    }

    @Override
    public boolean scoped() {
        return transforms.stream().allMatch(Transform::scoped);
    }

    @Override
    public String toString() {
        return Reprs.several(this, "", transforms);
    }
}
