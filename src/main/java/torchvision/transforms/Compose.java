package torchvision.transforms;

import java.util.List;
import torch.Tensor;

/**
 * Several transforms, one after the other. Mirrors {@code torchvision.transforms.Compose}.
 *
 * {@snippet :
 * var transform = new Compose(
 *         new Resize(256), new CenterCrop(224), new ToTensor(), new Normalize(mean, std));
 * Tensor x = (Tensor) transform.call(image);
 * }
 */
public final class Compose implements Transform {
    /** The transforms, in order. */
    public final List<Transform> transforms;

    public Compose(Transform... transforms) {
        this(List.of(transforms));
    }

    public Compose(List<? extends Transform> transforms) {
        this.transforms = List.copyOf(transforms);
    }

    @Override
    public Object call(Object img) {
        return chain(transforms, img);
    }

    /** Calls one after the other. A tensor that went from one of this package's transforms to the next is closed. */
    static Object chain(List<Transform> transforms, Object img) {
        Object value = img;
        boolean own = false;
        for (Transform transform : transforms) {
            Object result = transform.call(value);
            boolean made = result != value;
            if (made && own && transform.scoped() && value instanceof Tensor between) {
                between.close();
            }
            own = transform.scoped() && (made || own);
            value = result;
        }
        return value;
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
