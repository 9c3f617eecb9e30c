package torch.utils.tensorboard;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import javax.imageio.ImageIO;
import org.tensorflow.util.Event;
import torch.Images;
import torch.Tensor;
import torch.internal.PythonFloat;

/** Reads event files, checksums included, up to the first record that is not whole. */
public final class EventReader {
    private EventReader() {}

    /** The only event file in a folder. */
    static Path fileIn(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            List<Path> found = files.filter(f -> f.toString().contains("tfevents")).toList();
            if (found.size() != 1) throw new AssertionError(folder + " has " + found);
            return found.getFirst();
        }
    }

    public static List<Event> read(Path file) throws IOException {
        ByteBuffer data = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Event> events = new ArrayList<>();
        while (data.remaining() >= 12) {
            int start = data.position();
            long length = data.getLong();
            check(file, data.getInt(), data.array(), start, 8);
            if (data.remaining() < length + 4) break;
            byte[] record = new byte[(int) length];
            data.get(record);
            check(file, data.getInt(), record, 0, record.length);
            events.add(Event.parseFrom(record));
        }
        return events;
    }

    private static void check(Path file, int found, byte[] data, int start, int length) {
        CRC32C crc = new CRC32C();
        crc.update(data, start, length);
        int unmasked = Integer.rotateLeft(found - 0xa282ead8, 15);
        if (unmasked != (int) crc.getValue()) throw new AssertionError("checksum in " + file);
    }

    /** The fields that have not their default, as {@code tensorboard_golden.py} writes them. */
    static Map<String, String> lines(Message message) throws IOException {
        Map<String, String> lines = new TreeMap<>();
        add(lines, "", message);
        return lines;
    }

    private static void add(Map<String, String> lines, String path, Message message)
            throws IOException {
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            String name = path + field.getKey().getName();
            if (!field.getKey().isRepeated()) {
                value(lines, name, field.getValue());
                continue;
            }
            List<?> elements = (List<?>) field.getValue();
            for (int i = 0; i < elements.size(); i++)
                value(lines, name + "[" + i + "]", elements.get(i));
        }
    }

    private static void value(Map<String, String> lines, String path, Object value)
            throws IOException {
        switch (value) {
            case Message message -> add(lines, path + ".", message);
            case EnumValueDescriptor constant -> number(lines, path, constant.getNumber());
            case ByteString bytes when path.endsWith("encoded_image_string") ->
                    lines.put(path, pixels(bytes));
            case ByteString bytes -> lines.put(path, HexFormat.of().formatHex(bytes.toByteArray()));
            case String text -> lines.put(path, quoted(text));
            case Boolean flag -> number(lines, path, flag ? 1 : 0);
            case Float number -> lines.put(path, PythonFloat.repr(number));
            case Double number -> lines.put(path, PythonFloat.repr(number));
            default -> lines.put(path, value.toString());
        }
        // Python's table does not know which single numbers are written though they are 0.
        String written = lines.getOrDefault(path, "");
        boolean zero = List.of("0", "0.0", "-0.0").contains(written);
        if (zero && !path.endsWith("]")) lines.remove(path);
    }

    private static void number(Map<String, String> lines, String path, int number) {
        lines.put(path, String.valueOf(number));
    }

    /** As {@code json.dumps} writes it. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') quoted.append('\\').append(c);
            else if (c == '\n') quoted.append("\\n");
            else if (c == '\t') quoted.append("\\t");
            else if (c < 128) quoted.append(c);
            else quoted.append("\\u%04x".formatted((int) c));
        }
        return quoted.append('"').toString();
    }

    static String pixels(ByteString png) throws IOException {
        try (Tensor pixels =
                Images.toHwc(ImageIO.read(new ByteArrayInputStream(png.toByteArray())))) {
            return HexFormat.of().formatHex(pixels.toByteArray());
        }
    }
}
