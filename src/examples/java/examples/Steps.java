package examples;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import torch.Scope;
import torch.Torch;

/** One batch for each step; with {@code --scope} a step's tensors are closed when the next one begins. */
final class Steps<B> implements Iterator<B> {
    private final boolean scoped;
    private final Supplier<B> batches;
    private int left;
    private @Nullable Scope scope;

    Steps(Options options, int steps, Supplier<B> batches) {
        scoped = options.scope;
        left = steps;
        this.batches = batches;
    }

    @Override
    public boolean hasNext() {
        if (scope != null) {
            scope.close();
            scope = null;
        }
        return left > 0;
    }

    @Override
    public B next() {
        if (left == 0) {
            throw new NoSuchElementException();
        }
        left--;
        if (scoped) {
            scope = Torch.scope();
        }
        return batches.get();
    }
}
