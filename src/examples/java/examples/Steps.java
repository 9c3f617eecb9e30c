package examples;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import torch.Scope;
import torch.Torch;

/**
 * Batches, epoch after epoch, until all steps are done; with {@code --scope} a step's tensors are closed when
 * the next one begins.
 */
record Steps<B>(Options options, int steps, Supplier<Iterator<B>> epochs) implements Iterable<B> {
    @Override
    public Iterator<B> iterator() {
        return new Iterator<>() {
            private int left = steps;
            private Iterator<B> epoch = epochs.get();
            private @Nullable Scope scope;

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
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                left--;
                if (!epoch.hasNext()) {
                    epoch = epochs.get();
                }
                if (options.scope) {
                    scope = Torch.scope();
                }
                return epoch.next();
            }
        };
    }
}
