package torch.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A thread's native memory for the arguments of one call: lists, texts. A call begins by taking back what the call
 * before it used, so nothing has to be released; an upcall in the middle of a call puts its own calls' arguments behind
 * those of the call that waits (see {@link #enter}).
 */
public final class Scratch {
    private static final ThreadLocal<Scratch> CURRENT = ThreadLocal.withInitial(Scratch::new);
    private static final long CAPACITY = 1 << 14;

    private final MemorySegment memory = Arena.ofAuto().allocate(CAPACITY, 16);
    private final List<MemorySegment> large = new ArrayList<>();
    private long base;
    private int largeBase;
    private long top;
    private long length;

    private Scratch() {}

    /** The thread's scratch memory, ready for the arguments of a call. */
    public static Scratch begin() {
        Scratch scratch = CURRENT.get();
        scratch.top = scratch.base;
        if (scratch.large.size() > scratch.largeBase)
            scratch.large.subList(scratch.largeBase, scratch.large.size()).clear();
        return scratch;
    }

    /** Protects the arguments of the waiting call; the result goes to {@link #exit}. */
    static long[] enter() {
        Scratch scratch = CURRENT.get();
        long[] outer = {scratch.base, scratch.largeBase};
        scratch.base = scratch.top;
        scratch.largeBase = scratch.large.size();
        return outer;
    }

    static void exit(long[] outer) {
        Scratch scratch = CURRENT.get();
        scratch.base = outer[0];
        scratch.largeBase = (int) outer[1];
    }

    /** The length of what was put last. */
    public long length() {
        return length;
    }

    /** Room for some longs. */
    public long allocate(long count) {
        length = count;
        long bytes = Math.max(8, Math.multiplyExact(count, 8L));
        if (top + bytes > CAPACITY) {
            MemorySegment segment = Arena.ofAuto().allocate(bytes, 16);
            large.add(segment);
            return segment.address();
        }
        long address = memory.address() + top;
        top += bytes;
        return address;
    }

    public void put(long address, long index, long value) {
        Native.MEMORY.set(JAVA_LONG, address + 8 * index, value);
    }

    public long longs(long[] values, String argument) {
        if (values == null) throw Slots.nullArgument(argument, "a long[]");
        return longsOrZero(values);
    }

    public long longsOrZero(long @Nullable [] values) {
        if (values == null) return 0;
        long address = allocate(values.length);
        for (int i = 0; i < values.length; i++) put(address, i, values[i]);
        return address;
    }

    public long doublesOrZero(double @Nullable [] values) {
        if (values == null) return 0;
        long address = allocate(values.length);
        for (int i = 0; i < values.length; i++)
            Native.MEMORY.set(JAVA_DOUBLE, address + 8L * i, values[i]);
        return address;
    }

    public long text(String text, String argument) {
        if (text == null) throw Slots.nullArgument(argument, "a String");
        return textOrZero(text);
    }

    public long textOrZero(@Nullable String text) {
        length = 0;
        if (text == null) return 0;
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long address = allocate(bytes.length / 8 + 1);
        MemorySegment.copy(bytes, 0, Native.MEMORY, JAVA_BYTE, address, bytes.length);
        length = bytes.length;
        return address;
    }
}
