package examples;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import torch.Scope;
import torch.Torch;
import torch.utils.data.DataLoader;

/**
 * A loader's batches, epoch after epoch, until all steps are done; with {@code --scope} a step's tensors are closed when
 * the next one begins.
 */
record Steps<B>(Options options, int steps, DataLoader<B> loader) implements Iterable<B> {
    @Override
    public Iterator<B> iterator() {
        return new Iterator<>() {
            private int left = steps;
            private Iterator<B> epoch = loader.iterator();
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
                    epoch = loader.iterator();
                }
                if (options.scope) {
                    scope = Torch.scope();
                }
                return epoch.next();
            }
        };
    }
}
