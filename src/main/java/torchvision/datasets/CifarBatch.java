package torchvision.datasets;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.Unpickler;
import org.jspecify.annotations.Nullable;
import torch.FileFormatException;

/**
 * What a batch of CIFAR holds.
 *
 * @param data the pixels, image by image: all red values, all green ones, all blue ones
 */
record CifarBatch(byte[] data, List<Long> labels) {
    /** More than a batch of CIFAR-100, which has 50,000 images. */
    private static final long LARGEST = 1L << 29;

    /**
     * Reads a batch.
     *
     * @throws UncheckedIOException if it cannot be read
     * @throws FileFormatException if it holds anything but a batch
     */
    static CifarBatch read(Path file, int pixels) {
        Map<?, ?> batch = dictionary(file);
        Object labels =
                batch.containsKey("labels") ? batch.get("labels") : batch.get("fine_labels");
        if (!(batch.get("data") instanceof Numpy array)
                || array.shape == null
                || array.shape.length != 2
                || array.shape[1] != pixels
                || array.bytes == null
                || array.bytes.length != array.shape[0] * pixels) {
            throw new FileFormatException(
                    file, "'data' is no array of bytes of shape (N, " + pixels + ")");
        }
        if (!(labels instanceof List<?> list) || list.size() != array.shape[0]) {
            throw new FileFormatException(file, "there are not as many labels as images");
        }
        var numbers = new ArrayList<Long>();
        for (Object label : list) {
            if (!(label instanceof Integer || label instanceof Long)) {
                throw new FileFormatException(file, "a label is no integer");
            }
            numbers.add(((Number) label).longValue());
        }
        return new CifarBatch(array.bytes, numbers);
    }

    /** The list of strings that a file of metadata has at a key. */
    static List<String> names(Path file, String key) {
        if (!(dictionary(file).get(key) instanceof List<?> list)
                || !list.stream().allMatch(String.class::isInstance)) {
            throw new FileFormatException(file, "'" + key + "' is no list of strings");
        }
        return list.stream().map(String.class::cast).toList();
    }

    private static Map<?, ?> dictionary(Path file) {
        byte[] bytes;
        try {
            if (Files.size(file) > LARGEST) {
                throw new FileFormatException(file, "is too large for a batch of CIFAR");
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Object value;
        try {
            value = new Restricted().load(new ByteArrayInputStream(bytes));
        } catch (IOException | RuntimeException e) {
            throw new FileFormatException(file, "is no pickled batch: " + e.getMessage(), e);
        } catch (StackOverflowError e) {
            throw new FileFormatException(file, "is nested too deeply", e);
        }
        if (value instanceof Map<?, ?> map) return map;
        throw new FileFormatException(file, "holds no dictionary");
    }

    /** A global that may be named. */
    private enum Global {
        RECONSTRUCT,
        NDARRAY,
        DTYPE
    }

    /** An array of bytes that numpy pickled; an element type is such an object without content. */
    private static final class Numpy {
        long @Nullable [] shape;
        byte @Nullable [] bytes;
    }

    private static final class Dtype {}

    /**
     * Reads plain values and arrays of bytes. Every other global is refused, no Java class is ever looked up, and no
     * string is longer than what is left of the file.
     */
    private static final class Restricted extends Unpickler {
        @Override
        protected Object dispatch(short key) throws IOException {
            switch (key) {
                case Opcodes.GLOBAL -> stack.add(global(line(), line()));
                case Opcodes.STACK_GLOBAL -> {
                    String name = String.valueOf(stack.pop());
                    stack.add(global(String.valueOf(stack.pop()), name));
                }
                case Opcodes.REDUCE -> {
                    Object[] arguments = (Object[]) stack.pop();
                    stack.add(reduced(stack.pop(), arguments));
                }
                case Opcodes.BUILD -> build(stack.pop(), stack.peek());
                case Opcodes.INST,
                        Opcodes.OBJ,
                        Opcodes.NEWOBJ,
                        Opcodes.NEWOBJ_EX,
                        Opcodes.PERSID,
                        Opcodes.BINPERSID,
                        Opcodes.EXT1,
                        Opcodes.EXT2,
                        Opcodes.EXT4,
                        Opcodes.NEXT_BUFFER ->
                        throw new PickleException("opcode " + key + " is not allowed");
                case Opcodes.BINSTRING, Opcodes.BINBYTES, Opcodes.BINUNICODE, Opcodes.LONG4 -> {
                    checkLength(4);
                    return super.dispatch(key);
                }
                case Opcodes.BINBYTES8, Opcodes.BINUNICODE8, Opcodes.BYTEARRAY8 -> {
                    checkLength(8);
                    return super.dispatch(key);
                }
                default -> {
                    return super.dispatch(key);
                }
            }
            return NO_RETURN_VALUE;
        }

        private void checkLength(int bytes) throws IOException {
            input.mark(bytes);
            byte[] raw = input.readNBytes(bytes);
            input.reset();
            if (raw.length < bytes) throw new PickleException("the file ends in a length");
            ByteBuffer buffer = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
            long length = bytes == 4 ? buffer.getInt() : buffer.getLong();
            if (length < 0 || length > input.available()) {
                throw new PickleException("a value is longer than the file");
            }
        }

        private String line() throws IOException {
            var text = new StringBuilder();
            for (int c = input.read(); c != '\n'; c = input.read()) {
                if (c < 0 || text.length() > 200) throw new PickleException("a name does not end");
                text.append((char) c);
            }
            return text.toString();
        }

        private static Global global(String module, String name) {
            return switch (module + "." + name) {
                case "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct" ->
                        Global.RECONSTRUCT;
                case "numpy.ndarray" -> Global.NDARRAY;
                case "numpy.dtype" -> Global.DTYPE;
                default ->
                        throw new PickleException(
                                "the global " + module + "." + name + " is not allowed");
            };
        }

        private static Object reduced(Object callable, Object[] arguments) {
            if (callable == Global.RECONSTRUCT
                    && arguments.length == 3
                    && arguments[0] == Global.NDARRAY) return new Numpy();
            if (callable == Global.DTYPE && arguments.length > 0 && "u1".equals(arguments[0])) {
                return new Dtype();
            }
            throw new PickleException("only arrays of bytes are allowed");
        }

        private static void build(Object state, Object target) {
            if (target instanceof Dtype) return; // the byte order of bytes
            if (!(target instanceof Numpy array)
                    || !(state instanceof Object[] parts)
                    || parts.length != 5
                    || !(parts[1] instanceof Object[] shape)
                    || !(parts[2] instanceof Dtype)
                    || !Boolean.FALSE.equals(parts[3])) {
                throw new PickleException("only arrays of bytes, row by row, are allowed");
            }
            array.shape = new long[shape.length];
            for (int i = 0; i < shape.length; i++) {
                if (!(shape[i] instanceof Number extent) || extent.longValue() < 0) {
                    throw new PickleException("an array's shape is broken");
                }
                array.shape[i] = extent.longValue();
            }
            array.bytes =
                    switch (parts[4]) {
                        case byte[] bytes -> bytes;
                        case String text -> text.getBytes(StandardCharsets.ISO_8859_1);
                        default -> throw new PickleException("an array has no bytes");
                    };
        }
    }
}
