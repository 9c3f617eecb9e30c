package torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files that are broken, or made to do harm: each is refused by name, and nothing is left behind. */
@ExtendWith(HandlesReturn.class)
class HostileFilesTest {
    private static final long[] ONE = {1};
    @TempDir private Path folder;

    @BeforeAll
    static void load() {
        Torch.zeros(1).close();
    }

    private static byte[] archive(Consumer<PickleBytes> pickle) {
        return archive(pickle, new byte[64]);
    }

    private static byte[] archive(Consumer<PickleBytes> pickle, byte[] storage) {
        PickleBytes bytes = new PickleBytes();
        pickle.accept(bytes);
        return new ZipBytes()
                .stored("a/data.pkl", bytes.stop())
                .stored("a/byteorder", "little")
                .stored("a/data/0", storage)
                .stored("a/version", "3\n")
                .finish();
    }

    private Path file(byte[] content) {
        try {
            return Files.write(folder.resolve("hostile.pt"), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Loads in every way, and gives the message, which must begin with the file's name. */
    private String refusal(byte[] content) {
        Path file = file(content);
        FileFormatException refused =
                assertThrows(FileFormatException.class, () -> Torch.load(file));
        assertThrows(RuntimeException.class, () -> Torch.load(file, o -> o.mmap(true)));
        assertThrows(
                FileFormatException.class,
                () -> Torch.load(new ByteArrayInputStream(content)));
        String message = refused.getMessage();
        assertTrue(message.startsWith(file + ": "), message);
        assertTrue(message.length() < 1000, message);
        return message.substring((file + ": ").length());
    }

    private void assertRefused(String expected, byte[] content) {
        String message = refusal(content);
        assertTrue(message.contains(expected), () -> "expected: " + expected + ", got: " + message);
    }

    private void assertRefused(String expected, Consumer<PickleBytes> pickle) {
        assertRefused(expected, archive(pickle));
    }

    // ---- Whole files

    @Test
    void honestArchive_isLoaded() {
        Object loaded = Torch.load(file(archive(p -> p.tensor("0", 16, 3, new long[] {4}, ONE))));
        try (Tensor tensor = (Tensor) loaded) {
            assertEquals("tensor([0., 0., 0., 0.])", tensor.toString());
        }
    }

    @Test
    void noFile_isAnIoException() {
        assertThrows(
                UncheckedIOException.class, () -> Torch.load(folder.resolve("absent.pt")));
        assertThrows(UncheckedIOException.class, () -> Torch.load(folder));
        assertThrows(NullPointerException.class, () -> Torch.load((Path) null));
    }

    @Test
    void otherFiles_areRefused() {
        assertRefused("the file is empty", new byte[0]);
        assertRefused("Invalid magic number; corrupt file?", "hello, world".getBytes());
        assertRefused("Invalid magic number; corrupt file?", new PickleBytes().op('N').stop());
        byte[] tar = new byte[1024];
        System.arraycopy("ustar".getBytes(), 0, tar, 257, 5);
        assertRefused("legacy .tar format", tar);
        assertRefused("failed finding central directory", "PK\3\4 and nothing more".getBytes());
    }

    @Test
    void truncatedFiles_areRefused() throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (Tensor tensor = Torch.ones(20)) {
            Torch.save(Map.of("x", List.of(tensor, 1L, "text")), whole);
        }
        byte[] legacy = SerializationFuzzTest.legacy();
        for (byte[] file : List.of(whole.toByteArray(), legacy)) {
            for (int length = 0; length < file.length; length += file == legacy ? 11 : 1) {
                byte[] cut = Arrays.copyOf(file, length);
                assertThrows(
                        FileFormatException.class,
                        () -> Torch.load(new ByteArrayInputStream(cut)),
                        () -> "of length " + cut.length);
            }
        }
    }

    @Test
    void torchScriptArchive_isRefusedByName() {
        assertRefused(
                "TorchScript archives",
                new ZipBytes().stored("a/data.pkl", "").stored("a/constants.pkl", "").finish());
    }

    // ---- Archives

    @Test
    void pathTricks_areRefused() {
        for (String name : List.of("../../etc/passwd", "/etc/passwd", "a/../b", "a\\b", "a/\0b"))
            assertRefused("no honest archive", new ZipBytes().stored(name, "x").finish());
        assertRefused("not in a subdirectory", new ZipBytes().stored("data.pkl", "x").finish());
    }

    @Test
    void overlappingAndRepeatedRecords_areRefused() {
        byte[] pickle = new PickleBytes().op('N').stop();
        assertRefused(
                "is there twice",
                new ZipBytes().stored("a/data.pkl", pickle).alias("a/data.pkl", 0).finish());
        assertRefused(
                "has another name in its own header",
                new ZipBytes().stored("a/data.pkl", pickle).alias("a/data/00", 0).finish());
        byte[] inner = new ZipBytes().stored("a/in", new byte[40]).finish();
        byte[] outer = new ZipBytes().stored("a/data.pkl", pickle).stored("a/out", inner).finish();
        // The directory's third entry leads into the second record.
        byte[] overlapping = insertEntry(outer, "a/in", 40, 30 + 10 + pickle.length + 30 + 5);
        assertRefused("overlaps the record", overlapping);
    }

    private static byte[] insertEntry(byte[] archive, String name, int size, int header) {
        int end = archive.length - 22;
        byte[] entry = new byte[46 + name.length()];
        var buffer = java.nio.ByteBuffer.wrap(entry).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(0, 0x02014b50).putInt(20, size).putInt(24, size);
        buffer.putShort(28, (short) name.length()).putInt(42, header);
        System.arraycopy(name.getBytes(), 0, entry, 46, name.length());
        byte[] result = new byte[archive.length + entry.length];
        System.arraycopy(archive, 0, result, 0, end);
        System.arraycopy(entry, 0, result, end, entry.length);
        System.arraycopy(archive, end, result, end + entry.length, 22);
        var all = java.nio.ByteBuffer.wrap(result).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        int at = end + entry.length;
        all.putShort(at + 8, (short) 3).putShort(at + 10, (short) 3);
        all.putInt(at + 12, all.getInt(at + 12) + entry.length);
        return result;
    }

    @Test
    void zipBombs_areRefused() {
        byte[] zeros = new byte[64 << 20];
        assertRefused(
                "a zip bomb",
                new ZipBytes().stored("a/x", "x").deflated("a/data/0", zeros).finish());
        byte[] pickle = new PickleBytes().op('N').stop();
        assertRefused(
                "is longer than it says", new ZipBytes().deflated("a/data.pkl", pickle, 1).finish());
        assertRefused(
                "is shorter than it says",
                new ZipBytes().deflated("a/data.pkl", pickle, 100).finish());
    }

    @Test
    void deflatedRecords_areRead() {
        byte[] pickle = new PickleBytes().tensor("0", 16, 0, new long[] {16}, ONE).stop();
        byte[] archive =
                new ZipBytes()
                        .deflated("a/data.pkl", pickle)
                        .deflated("a/data/0", new byte[64])
                        .finish();
        for (boolean mmap : new boolean[] {false, true}) {
            try (Tensor loaded = (Tensor) Torch.load(file(archive), o -> o.mmap(mmap))) {
                assertEquals(16, loaded.numel());
            }
        }
    }

    @Test
    void damagedAndOddRecords_areRefused() {
        byte[] pickle = new PickleBytes().op('N').stop();
        assertRefused(
                "is damaged",
                new ZipBytes().add("a/data.pkl", pickle, pickle.length, 0, 1).finish());
        assertRefused(
                "compressed by method 12",
                new ZipBytes().add("a/data.pkl", pickle, pickle.length, 12, 0).finish());
        assertRefused("locating file data.pkl", new ZipBytes().stored("a/b", "x").finish());
        assertRefused(
                "Unknown endianness type: middle",
                new ZipBytes().stored("a/data.pkl", pickle).stored("a/byteorder", "middle").finish());
        assertRefused(
                "version '99'",
                new ZipBytes().stored("a/data.pkl", pickle).stored("a/version", "99").finish());
    }

    // ---- Globals

    @Test
    void otherGlobals_areRefusedByName() {
        assertRefused(
                "Unsupported global: GLOBAL numpy._core.multiarray.scalar was not an allowed global"
                        + " by default.",
                p -> p.global("numpy._core.multiarray", "scalar").ops(")R"));
        assertRefused(
                "Trying to load unsupported GLOBAL posix.system whose module posix is blocked.",
                p -> p.global("posix", "system").text("rm -rf /").op(0x85, 'R'));
        assertRefused("GLOBAL eval was not", p -> p.global("__builtin__", "eval").text("1"));
        assertRefused("GLOBAL getattr was not", p -> p.global("builtins", "getattr"));
        assertRefused(
                "GLOBAL torch.load was not", p -> p.global("torch", "load").text("x").op(0x85, 'R'));
        assertRefused("endless name", p -> p.global("x".repeat(5000), "y"));
        assertRefused(
                "Only persistent_load of storage is allowed, but got the str 'module'",
                p -> p.text("module").op(0x85, 'Q'));
        assertRefused(
                "Trying to call reduce for unrecognized function torch.float32",
                p -> p.global("torch", "float32").ops(")R"));
        assertRefused(
                "Can only build Tensor, Parameter, OrderedDict",
                p -> p.ops("]}b"));
        assertRefused("unsupported operand 147", p -> p.op(0x93));
        assertRefused("unsupported operand 105", p -> p.op('i'));
    }

    // ---- Pickles

    @Test
    void brokenPickles_areRefused() {
        assertRefused("takes more from its stack", p -> p.op('a'));
        assertRefused("takes more from its stack", p -> p.ops("N(."));
        assertRefused("has no mark", p -> p.op('t'));
        assertRefused("never memorized", p -> p.op('h', 7));
        assertRefused("Can only append to lists, but got None", p -> p.ops("NNa"));
        assertRefused("Can only SETITEM for dict", p -> p.ops("]NNs"));
        assertRefused("a key without a value", p -> p.ops("}(Nu"));
        assertRefused("unhashable type: 'list'", p -> p.ops("}]Ns"));
        assertRefused("unhashable type: 'dict'", p -> p.ops("}}").op(0x85).ops("Ns"));
        assertRefused("no UTF-8", p -> p.op('X', 1, 0, 0, 0, 0xff));
        assertRefused("too long", p -> p.op('X').int32(-1));
        assertRefused("cut off", p -> p.op('X').int32(0x70000000));
        assertRefused("cut off", p -> p.op(0x8a, 255));
    }

    @Test
    void deepNesting_isRefusedWithoutHarm() {
        assertRefused(
                "nested more than 1000 levels deep",
                p -> p.ops("]".repeat(200_000)).ops("a".repeat(199_999)));
        assertRefused(
                "nested more than 1000 levels deep",
                p -> {
                    p.op(')');
                    for (int i = 0; i < 100_000; i++) p.op(0x85);
                });
        // a shape of tuples of which each holds the one before twice has 2^60 leaves
        Consumer<PickleBytes> laughs =
                p -> {
                    p.ops("N");
                    for (int i = 0; i < 60; i++) p.op('q', i, 'h', i, 0x86);
                };
        assertRefused(
                "far more out of its bytes",
                p -> {
                    p.op('}');
                    laughs.accept(p);
                    p.ops("Ns");
                });
    }

    @Test
    void sharedAndRecursiveContainers_areLoaded() {
        Object loaded =
                Torch.load(
                        file(
                                archive(
                                        p -> {
                                            p.ops("]");
                                            p.op('q', 0);
                                            p.ops("h\0a");
                                        })));
        List<?> list = (List<?>) loaded;
        assertEquals(list, list.get(0) == list ? list : null);
        Object laughing =
                Torch.load(
                        file(
                                archive(
                                        p -> {
                                            p.ops("N");
                                            for (int i = 0; i < 60; i++) p.op('q', i, 'h', i, 0x86);
                                        })));
        assertEquals(2, ((List<?>) laughing).size());
    }

    @Test
    void memoBombs_areRefused() {
        String text = "x".repeat(100_000);
        assertRefused(
                "far more out of its bytes",
                p -> {
                    p.global("_codecs", "encode").op('q', 0).text(text);
                    p.op('q', 1).text("latin1").op(0x86, 'q', 2, 'R').op('q', 3);
                    p.op(0x85);
                    for (int i = 0; i < 10_000; i++) p.op('h', 0, 'h', 2, 'R', 0x86);
                });
    }

    // ---- Storages and tensors

    @Test
    void storagesThatAreNotThere_areRefused() {
        assertRefused(
                "file not found: data/7", p -> p.tensor("7", 16, 0, new long[] {16}, ONE));
        assertRefused(
                "has 64 bytes, but 68 are needed",
                p -> p.tensor("0", 17, 0, new long[] {17}, ONE));
        assertRefused(
                "has 64 bytes", p -> p.tensor("0", 1L << 60, 0, new long[] {1}, ONE));
        assertRefused(
                "beyond any file", p -> p.tensor("0", Long.MAX_VALUE, 0, new long[] {1}, ONE));
        assertRefused("must be a size", p -> p.tensor("0", -1, 0, new long[] {1}, ONE));
        assertRefused(
                "don't know how to restore data location (tagged with moon)",
                p -> p.storage("FloatStorage", "0", "moon", 16));
    }

    @Test
    void tensorsBeyondTheirStorage_areRefused() {
        assertRefused("needs 68 bytes", p -> p.tensor("0", 16, 0, new long[] {17}, ONE));
        assertRefused("needs 68 bytes", p -> p.tensor("0", 16, 16, new long[] {1}, ONE));
        assertRefused("from element -1", p -> p.tensor("0", 16, -1, new long[] {1}, ONE));
        assertRefused(
                "the extent 4 with the stride -1",
                p -> p.tensor("0", 16, 8, new long[] {4}, new long[] {-1}));
        assertRefused("the extent -4", p -> p.tensor("0", 16, 0, new long[] {-4}, ONE));
        assertRefused(
                "has 2 extents, but 1 strides",
                p -> p.tensor("0", 16, 0, new long[] {2, 2}, ONE));
        assertRefused(
                "beyond any storage",
                p -> p.tensor("0", 16, 0, new long[] {1L << 62, 1L << 62}, new long[] {0, 0}));
        assertRefused(
                "beyond any storage",
                p -> p.tensor("0", 16, Long.MAX_VALUE, new long[] {2}, new long[] {1L << 62}));
        assertRefused(
                "dimensions",
                p -> p.tensor("0", 16, 0, new long[2000], new long[2000]));
    }

    @Test
    void sparseTensorsBeyondTheirShape_areRefused() {
        byte[] storage = new byte[64];
        storage[0] = 100; // an index beyond a shape of 5
        Consumer<PickleBytes> pickle =
                p -> {
                    p.global("torch._utils", "_rebuild_sparse_tensor");
                    p.global("torch.serialization", "_get_layout");
                    p.text("torch.sparse_coo").op(0x85, 'R', '(');
                    p.global("torch._utils", "_rebuild_tensor_v2").op('(');
                    p.storage("LongStorage", "0", "cpu", 8).number(0).numbers(1, 1).numbers(1, 1);
                    p.op(0x89).ops("}tR");
                    p.tensor("0", 1, 0, new long[] {1}, ONE);
                    p.numbers(5).op(0x89, 't', 0x86, 'R');
                };
        assertRefused("size is inconsistent with indices", archive(pickle, storage));
        assertRefused(
                "fewer elements in memory than in shape",
                p -> {
                    p.global("torch._utils", "_rebuild_sparse_tensor");
                    p.global("torch.serialization", "_get_layout");
                    p.text("torch.sparse_coo").op(0x85, 'R', '(');
                    p.global("torch._utils", "_rebuild_tensor_v2").op('(');
                    p.storage("LongStorage", "0", "cpu", 8).number(0);
                    p.numbers(1, 1L << 50).numbers(1, 0).op(0x89).ops("}tR");
                    p.tensor("0", 1, 0, new long[] {1L << 50}, new long[] {0});
                    p.numbers(5).op(0x89, 't', 0x86, 'R');
                });
    }

    @Test
    void refusals_takeNoMemoryAndTime() {
        byte[] hungry = archive(p -> p.tensor("0", 1L << 40, 0, new long[] {1L << 40}, ONE));
        Path file = file(hungry);
        assertTimeout(
                Duration.ofSeconds(10),
                () -> {
                    for (int i = 0; i < 1000; i++)
                        assertThrows(FileFormatException.class, () -> Torch.load(file));
                });
        long open = openFiles();
        assertTrue(open < 0 || open < 900, open + " open files");
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : -1;
    }

    // ---- Files from before PyTorch 1.6

    @Test
    void legacyFilesThatLie_areRefused() {
        byte[] legacy = SerializationFuzzTest.legacy();
        String text = new String(legacy, StandardCharsets.ISO_8859_1);
        assertRefused(
                "Invalid protocol version",
                text.replace("\u0080\2M\u00e9\3.", "\u0080\2M\u00ea\3.")
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(
                "GLOBAL torch.FlootStorage was not",
                text.replace("FloatStorage", "FlootStorage").getBytes(StandardCharsets.ISO_8859_1));
    }
}
