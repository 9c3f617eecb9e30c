package torchvision.transforms;

import java.util.function.Function;

/** A function as a transform. Mirrors {@code torchvision.transforms.Lambda}. */
public final class Lambda implements Transform {
    private final Function<Object, ?> lambd;

    public Lambda(Function<Object, ?> lambd) {
        if (lambd == null) {
            throw new NullPointerException("Argument lambd should be callable, got 'NoneType'");
        }
        this.lambd = lambd;
    }

    @Override
    public Object call(Object img) {
        return lambd.apply(img);
    }

    @Override
    public String toString() {
        return "Lambda()";
    }
}
