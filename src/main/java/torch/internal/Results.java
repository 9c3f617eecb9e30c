package torch.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Reads the values that a call left in the thread's array of results, before the thread's next call. */
public final class Results {
    private long address;

    public Results(long address) {
        this.address = address;
    }

    public long next() {
        long value = Native.MEMORY.get(JAVA_LONG, address);
        address += 8;
        return value;
    }

    public double nextDouble() {
        return Double.longBitsToDouble(next());
    }

    public String nextString() {
        long text = next();
        byte[] bytes = new byte[(int) next()];
        MemorySegment.copy(Native.MEMORY, JAVA_BYTE, text, bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
