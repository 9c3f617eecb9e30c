package torch.nn;

import java.util.function.Consumer;
import torch.internal.Slots;

/** Keyword arguments: set in the caller's lambda, read once by the constructor or function that takes them. */
abstract class Keywords<S extends Keywords<S>> {
    Keywords() {}

    /** Runs the caller's lambda on fresh keywords, which hold the defaults. */
    static <O extends Keywords<?>> O set(O keywords, Consumer<? super O> options) {
        if (options == null) {
            throw Slots.nullArgument("options", "a function of the keywords");
        }
        options.accept(keywords);
        return keywords;
    }

    /** This object as what it is, for setters that chain. */
    @SuppressWarnings("unchecked")
    final S self() {
        return (S) this;
    }
}
