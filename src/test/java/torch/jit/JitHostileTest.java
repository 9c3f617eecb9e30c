package torch.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import torch.FileFormatException;
import torch.Tensor;
import torch.Torch;
import torch.internal.Presets;

/**
 * Files that are damaged or made to do harm: an exception, no crash, nothing left. {@code -Dtorch.jit.mutations=N} tries
 * more of them.
 */
class JitHostileTest {
    private static final List<String> FILES =
            List.of("mlp", "conv", "control", "typed", "raising", "attributes", "frozen");

    @BeforeAll
    static void needPresets() {
        assumeTrue(Lane.open(), "the JavaCPP lane needs the presets' own libtorch");
    }

    @Test
    void truncatedFiles_areRefused(@TempDir Path folder) throws IOException {
        byte[] whole = Files.readAllBytes(Recording.file("mlp.pt"));
        for (int length = 0; length < whole.length; length += 97) {
            Path file = folder.resolve("cut.pt");
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            var e = assertThrows(FileFormatException.class, () -> Jit.load(file));
            assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
        }
    }

    @Test
    void otherFiles_areRefused(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("a.txt"), "hello, this is no archive at all");
        assertThrows(FileFormatException.class, () -> Jit.load(text));
        Path zip = folder.resolve("b.zip");
        write(zip, Map.of("m/readme", new byte[] {1}));
        var e = assertThrows(FileFormatException.class, () -> Jit.load(zip));
        assertEquals(zip + ": no file of TorchScript: it has no data.pkl", e.getMessage());
        assertThrows(FileFormatException.class, () -> Jit.load(new byte[0]));
    }

    @Test
    void tensorsBeyondTheirMemory_areRefused(@TempDir Path folder) throws IOException {
        var records = read("mlp");
        String weight = "mlp/data/0";
        assertTrue(records.get(weight).length > 0);
        refused(folder, records, weight, new byte[3], "whose record 0 is of 3 bytes");
        refused(folder, records, weight, null, "whose record 0 is missing");
        // a size of the first tensor, which the pickle has as one byte
        byte[] pickle = records.get("mlp/data.pkl").clone();
        int sizes = indexOf(pickle, new byte[] {'(', 'K', 8, 'K', 3, 't'});
        pickle[sizes + 2] = 100;
        refused(folder, records, "mlp/data.pkl", pickle, "is larger than its storage");
        refused(folder, records, "mlp/version", "99\n".getBytes(), "it is of version 99");
        String code = "mlp/code/__torch__.py";
        byte[] deep =
                new String(records.get(code), StandardCharsets.UTF_8)
                        .replace("return ", "return " + "(".repeat(100_000))
                        .getBytes();
        refused(folder, records, code, deep, "nests more than 100 levels deep");
    }

    private static void refused(
            Path folder, Map<String, byte[]> records, String record, byte[] content, String why)
            throws IOException {
        var changed = new LinkedHashMap<>(records);
        if (content == null) changed.remove(record);
        else changed.put(record, content);
        Path file = folder.resolve("changed.pt");
        write(file, changed);
        var e = assertThrows(FileFormatException.class, () -> Jit.load(file));
        assertTrue(e.getMessage().contains(why), e.getMessage());
    }

    @Test
    void mutatedFiles_crashNothing(@TempDir Path folder) throws IOException {
        long handles = torch.Handles.settled();
        long live = Presets.live();
        int count = Integer.getInteger("torch.jit.mutations", 150);
        int[] outcome = new int[2];
        for (int i = Integer.getInteger("torch.jit.first", 0); i < count; i++) {
            if (count > 1000) Files.writeString(Path.of("target/jit-mutation"), "" + i);
            outcome[tried(folder.resolve("m.pt"), new Random(i)) ? 0 : 1]++;
        }
        for (int i = 0; Presets.live() > live && i < 20; i++) torch.Handles.settled();
        torch.Handles.settled();
        assertEquals(live, Presets.live());
        assertEquals(handles, Torch.memory().liveHandles());
        assertTrue(
                outcome[0] > 0 && outcome[1] > 0, outcome[0] + " loaded, " + outcome[1] + " not");
        if (count > 1000) System.err.println(outcome[0] + " loaded, " + outcome[1] + " not");
    }

    private static boolean tried(Path file, Random random) throws IOException {
        String name = FILES.get(random.nextInt(FILES.size()));
        boolean program = false;
        if (random.nextInt(4) == 0) {
            Files.write(file, mutated(Files.readAllBytes(Recording.file(name + ".pt")), random));
        } else {
            var records = read(name);
            var keys = new ArrayList<>(records.keySet());
            for (int n = 1 + random.nextInt(2); n > 0; n--) {
                String key =
                        random.nextInt(3) == 0
                                ? name + "/data.pkl"
                                : keys.get(random.nextInt(keys.size()));
                program |= key.endsWith(".py");
                records.put(key, mutated(records.get(key), random));
            }
            write(file, records);
        }
        try (var scope = Torch.scope();
                ScriptModule module = Jit.load(file)) {
            module.toString();
            module.stateDict().values().forEach(Tensor::toString);
            try {
                // its lines' places are looked up in what the file says of them
                module.methodNames().forEach(method -> module.getMethod(method).graph());
                // what a changed program does when it runs is its author's to answer for
                if (!program) use(name, module);
            } catch (RuntimeException e) {
                assertNoBacktrace(e);
            }
            return true;
        } catch (FileFormatException e) {
            assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
            assertNoBacktrace(e);
            return false;
        }
    }

    private static void use(String name, ScriptModule module) {
        switch (name) {
            case "mlp" -> module.<Tensor>call(Torch.ones(2, 3)).toString();
            case "conv", "frozen" -> module.<Tensor>call(Torch.ones(2, 1, 8, 8)).toString();
            case "attributes" -> {
                module.<Tensor>call(Torch.ones(2)).toString();
                module.attributes().toString();
            }
            case "raising" -> module.call(Torch.ones(3));
            default -> module.clone().close();
        }
    }

    private static void assertNoBacktrace(RuntimeException e) {
        assertTrue(e.getMessage() == null || !e.getMessage().contains("frame #"), e.getMessage());
    }

    private static byte[] mutated(byte[] original, Random random) {
        byte[] bytes = original.clone();
        if (bytes.length == 0) return bytes;
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(7)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0 : 0xff);
                case 3 -> bytes = java.util.Arrays.copyOf(bytes, Math.max(1, at));
                case 4 -> { // a block once more elsewhere
                    int length = Math.min(1 + random.nextInt(16), bytes.length - at);
                    int to = random.nextInt(bytes.length - length + 1);
                    System.arraycopy(bytes, at, bytes, to, length);
                }
                case 5 -> {
                    if (bytes.length >= 8)
                        ByteBuffer.wrap(bytes)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putInt(
                                        Math.min(at, bytes.length - 4),
                                        random.nextBoolean() ? Integer.MAX_VALUE : -1);
                }
                default -> { // one byte less or more
                    var out = new ByteArrayOutputStream();
                    out.write(bytes, 0, at);
                    if (random.nextBoolean()) out.write(random.nextInt(256));
                    else at++;
                    out.write(bytes, at, bytes.length - at);
                    bytes = out.toByteArray();
                    if (bytes.length == 0) return bytes;
                }
            }
        }
        return bytes;
    }

    private static Map<String, byte[]> read(String name) {
        var records = new LinkedHashMap<String, byte[]>();
        try (var zip = new ZipFile(Recording.file(name + ".pt").toFile())) {
            for (var entry : java.util.Collections.list(zip.entries()))
                records.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return records;
    }

    /** An archive whose sums are right. */
    private static void write(Path file, Map<String, byte[]> records) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (var record : records.entrySet()) {
                var entry = new ZipEntry(record.getKey());
                var sum = new CRC32();
                sum.update(record.getValue());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(record.getValue().length);
                entry.setCrc(sum.getValue());
                zip.putNextEntry(entry);
                zip.write(record.getValue());
            }
        }
    }

    private static int indexOf(byte[] in, byte[] what) {
        for (int i = 0; i + what.length <= in.length; i++) {
            if (java.util.Arrays.equals(in, i, i + what.length, what, 0, what.length)) return i;
        }
        throw new AssertionError("not there");
    }
}
