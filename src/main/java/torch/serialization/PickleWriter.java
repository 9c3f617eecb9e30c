package torch.serialization;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the opcodes of a pickle of protocol 2 as Python's own pickler would, number by number of its memo. */
final class PickleWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Map<Object, Integer> memo = new HashMap<>();
    private int memorized;

    PickleWriter() {
        out.write(0x80);
        out.write(2);
    }

    byte[] finish() {
        out.write('.');
        return out.toByteArray();
    }

    void opcode(int opcode) {
        out.write(opcode);
    }

    // ---- The memo

    /** Recalls what was memorized under an identity; false where nothing was. */
    boolean recall(Object identity) {
        Integer number = memo.get(identity);
        if (number == null) return false;
        if (number < 256) {
            out.write('h');
            out.write(number);
        } else {
            out.write('j');
            little(number, 4);
        }
        return true;
    }

    boolean isMemorized(Object identity) {
        return memo.containsKey(identity);
    }

    /** Memorizes what is on the top of the stack, under an identity where it will be wanted again. */
    void memorize(@Nullable Object identity) {
        if (identity != null) memo.put(identity, memorized);
        if (memorized < 256) {
            out.write('q');
            out.write(memorized);
        } else {
            out.write('r');
            little(memorized, 4);
        }
        memorized++;
    }

    // ---- Values

    void none() {
        out.write('N');
    }

    void bool(boolean value) {
        out.write(value ? 0x88 : 0x89);
    }

    void integer(long value) {
        if (value >= 0 && value < 1 << 8) {
            out.write('K');
            little(value, 1);
        } else if (value >= 0 && value < 1 << 16) {
            out.write('M');
            little(value, 2);
        } else if (value == (int) value) {
            out.write('J');
            little(value, 4);
        } else {
            integer(BigInteger.valueOf(value));
        }
    }

    /** @return whether the number has at most 255 bytes, as many as PyTorch reads */
    boolean integer(BigInteger value) {
        byte[] bytes = value.toByteArray();
        if (bytes.length > 255) return false;
        out.write(0x8a);
        out.write(bytes.length);
        for (int i = bytes.length - 1; i >= 0; i--) out.write(bytes[i]);
        return true;
    }

    void real(double value) {
        out.write('G');
        long bits = Double.doubleToRawLongBits(value);
        for (int shift = 56; shift >= 0; shift -= 8) out.write((int) (bits >>> shift));
    }

    /** A string that is written once and then recalled. */
    void text(String value) {
        Text identity = new Text(value);
        if (recall(identity)) return;
        freshText(value);
        memo.put(identity, memorized - 1);
    }

    private record Text(String value) {}

    /** A string that PyTorch makes anew each time. */
    void freshText(String value) {
        byte[] bytes = Surrogates.encode(value);
        out.write('X');
        little(bytes.length, 4);
        out.writeBytes(bytes);
        memorize(null);
    }

    private record GlobalName(String name) {}

    /** A name, which is written once and then recalled. */
    void global(String module, String name) {
        GlobalName identity = new GlobalName(module + "\n" + name + "\n");
        if (recall(identity)) return;
        out.write('c');
        out.writeBytes(Surrogates.encode(identity.name()));
        memorize(identity);
    }

    /** The opcode that makes a tuple of the last values, where there are few enough; else there must be a mark. */
    void tuple(int size, @Nullable Object identity) {
        switch (size) {
            case 0 -> {
                out.write(')');
                return;
            }
            case 1 -> out.write(0x85);
            case 2 -> out.write(0x86);
            case 3 -> out.write(0x87);
            default -> out.write('t');
        }
        memorize(identity);
    }

    void mark() {
        out.write('(');
    }

    /** A tuple of integers. */
    void integers(long[] values) {
        if (values.length > 3) mark();
        for (long value : values) integer(value);
        tuple(values.length, null);
    }

    /** An empty OrderedDict, which is what is left of a tensor's hooks. */
    void emptyOrderedDict(@Nullable Object identity) {
        global("collections", "OrderedDict");
        tuple(0, null);
        reduce(identity);
    }

    void reduce(@Nullable Object identity) {
        out.write('R');
        memorize(identity);
    }

    private void little(long value, int bytes) {
        for (int i = 0; i < bytes; i++) out.write((int) (value >>> 8 * i));
    }
}
