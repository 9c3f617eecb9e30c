package torch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Pickles opcode by opcode, so that any of them can be broken. */
final class PickleBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    PickleBytes() {
        op(0x80, 2);
    }

    PickleBytes op(int... bytes) {
        for (int each : bytes) out.write(each);
        return this;
    }

    /** Opcodes by their letters. */
    PickleBytes ops(String letters) {
        for (char letter : letters.toCharArray()) out.write(letter);
        return this;
    }

    PickleBytes global(String module, String name) {
        out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    PickleBytes text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        op('X').int32(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    PickleBytes int32(int value) {
        out.writeBytes(
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
        return this;
    }

    PickleBytes number(long value) {
        op(0x8a, 8);
        out.writeBytes(
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
        return this;
    }

    PickleBytes numbers(long... values) {
        op('(');
        for (long value : values) number(value);
        return op('t');
    }

    /** A reference to a storage. */
    PickleBytes storage(String type, String key, String location, long count) {
        op('(').text("storage").global("torch", type).text(key).text(location).number(count);
        return ops("tQ");
    }

    /** A tensor over a storage of floats. */
    PickleBytes tensor(String key, long count, long offset, long[] size, long[] stride) {
        global("torch._utils", "_rebuild_tensor_v2").op('(');
        storage("FloatStorage", key, "cpu", count).number(offset).numbers(size).numbers(stride);
        op(0x89).global("collections", "OrderedDict");
        return ops(")RtR");
    }

    byte[] stop() {
        op('.');
        return out.toByteArray();
    }
}
