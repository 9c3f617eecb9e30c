package torchvision.datasets;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torchvision.transforms.Transform;

/** The keyword arguments of all datasets of images. */
public abstract class VisionOptions<S extends VisionOptions<S>> {
    @Nullable Transform transform;
    @Nullable Transform targetTransform;

    VisionOptions() {}

    /** Runs the caller's lambda on fresh keywords, which hold the defaults. */
    static <O> O set(O options, Consumer<? super O> configure) {
        configure.accept(options);
        return options;
    }

    @SuppressWarnings("unchecked")
    final S self() {
        return (S) this;
    }

    /** What is made of each image. Default: nothing */
    public S transform(@Nullable Transform transform) {
        this.transform = transform;
        return self();
    }

    /** What is made of each target. Default: nothing */
    public S targetTransform(@Nullable Transform targetTransform) {
        this.targetTransform = targetTransform;
        return self();
    }
}
