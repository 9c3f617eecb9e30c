package torch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Closes, at its end, every tensor that was created in it by the thread that opened it.
 *
 * {@snippet :
 * Tensor loss;
 * try (var scope = Torch.scope()) {
 *     Tensor hidden = x.matmul(w).relu();   // closed with the scope
 *     loss = scope.keep(hidden.sum());      // goes on to the enclosing scope, or to the collector
 * }
 * }
 *
 * <p>Scopes nest: what {@link #keep} lets out of an inner one belongs to the outer one. {@link Tensor#keep()} takes a
 * tensor out of all of them. A scope belongs to its thread, and scopes close in the reverse order of their opening; both
 * are checked.
 */
public final class Scope implements AutoCloseable {
    private final @Nullable Account account;
    private final @Nullable Scope parent;
    private final @Nullable Thread owner;
    private final List<Tensor> tensors = new ArrayList<>();
    private boolean closed;

    Scope() {
        account = Account.current();
        owner = Thread.currentThread();
        parent = account.scope;
        account.scope = this;
    }

    private Scope(@Nullable Account none) {
        account = none;
        owner = null;
        parent = null;
    }

    /** A scope that is no thread's: it has what is moved into it, and any thread may close it. */
    static Scope detached() {
        return new Scope(null);
    }

    void adopt(Tensor tensor) {
        tensors.add(tensor);
    }

    /**
     * Lets a tensor out: it now belongs to the enclosing scope, or to the collector where there is none. A tensor that
     * is not this scope's is returned as it is.
     *
     * @return the tensor
     */
    public <T extends Tensor> T keep(T tensor) {
        check();
        if (tensor.scope() == this) {
            tensor.moveTo(parent);
            if (parent != null) parent.adopt(tensor);
        }
        return tensor;
    }

    /** Lets several tensors out; see {@link #keep(Tensor)}. */
    public void keep(Tensor... several) {
        for (Tensor tensor : several) keep(tensor);
    }

    /** Takes a tensor that is another scope's, or none's. */
    void take(Tensor tensor) {
        tensor.moveTo(this);
        tensors.add(tensor);
    }

    /** Takes all tensors out of all scopes, as {@link Tensor#keep}, and closes. */
    void dissolve() {
        for (Tensor tensor : tensors) {
            if (tensor.scope() == this) tensor.keep();
        }
        close();
    }

    /** How many tensors belong to this scope and are open. */
    public int size() {
        return (int) tensors.stream().filter(t -> t.scope() == this && !t.isClosed()).count();
    }

    private void check() {
        if (closed) throw new IllegalStateException("this scope is closed");
        if (owner != null && Thread.currentThread() != owner) {
            throw new IllegalStateException(
                    "this scope belongs to thread "
                            + owner.getName()
                            + ", not to "
                            + Thread.currentThread().getName());
        }
    }

    /**
     * Closes the scope's tensors; a second call does nothing.
     *
     * @throws IllegalStateException on another thread, or while a scope opened later is open
     */
    @Override
    public void close() {
        if (closed) return;
        check();
        if (account != null) {
            if (account.scope != this)
                throw new IllegalStateException(
                        "a scope that was opened later is still open: close it first");
            account.scope = parent;
        }
        closed = true;
        for (Tensor tensor : tensors) {
            if (tensor.scope() == this) tensor.close();
        }
        tensors.clear();
    }
}
