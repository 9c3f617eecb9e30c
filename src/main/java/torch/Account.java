package torch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A thread's part of the memory accounts, and its innermost scope. Only the thread itself writes its account, so
 * nothing is locked per tensor; the total is the sum over all threads, of which some have freed more than they made.
 */
final class Account {
    private static final ThreadLocal<Account> CURRENT = ThreadLocal.withInitial(Account::open);
    private static final List<Account> ALL = new ArrayList<>();
    private static final VarHandle HANDLES;
    private static final VarHandle BYTES;

    // What threads that ended left behind.
    private static long endedHandles;
    private static long endedBytes;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HANDLES = lookup.findVarHandle(Account.class, "handles", long.class);
            BYTES = lookup.findVarHandle(Account.class, "bytes", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final WeakReference<Thread> thread = new WeakReference<>(Thread.currentThread());
    private long handles;
    private long bytes;

    /** The innermost open scope. */
    @Nullable Scope scope;

    /** What is not yet in the total that the collector's budget is held against; see {@link NativeHandle}. */
    long pending;

    /** Where the next handle of this thread is kept. */
    NativeHandle.Chunk chunk = NativeHandle.Chunk.open();

    static Account current() {
        return CURRENT.get();
    }

    void add(long moreHandles, long moreBytes) {
        HANDLES.setRelease(this, handles + moreHandles);
        BYTES.setRelease(this, bytes + moreBytes);
    }

    private static Account open() {
        Account account = new Account();
        synchronized (ALL) {
            ALL.removeIf(Account::fold);
            ALL.add(account);
        }
        return account;
    }

    private static boolean fold(Account account) {
        Thread thread = account.thread.get();
        if (thread != null && thread.isAlive()) return false;
        endedHandles += account.handles;
        endedBytes += account.bytes;
        return true;
    }

    /** The sum of all accounts: handles, bytes. */
    static long[] total() {
        synchronized (ALL) {
            long[] total = {endedHandles, endedBytes};
            for (Account account : ALL) {
                total[0] += (long) HANDLES.getAcquire(account);
                total[1] += (long) BYTES.getAcquire(account);
            }
            return total;
        }
    }
}
