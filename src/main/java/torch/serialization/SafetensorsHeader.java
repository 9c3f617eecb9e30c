package torch.serialization;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import torch.FileFormatException;
import torch.TorchException;

/**
 * What stands before the data of a safetensors file: where each tensor is, and what it is. One that was read holds
 * what the format demands: the tensors lie one after the other from the first byte of the data to the last, each as
 * large as its shape and type say.
 *
 * @param metadata the texts under {@code __metadata__}, null where there is no such key
 * @param tensors the tensors by name, in the order of their data
 * @param dataStart where the data starts in the file
 */
record SafetensorsHeader(
        @Nullable Map<String, String> metadata, Map<String, Info> tensors, long dataStart) {
    /** The bytes of the length that a file starts with. */
    static final int PREFIX = 8;

    static final String METADATA = "__metadata__";

    private static final long LIMIT = 100_000_000;
    private static final int MOST_DIMENSIONS = 255;

    /**
     * A tensor's entry.
     *
     * @param start where its data starts, counted from the start of all data
     * @param end where its data ends
     */
    record Info(SafetensorsType dtype, long[] shape, long start, long end) {
        long bytes() {
            return end - start;
        }
    }

    // ---- Reading

    /**
     * The length of the header that follows.
     *
     * @param length the file's first eight bytes as a number
     * @param fileSize the bytes of the file
     */
    static int length(Path file, long length, long fileSize) {
        if (length < 0 || length > LIMIT)
            throw new FileFormatException(
                    file,
                    "header too large: "
                            + Long.toUnsignedString(length)
                            + " bytes, at most "
                            + LIMIT
                            + " are allowed");
        if (length > fileSize - PREFIX)
            throw new FileFormatException(
                    file,
                    "invalid header length: "
                            + length
                            + " bytes, where "
                            + (fileSize - PREFIX)
                            + " follow");
        return (int) length;
    }

    /** Demands that a file is long enough to have a header's length. */
    static void requirePrefix(Path file, long fileSize) {
        if (fileSize < PREFIX)
            throw new FileFormatException(
                    file, "header too small: the file has " + fileSize + " of the first 8 bytes");
    }

    /** Reads and checks a header. */
    static SafetensorsHeader read(Path file, byte[] header, long fileSize) {
        if (header.length == 0 || header[0] != '{')
            throw new FileFormatException(file, "the header does not start with '{'");
        var tensors = new ArrayList<Map.Entry<String, Info>>();
        Map<String, String> metadata = null;
        try (var json = new StrictJson(file, "header", new ByteArrayInputStream(header))) {
            json.beginObject("the header");
            for (String name; (name = json.nextName()) != null; ) {
                if (name.equals(METADATA)) metadata = metadata(json);
                else tensors.add(Map.entry(name, info(json, name)));
            }
            json.end();
        }
        // Equal offsets, which empty tensors may have, stay in the header's order.
        tensors.sort(
                Comparator.comparingLong((Map.Entry<String, Info> t) -> t.getValue().start)
                        .thenComparingLong(t -> t.getValue().end));
        var byName = LinkedHashMap.<String, Info>newLinkedHashMap(tensors.size());
        long end = 0;
        for (var tensor : tensors) {
            check(file, tensor.getKey(), tensor.getValue(), end);
            end = tensor.getValue().end;
            byName.put(tensor.getKey(), tensor.getValue());
        }
        long dataStart = PREFIX + (long) header.length;
        if (end != fileSize - dataStart)
            throw new FileFormatException(
                    file,
                    "incomplete metadata, file not fully covered: the tensors take "
                            + end
                            + " bytes, "
                            + (fileSize - dataStart)
                            + " follow the header");
        return new SafetensorsHeader(metadata, byName, dataStart);
    }

    private static @Nullable Map<String, String> metadata(StrictJson json) {
        if (json.nextIsNull()) return null;
        json.inObject(METADATA);
        var metadata = new LinkedHashMap<String, String>();
        for (String key; (key = json.nextName()) != null; )
            metadata.put(key, json.nextString(METADATA + " `" + key + "`"));
        return metadata;
    }

    private static Info info(StrictJson json, String name) {
        String tensor = "tensor `" + name + "`";
        json.beginObject(tensor);
        SafetensorsType dtype = null;
        long[] shape = null;
        long[] offsets = null;
        for (String field; (field = json.nextName()) != null; ) {
            switch (field) {
                case "dtype" -> {
                    String given = json.nextString("dtype of " + tensor);
                    dtype = SafetensorsType.named(given);
                    if (dtype == null)
                        throw json.wrong("unknown dtype `" + given + "` of " + tensor);
                }
                case "shape" -> shape = counts(json, "shape of " + tensor, MOST_DIMENSIONS);
                case "data_offsets" -> offsets = counts(json, "data_offsets of " + tensor, 2);
                default -> json.skipValue();
            }
        }
        if (dtype == null) throw json.wrong("missing field `dtype` of " + tensor);
        if (shape == null) throw json.wrong("missing field `shape` of " + tensor);
        if (offsets == null) throw json.wrong("missing field `data_offsets` of " + tensor);
        if (offsets.length != 2) throw json.wrong("data_offsets of " + tensor + " must be two");
        return new Info(dtype, shape, offsets[0], offsets[1]);
    }

    private static long[] counts(StrictJson json, String of, int most) {
        json.beginArray(of);
        long[] counts = new long[Math.min(most, 8)];
        int size = 0;
        for (long count; (count = json.nextCount(of)) >= 0; ) {
            if (size == most) throw json.wrong(of + " has more than " + most + " elements");
            if (size == counts.length) counts = Arrays.copyOf(counts, Math.min(most, 2 * size));
            counts[size++] = count;
        }
        return Arrays.copyOf(counts, size);
    }

    private static void check(Path file, String name, Info info, long expected) {
        if (info.start != expected || info.end < info.start)
            throw new FileFormatException(
                    file,
                    "invalid offset for tensor `"
                            + name
                            + "`: "
                            + (info.start > expected
                                    ? "a hole before it, "
                                    : info.start < expected
                                            ? "it overlaps the one before, "
                                            : "it ends before it starts, ")
                            + "data_offsets ["
                            + info.start
                            + ", "
                            + info.end
                            + "] where "
                            + expected
                            + " comes next");
        long bits;
        try {
            bits = info.dtype.bits;
            long elements = 1;
            for (long extent : info.shape) elements = Math.multiplyExact(elements, extent);
            bits = Math.multiplyExact(elements, bits);
        } catch (ArithmeticException e) {
            throw new FileFormatException(
                    file,
                    "overflow computing buffer size from shape and/or element type of tensor `"
                            + name
                            + "`: "
                            + Arrays.toString(info.shape)
                            + " of "
                            + info.dtype,
                    e);
        }
        if (bits % 8 != 0)
            throw new FileFormatException(
                    file,
                    "tensor `"
                            + name
                            + "` does not end up at a byte boundary: "
                            + Arrays.toString(info.shape)
                            + " of "
                            + info.dtype);
        if (bits / 8 != info.bytes())
            throw new FileFormatException(
                    file,
                    "invalid shape, data type, or offset for tensor `"
                            + name
                            + "`: "
                            + Arrays.toString(info.shape)
                            + " of "
                            + info.dtype
                            + " takes "
                            + bits / 8
                            + " bytes, its data_offsets give "
                            + info.bytes());
    }

    // ---- Writing

    /** The bytes of the length and the header, padded with spaces so that the data starts at a multiple of eight. */
    byte[] toBytes() {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[PREFIX]);
        try (JsonGenerator json = StrictJson.writer(bytes)) {
            json.writeStartObject();
            if (metadata != null) {
                json.writeName(METADATA).writeStartObject();
                metadata.forEach(json::writeStringProperty);
                json.writeEndObject();
            }
            tensors.forEach(
                    (name, info) -> {
                        json.writeName(name).writeStartObject();
                        json.writeStringProperty("dtype", info.dtype.name());
                        json.writeName("shape").writeArray(info.shape, 0, info.shape.length);
                        long[] offsets = {info.start, info.end};
                        json.writeName("data_offsets").writeArray(offsets, 0, 2);
                        json.writeEndObject();
                    });
            json.writeEndObject();
        }
        while (bytes.size() % PREFIX != 0) bytes.write(' ');
        long length = bytes.size() - PREFIX;
        if (length > LIMIT) throw new TorchException("header too large: " + length + " bytes");
        byte[] all = bytes.toByteArray();
        for (int i = 0; i < PREFIX; i++) all[i] = (byte) (length >>> 8 * i);
        return all;
    }

    /** The order of Rust's and Python's strings: by code points, where Java's is by halves of them. */
    static final Comparator<String> BY_CODE_POINTS = SafetensorsHeader::compare;

    private static int compare(String a, String b) {
        int at = 0;
        int end = Math.min(a.length(), b.length());
        while (at < end && a.charAt(at) == b.charAt(at)) at++;
        if (at == end) return a.length() - b.length();
        char x = a.charAt(at);
        char y = b.charAt(at);
        // the first difference is in the halves of one code point, or only one of them is a half
        return Character.isSurrogate(x) == Character.isSurrogate(y)
                ? Character.compare(x, y)
                : Character.isSurrogate(x) ? 1 : -1;
    }

    /** The names, sorted. */
    List<String> sortedNames() {
        return tensors.keySet().stream().sorted(BY_CODE_POINTS).toList();
    }
}
