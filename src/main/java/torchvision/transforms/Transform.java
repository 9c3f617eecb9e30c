package torchvision.transforms;

import java.util.function.Function;

/**
 * What makes one thing of another: of an image a smaller one, of an image a tensor, of a tensor a normalized one, of a
 * label another. A lambda is one, too. Mirrors the callables that torchvision takes as {@code transform}.
 */
@FunctionalInterface
public interface Transform extends Function<Object, Object> {
    /** The result for one thing: a {@link java.awt.image.BufferedImage}, a {@link torch.Tensor} or whatever it takes. */
    Object call(Object img);

    @Override
    default Object apply(Object img) {
        return call(img);
    }

    /**
     * Whether the tensors that it gives belong to its caller alone, who may so close them. Not of a lambda, which may have
     * put them aside.
     */
    default boolean scoped() {
        return false;
    }
}
