package torch.internal;

/** The check of what only the thread may close that opened it. */
public final class OwnerThread {
    private OwnerThread() {}

    /**
     * Refuses any thread but the owner.
     *
     * @param what as {@code this scope}
     * @throws IllegalStateException on another thread
     */
    public static void check(Thread owner, String what) {
        Thread current = Thread.currentThread();
        if (current != owner)
            throw new IllegalStateException(
                    what
                            + " belongs to thread "
                            + owner.getName()
                            + ", not to "
                            + current.getName());
    }
}
