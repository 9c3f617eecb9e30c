package torch.serialization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import torch.FileFormatException;
import torch.Handles;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * Broken and hostile files end in a clear exception: those of {@code hostile.txt.gz}, of which {@code hostile_files.py}
 * recorded what Python makes, files cut everywhere, files changed at random, and archives made to explode.
 */
class HostileFilesTest {
    /** What Python lets pass, as its parsers do, and the formats do not say. */
    private static final Set<String> STRICTER =
            Set.of(
                    "safetensors, space before",
                    "safetensors, metadata key twice",
                    "safetensors, tensor twice",
                    "safetensors, entry as a list",
                    "npy, descr '\\x3ci4'",
                    "npy, descr u'<i4'",
                    "npy, shape (1_0,)",
                    "npy, key twice",
                    "npy, comment");

    /** What is refused for its size here, and by Python for what it leads to. */
    private static final Set<String> TOO_LARGE_BEFORE = Set.of("offset 2^63", "length 2^32-1");

    /** Sentences of Python's that ours begin with. */
    private static final List<String> SENTENCES =
            List.of(
                    "header too small",
                    "header too large",
                    "invalid header length",
                    "invalid UTF-8 in header",
                    "invalid offset for tensor",
                    "invalid shape, data type, or offset for tensor",
                    "incomplete metadata, file not fully covered",
                    "overflow computing buffer size from shape and/or element type",
                    "missing field `shape`",
                    "missing field `dtype`",
                    "missing field `data_offsets`",
                    "trailing characters",
                    "we only support format version (1,0), (2,0), and (3,0), not",
                    "Header info length (60000) is large and may not be safe to load securely.",
                    "Object arrays cannot be loaded",
                    "fortran_order is not a valid bool",
                    "shape is not valid",
                    "Header does not contain the correct keys",
                    "Cannot parse header",
                    "EOF: reading array header",
                    "Dtype not understood: F6_E2M3",
                    "f4_x2 dtype requires that the last dim be divisible by 2 in torch: got [2, 1]");

    @TempDir Path folder;
    private long handles;
    private long bytes;

    @BeforeEach
    void count() {
        handles = Handles.settled();
        bytes = Torch.memory().liveBytes();
    }

    @AfterEach
    void nothingIsLeft() {
        assertEquals(handles, Torch.memory().liveHandles(), "live handles");
        assertEquals(bytes, Torch.memory().liveBytes(), "live bytes");
    }

    @Test
    void recordedFiles_areJudgedAsInPython() throws IOException {
        int files = 0;
        for (String line : recorded()) {
            if (line.startsWith("#")) continue;
            String[] parts = line.split("\t", -1);
            judge(parts[0], parts[1], Base64.getDecoder().decode(parts[2]), parts[3], parts[4]);
            files++;
        }
        assertEquals(178, files);
    }

    private static List<String> recorded() throws IOException {
        try (var in =
                new GZIPInputStream(
                        HostileFilesTest.class.getResourceAsStream(
                                "/torch/serialization/hostile.txt.gz"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private void judge(String kind, String name, byte[] content, String verdict, String detail)
            throws IOException {
        Path file = folder.resolve("x." + kind);
        Files.write(file, content);
        String what = kind + ", " + name;
        for (boolean mapped : new boolean[] {true, false}) {
            if (verdict.equals("ok") && !STRICTER.contains(what)) {
                assertEquals(detail, hex(load(kind, file, mapped)), what);
                continue;
            }
            RuntimeException thrown =
                    assertThrows(
                            RuntimeException.class, () -> load(kind, file, mapped), () -> what);
            if (TOO_LARGE_BEFORE.contains(name)) continue;
            if (!name.equals("six bits"))
                assertEquals(FileFormatException.class, thrown.getClass(), what);
            assertTrue(thrown.getMessage().startsWith(file + ": "), thrown::getMessage);
            assertTrue(thrown.getMessage().length() < 400, thrown::getMessage);
            SENTENCES.stream()
                    .filter(detail::contains)
                    .filter(sentence -> verdict.equals("error"))
                    .forEach(
                            sentence ->
                                    assertTrue(
                                            thrown.getMessage().contains(sentence),
                                            () -> what + ": " + thrown.getMessage()));
        }
    }

    private static Map<String, Tensor> load(String kind, Path file, boolean mapped) {
        if (kind.equals("safetensors"))
            return Safetensors.loadFile(file, o -> o.backend(mapped ? "mmap" : "pread"));
        return Map.of("", Npy.load(file, o -> o.mmapMode(mapped ? "c" : null)));
    }

    /** As recorded: the bytes of the tensors, which are closed. */
    private static String hex(Map<String, Tensor> tensors) {
        var texts = new ArrayList<String>();
        new TreeMap<>(tensors)
                .values()
                .forEach(
                        tensor -> {
                            try (tensor;
                                    Tensor rows = tensor.contiguous()) {
                                byte[] bytes =
                                        TensorBytes.of(rows)
                                                .toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
                                String hex = HexFormat.of().formatHex(bytes);
                                texts.add(hex.isEmpty() ? "-" : hex);
                            }
                        });
        return String.join(" ", texts);
    }

    // ---- Cut

    @Test
    void safetensors_cutAnywhere_areRefused() throws IOException {
        byte[] whole = safetensors();
        Path file = folder.resolve("cut.safetensors");
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            for (String backend : new String[] {"mmap", "pread"}) {
                var e =
                        assertThrows(
                                FileFormatException.class,
                                () -> Safetensors.loadFile(file, o -> o.backend(backend)));
                assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
            }
        }
    }

    @Test
    void npyAndNpz_cutAnywhere_areRefused() throws IOException {
        Path npy = folder.resolve("cut.npy");
        Path npz = folder.resolve("cut.npz");
        try (Tensor x = Torch.arange(3)) {
            Npy.save(npy, x);
            Npy.savezCompressed(npz, x, x);
        }
        for (Path file : List.of(npy, npz)) {
            byte[] whole = Files.readAllBytes(file);
            for (int length = 0; length < whole.length; length++) {
                Files.write(file, java.util.Arrays.copyOf(whole, length));
                var e =
                        assertThrows(
                                FileFormatException.class,
                                () -> {
                                    if (file == npy) Npy.load(file).close();
                                    else Npy.loadz(file);
                                });
                assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
            }
        }
    }

    private static byte[] safetensors() {
        try (Tensor a = Torch.arange(4);
                Tensor b = Torch.ones(2, 3)) {
            return Safetensors.save(Map.of("a", a, "b", b), Map.of("format", "pt"));
        }
    }

    // ---- Changed at random

    @Test
    void changedFiles_loadOrAreRefused() throws IOException {
        Random random = new Random(20);
        int refused = 0;
        byte[] safe = safetensors();
        for (int i = 0; i < 6000; i++)
            refused += attempt(() -> closeAll(Safetensors.load(changed(safe, random))), "(bytes)");
        byte[] npy;
        byte[] npz;
        try (Tensor x = Torch.ones(2, 3)) {
            Path file = folder.resolve("x.npy");
            Npy.save(file, x);
            npy = Files.readAllBytes(file);
            Path archive = folder.resolve("x.npz");
            Npy.savezCompressed(archive, x, x);
            npz = Files.readAllBytes(archive);
        }
        Path name = Path.of("x.npy");
        for (int i = 0; i < 4000; i++) {
            byte[] content = changed(npy, random);
            var channel = Channels.newChannel(new ByteArrayInputStream(content));
            refused +=
                    attempt(() -> NpyReader.read(name, channel, content.length).close(), "x.npy");
        }
        Path archive = folder.resolve("y.npz");
        for (int i = 0; i < 2000; i++) {
            Files.write(archive, changed(npz, random));
            refused += attempt(() -> closeAll(Npy.loadz(archive)), archive.toString());
        }
        assertTrue(refused > 6000 && refused < 12000, "refused: " + refused);
    }

    private interface Load {
        void run() throws IOException;
    }

    /** 1 where a file is refused; any other exception fails. */
    private static int attempt(Load load, String file) throws IOException {
        long handles = Torch.memory().liveHandles();
        try {
            load.run();
            return 0;
        } catch (FileFormatException e) {
            assertTrue(e.getMessage().startsWith(file), e.getMessage());
            return 1;
        } catch (UnsupportedOperationException e) {
            assertTrue(e.getMessage().contains("Dtype not understood"), e.getMessage());
            return 1;
        } finally {
            assertEquals(handles, Torch.memory().liveHandles(), "live handles");
        }
    }

    private static void closeAll(Map<String, Tensor> tensors) {
        tensors.values().forEach(Tensor::close);
    }

    /** Content with bytes changed, taken out, put in or repeated, digits more often than others. */
    private static byte[] changed(byte[] whole, Random random) {
        byte[] content = whole.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(Math.min(content.length, 300));
            switch (random.nextInt(6)) {
                case 0 -> content[at] = (byte) random.nextInt(256);
                case 1 -> content[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> content = spliced(content, at, at + 1, new byte[0]);
                case 3 -> {
                    byte[] digits =
                            Long.toString(random.nextLong() >>> random.nextInt(64))
                                    .getBytes(StandardCharsets.US_ASCII);
                    content = spliced(content, at, at, digits);
                }
                case 4 -> {
                    int end = Math.min(content.length, at + random.nextInt(40));
                    content =
                            spliced(
                                    content,
                                    at,
                                    at,
                                    java.util.Arrays.copyOfRange(content, at, end));
                }
                default -> {
                    byte[] marks = "{}[]\",:()'-.\\\0".getBytes(StandardCharsets.US_ASCII);
                    content[at] = marks[random.nextInt(marks.length)];
                }
            }
            if (content.length == 0) return content;
        }
        return content;
    }

    private static byte[] spliced(byte[] content, int from, int to, byte[] with) {
        ByteBuffer all = ByteBuffer.allocate(content.length - (to - from) + with.length);
        return all.put(content, 0, from).put(with).put(content, to, content.length - to).array();
    }

    // ---- Archives

    @Test
    void archive_thatExplodes_isRefusedBeforeItDoes() throws IOException {
        Path file = folder.resolve("bomb.npz");
        try (Tensor zeros = Torch.zeros(16 << 20)) {
            Npy.savezCompressed(file, zeros);
        }
        assertTrue(Files.size(file) < 1 << 20);
        try (NpzFile open = Npy.openz(file);
                Tensor zeros = open.get("arr_0")) {
            assertEquals(16 << 20, zeros.numel());
        }
        var e = assertThrows(FileFormatException.class, () -> Npy.openz(file, 50 << 20));
        assertTrue(e.getMessage().contains("take more than 52428800 bytes"), e.getMessage());
    }

    @Test
    void archive_thatLiesAboutItsSizes_isRefused() throws IOException {
        Path file = folder.resolve("lie.npz");
        byte[] npy = npyOf("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000,), }");
        // the array claims 8 GB; so does the archive, whose few bytes cannot become that
        writeZip(file, List.of(new Member("x.npy", npy, 8_000_000_128L, false)));
        var e = assertThrows(FileFormatException.class, () -> Npy.loadz(file));
        assertTrue(e.getMessage().contains("8000000128 bytes cannot come of"), e.getMessage());
        // the archive tells its true size: the array's claim is found before memory is taken
        writeZip(file, List.of(new Member("x.npy", npy, npy.length, false)));
        e = assertThrows(FileFormatException.class, () -> Npy.loadz(file));
        assertTrue(e.getMessage().contains("takes 8000000000 bytes"), e.getMessage());
        assertTrue(e.getMessage().startsWith(file + "[x.npy]: "), e.getMessage());
    }

    @Test
    void archive_whoseEntriesShareBytes_isRefused() throws IOException {
        Path file = folder.resolve("overlap.npz");
        byte[] npy = npyOf("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }");
        var members = new ArrayList<Member>();
        for (int i = 0; i < 8; i++)
            members.add(new Member("x" + i + ".npy", npy, npy.length, i > 0));
        writeZip(file, members);
        var e = assertThrows(FileFormatException.class, () -> Npy.loadz(file));
        assertTrue(e.getMessage().contains("overlap"), e.getMessage());
    }

    @Test
    void archive_withNamesThatLeadElsewhere_isRefused() throws IOException {
        byte[] npy = npyOf("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }");
        for (String name :
                List.of("../x.npy", "/x.npy", "a/../../x.npy", "..\\x.npy", "a/./x.npy", "a/")) {
            Path file = folder.resolve("names.npz");
            writeZip(file, List.of(new Member(name, npy, npy.length, false)));
            assertThrows(FileFormatException.class, () -> Npy.loadz(file), name);
        }
        try (Tensor x = Torch.ones(1)) {
            for (String name : List.of("../x", "/x", "a\0", "..", "a/..", "a\\b"))
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Npy.savez(folder.resolve("n.npz"), Map.of(name, x)),
                        name);
        }
    }

    @Test
    void archive_withADamagedArray_isRefused() throws IOException {
        Path file = folder.resolve("damaged.npz");
        try (Tensor x = Torch.arange(100)) {
            Npy.savez(file, x);
        }
        byte[] content = Files.readAllBytes(file);
        content[400] ^= 1;
        Files.write(file, content);
        var e = assertThrows(FileFormatException.class, () -> Npy.loadz(file));
        assertTrue(e.getMessage().contains("Bad CRC-32"), e.getMessage());
    }

    private static byte[] npyOf(String header) {
        byte[] start = new byte[128];
        java.util.Arrays.fill(start, (byte) ' ');
        ByteBuffer npy = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
        npy.put(NpyHeader.MAGIC).put((byte) 1).put((byte) 0).putShort((short) 118);
        npy.put(header.getBytes(StandardCharsets.US_ASCII));
        return java.util.Arrays.copyOf(start, 136);
    }

    /** An entry, deflated, that may lie about its size and share the first entry's bytes. */
    private record Member(String name, byte[] content, long size, boolean sharesFirst) {}

    private static void writeZip(Path file, List<Member> members) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer central = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        int first = 0;
        for (Member member : members) {
            byte[] name = member.name.getBytes(StandardCharsets.UTF_8);
            int offset = member.sharesFirst ? first : out.position();
            byte[] packed = deflated(member.content);
            var crc = new java.util.zip.CRC32();
            crc.update(member.content);
            if (!member.sharesFirst) {
                out.putInt(0x04034b50).putShort((short) 45).putShort((short) 0x800);
                out.putShort((short) 8).putInt(0x210000).putInt((int) crc.getValue());
                out.putInt(packed.length).putInt(-1);
                out.putShort((short) name.length).putShort((short) 0).put(name).put(packed);
            }
            central.putInt(0x02014b50).putShort((short) 45).putShort((short) 45);
            central.putShort((short) 0x800).putShort((short) 8).putInt(0x210000);
            central.putInt((int) crc.getValue()).putInt(packed.length).putInt(-1);
            central.putShort((short) name.length).putShort((short) 12).putShort((short) 0);
            central.putShort((short) 0).putShort((short) 0).putInt(0).putInt(offset).put(name);
            central.putShort((short) 1).putShort((short) 8).putLong(member.size);
        }
        int start = out.position();
        int size = central.position();
        out.put(central.flip()).putInt(0x06054b50).putInt(0);
        out.putShort((short) members.size()).putShort((short) members.size());
        out.putInt(size).putInt(start).putShort((short) 0);
        Files.write(file, java.util.Arrays.copyOf(out.array(), out.position()));
    }

    private static byte[] deflated(byte[] content) {
        var deflater = new java.util.zip.Deflater(9, true);
        deflater.setInput(content);
        deflater.finish();
        byte[] packed = new byte[1 << 12];
        int length = deflater.deflate(packed);
        deflater.end();
        return java.util.Arrays.copyOf(packed, length);
    }

    // ---- Headers that cost

    @Test
    void header_ofManyEntries_costsNoMoreThanItsSizeAllows() {
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; i < 100_000; i++)
            header.append(
                    "\"%x\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},".formatted(i));
        header.setCharAt(header.length() - 1, '}');
        byte[] text = header.toString().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer file = ByteBuffer.allocate(8 + text.length).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(text.length).put(text);
        try (SafeOpen open =
                SafeOpen.over(
                        Path.of("many"),
                        torch.Device.CPU,
                        java.lang.foreign.MemorySegment.ofArray(file.array()))) {
            assertEquals(100_000, open.keys().size());
            try (Tensor none = open.getTensor("ff")) {
                assertEquals(Size.of(0), none.shape());
            }
        } catch (OutOfMemoryError e) {
            fail(e);
        }
    }
}
