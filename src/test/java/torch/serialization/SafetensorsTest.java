package torch.serialization;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static torch.Index.ALL;
import static torch.Index.ELLIPSIS;
import static torch.Index.slice;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import torch.DType;
import torch.FileFormatException;
import torch.Handles;
import torch.Scope;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.nn.Buffer;
import torch.nn.Linear;
import torch.nn.Module;

class SafetensorsTest {
    private static final String NOT_CONTIGUOUS =
            "You are trying to save a non contiguous tensor: `b` which is not allowed. It either"
                    + " means you are trying to save tensors which are reference of each other in"
                    + " which case it's recommended to save only the full tensors, and reslice at"
                    + " load time, or simply call `.contiguous()` on your tensor to pack it before"
                    + " saving.";

    @TempDir Path folder;
    private Path file;
    private long handles;
    private long bytes;
    private Scope scope;

    /** Whether a test made modules, whose tensors are the collector's. */
    private boolean modules;

    @BeforeEach
    void open() {
        file = folder.resolve("x.safetensors");
        handles = Handles.settled();
        bytes = Torch.memory().liveBytes();
        scope = Torch.scope();
    }

    @AfterEach
    void nothingIsLeft() {
        scope.close();
        if (modules) Handles.settled();
        assertEquals(handles, Torch.memory().liveHandles(), "live handles");
        assertEquals(bytes, Torch.memory().liveBytes(), "live bytes");
    }

    // ---- Reading

    @Test
    void reader_givesNamesTextsAndTensors() {
        var tensors = new LinkedHashMap<String, Tensor>();
        tensors.put("w", Torch.arange(24).reshape(2, 3, 4).toFloat());
        tensors.put("s", Torch.tensor(3L));
        tensors.put("e", Torch.empty(0, 2));
        Safetensors.saveFile(tensors, file, Map.of("k", "v"));
        SafeOpen open = Safetensors.safeOpen(file);
        assertEquals(List.of("e", "s", "w"), open.keys());
        assertEquals(List.of("s", "e", "w"), open.offsetKeys());
        assertEquals(Map.of("k", "v"), open.metadata());
        assertEquals(Size.of(2, 3, 4), open.getSlice("w").getShape());
        assertEquals("F32", open.getSlice("w").getDtype());
        assertEquals(Size.of(0, 2), open.getTensor("e").shape());
        assertEquals(
                "File does not contain tensor x",
                assertThrows(IllegalArgumentException.class, () -> open.getTensor("x"))
                        .getMessage());
        SafeSlice slice = open.getSlice("w");
        open.close();
        open.close();
        for (Runnable use :
                List.<Runnable>of(
                        open::keys,
                        open::metadata,
                        () -> open.getTensor("w"),
                        () -> open.getSlice("w"),
                        () -> slice.get(0)))
            assertEquals(
                    "File is closed",
                    assertThrows(IllegalStateException.class, use::run).getMessage());
    }

    @Test
    void metadata_thatIsMissing_isNull() {
        Safetensors.saveFile(Map.of(), file);
        try (SafeOpen open = Safetensors.safeOpen(file)) {
            assertNull(open.metadata());
            assertTrue(open.getTensors().isEmpty());
        }
    }

    @Test
    void slices_areWhatIndexingTheTensorGives() {
        Tensor w = Torch.arange(24).reshape(2, 3, 4);
        Safetensors.saveFile(Map.of("w", w), file);
        for (String backend : List.of("mmap", "pread"))
            try (SafeOpen open = Safetensors.safeOpen(file, o -> o.backend(backend))) {
                SafeSlice s = open.getSlice("w");
                for (Object[] index :
                        new Object[][] {
                            {0}, {-1}, {ALL, 1}, {ELLIPSIS, slice(1, 3)}, {slice(null, null, 2)},
                            {0, 0, 0}, {ELLIPSIS}, {slice(1, 1)}, {slice(5, 9)}, {null}
                        }) {
                    Tensor part = s.get(index);
                    assertEquals(w.get(index).tolist(), part.tolist(), Arrays.toString(index));
                    assertEquals(w.get(index).shape(), part.shape());
                }
                assertThrows(IndexOutOfBoundsException.class, () -> s.get(5));
                assertThrows(IndexOutOfBoundsException.class, () -> s.get(0, 0, 0, 0));
            }
    }

    @Test
    void mappedTensor_thatIsWritten_leavesTheFileAlone() throws IOException {
        Safetensors.saveFile(Map.of("x", Torch.zeros(10_000)), file);
        byte[] before = Files.readAllBytes(file);
        Tensor x = Safetensors.loadFile(file).get("x");
        x.add_(1);
        x.segment().setAtIndex(java.lang.foreign.ValueLayout.JAVA_FLOAT, 0, 7f);
        assertEquals(10_006, x.sum().itemDouble());
        assertArrayEquals(before, Files.readAllBytes(file));
        assertEquals(0, Safetensors.loadFile(file).get("x").sum().itemDouble());
    }

    @Test
    void mappedTensor_outlivesItsFile() throws IOException {
        Safetensors.saveFile(Map.of("x", Torch.ones(100_000)), file);
        Tensor x = Safetensors.loadFile(file).get("x");
        // saved over, renamed over, deleted: the tensor keeps what it was
        Safetensors.saveFile(Map.of("x", Torch.zeros(100_000)), file);
        assertEquals(100_000, x.sum().itemDouble());
        Tensor y = Safetensors.loadFile(file).get("x");
        Path other = folder.resolve("other");
        Files.write(other, new byte[3]);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        Files.delete(file);
        System.gc();
        assertEquals(0, y.sum().itemDouble());
        assertEquals(100_000, x.sum().itemDouble());
    }

    @Test
    void mappedTensors_canBeSavedOverTheirOwnFile() throws IOException {
        Safetensors.saveFile(Map.of("x", Torch.arange(1000), "y", Torch.ones(10)), file);
        byte[] before = Files.readAllBytes(file);
        Safetensors.saveFile(Safetensors.loadFile(file), file);
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    @Test
    void copiedTensor_isIndependentOfItsFile() throws IOException {
        Safetensors.saveFile(Map.of("x", Torch.ones(10)), file);
        Tensor x = Safetensors.loadFile(file, o -> o.backend("pread")).get("x");
        Tensor part;
        try (SafeOpen open = Safetensors.safeOpen(file, o -> o.backend("pread"))) {
            part = open.getSlice("x").get(slice(0, 5));
        }
        // in place, which a mapped tensor would see
        Files.write(file, new byte[(int) Files.size(file)]);
        assertEquals(10, x.sum().itemDouble());
        assertEquals(5, part.sum().itemDouble());
    }

    @Test
    void file_thatMayOnlyBeRead_isMapped() {
        Safetensors.saveFile(Map.of("x", Torch.ones(10)), file);
        assertTrue(file.toFile().setReadOnly());
        assertEquals(20, Safetensors.loadFile(file).get("x").add_(1).sum().itemDouble());
    }

    @Test
    void elements_thatLieMisaligned_areCopied() throws IOException {
        String header =
                "{\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
                        + "\"a\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[1,17]}}";
        ByteBuffer all = ByteBuffer.allocate(8 + header.length() + 17);
        all.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length());
        all.put(header.getBytes(StandardCharsets.US_ASCII)).put((byte) 9);
        all.putDouble(1.5).putDouble(-2);
        Files.write(file, all.array());
        var tensors = Safetensors.loadFile(file);
        assertEquals(List.of(1.5, -2.0), tensors.get("a").tolist());
        assertEquals(9, tensors.get("b").itemInt());
    }

    @Test
    void file_beyondTwoGigabytes_isReadLazily() throws IOException {
        long large = 5L << 30;
        String header =
                "{\"big\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[0,%d]},"
                                .formatted(large, large)
                        + "\"last\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[%d,%d]}}"
                                .formatted(large, large + 8);
        while (header.length() % 8 != 0) header += " ";
        // a file with a hole, which takes no room on the disk
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            ByteBuffer start = ByteBuffer.allocate(8 + header.length());
            start.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length());
            out.write(start.put(header.getBytes(StandardCharsets.US_ASCII)).array());
            out.setLength(start.capacity() + large + 8);
            out.seek(start.capacity() + large - 1);
            out.write(new byte[] {5, 1, 0, 0, 0, 2, 0, 0, 0});
        }
        for (String backend : List.of("mmap", "pread"))
            try (SafeOpen open = Safetensors.safeOpen(file, o -> o.backend(backend))) {
                assertEquals(List.of(1L, 2L), open.getTensor("last").tolist());
                Tensor end = open.getSlice("big").get(slice(-3, null));
                assertEquals(List.of(0L, 0L, 5L), end.tolist());
            }
        Tensor big = Safetensors.loadFile(file).get("big");
        assertEquals(5, big.get(large - 1).itemInt());
        big.close();
    }

    @Test
    void file_thatCannotBeRead_isAnIoException() throws IOException {
        for (String backend : List.of("mmap", "pread")) {
            assertThrows(
                    UncheckedIOException.class,
                    () -> Safetensors.loadFile(file, o -> o.backend(backend)));
            assertThrows(
                    UncheckedIOException.class,
                    () -> Safetensors.loadFile(folder, o -> o.backend(backend)));
        }
        assertEquals(
                "backend \"foo\" is invalid (expected one of: \"mmap\", \"pread\")",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Safetensors.loadFile(file, o -> o.backend("foo")))
                        .getMessage());
    }

    @Test
    void device_isWhereTheTensorsGo() {
        Safetensors.saveFile(Map.of("x", Torch.ones(2, 3)), file);
        Tensor x = Safetensors.loadFile(file, "meta").get("x");
        assertEquals("meta", x.device().type());
        assertEquals(Size.of(2, 3), x.shape());
        assertThrows(RuntimeException.class, () -> Safetensors.loadFile(file, "foo"));
    }

    // ---- Writing

    @Test
    void tensors_thatTheFormatCannotHold_areRefused() {
        Tensor a = Torch.zeros(4);
        assertEquals(
                NOT_CONTIGUOUS,
                refused(IllegalArgumentException.class, Map.of("b", Torch.zeros(2, 3).t())));
        var sparse = new LinkedHashMap<String, Tensor>();
        sparse.put("b", Torch.eye(2).toSparse());
        sparse.put("c", Torch.eye(2).toSparse());
        assertEquals(
                "You are trying to save a sparse tensors: `['b', 'c']` which this library does not"
                        + " support. You can make it a dense tensor before saving with `.to_dense()`"
                        + " but be aware this might make a much larger file than needed.",
                refused(IllegalArgumentException.class, sparse));
        assertEquals(
                "\n            Some tensors share memory, this will lead to duplicate memory on disk"
                        + " and potential differences when loading them again: [{'a', 'b'}].\n      "
                        + "      A potential way to correctly save your model is to use"
                        + " `save_model`.\n            More information at"
                        + " https://huggingface.co/docs/safetensors/torch_shared_tensors\n       "
                        + "     ",
                refused(TorchException.class, Map.of("a", a, "b", a)));
        refused(TorchException.class, Map.of("a", a, "b", a.get(slice(0, 2))));
        Safetensors.save(Map.of("a", a.get(slice(2, 4)), "b", a.get(slice(0, 2))));
        var none = new LinkedHashMap<String, Tensor>();
        none.put("b", null);
        assertEquals(
                "Key `b` is invalid, expected torch.Tensor but received <class 'NoneType'>",
                refused(IllegalArgumentException.class, none));
        assertEquals(
                "Cannot copy out of meta tensor; no data!",
                refused(
                        UnsupportedOperationException.class,
                        Map.of("m", Torch.zeros(Size.of(2), Torch.device("meta")))));
        refused(
                IllegalArgumentException.class,
                Map.of("c", Torch.zeros(Size.of(2), Torch.dtype(DType.COMPLEX128))));
        refused(IllegalArgumentException.class, Map.of("__metadata__", a));
        refused(IllegalArgumentException.class, Map.of("\ud800", a));
        refused(IllegalArgumentException.class, null);
        Tensor closed = Torch.zeros(1);
        closed.close();
        refused(IllegalStateException.class, Map.of("x", closed));
        assertFalse(Files.exists(file));
    }

    private <E extends Exception> String refused(Class<E> type, Map<String, Tensor> tensors) {
        E thrown = assertThrows(type, () -> Safetensors.saveFile(tensors, file));
        return thrown.getMessage();
    }

    @Test
    void lazyConjugates_areSavedAsWhatTheyAre() {
        Tensor x = Torch.viewAsComplex(Torch.tensor(new float[][] {{1, 2}})).conj();
        Tensor saved = Safetensors.load(Safetensors.save(Map.of("x", x))).get("x");
        assertTrue(Torch.equal(x.resolveConj(), saved));
    }

    @Test
    void savingOverALink_keepsTheLink() throws IOException {
        Safetensors.saveFile(Map.of("x", Torch.ones(1)), file);
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        Safetensors.saveFile(Map.of("x", Torch.zeros(1)), link);
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(0, Safetensors.loadFile(file).get("x").itemDouble());
    }

    // ---- Models

    private static final class Tied extends Module {
        final Linear a = new Linear(2, 2);
        final Linear b = new Linear(2, 2);

        Tied() {
            b.weight = a.weight;
        }
    }

    private static final class Overlapping extends Module {
        final Buffer p;
        final Buffer q;

        Overlapping() {
            Tensor x = Torch.zeros(4);
            p = new Buffer(x.get(slice(0, 3)));
            q = new Buffer(x.get(slice(1, null)));
        }
    }

    private static final class Transposed extends Module {
        final Buffer b = new Buffer(Torch.zeros(2, 3).t());
    }

    private <M extends Module> M own(M model) {
        modules = true;
        return model;
    }

    @Test
    void model_withTiedWeights_isSavedOnceAndLoadedWhole() {
        var model = own(new Tied());
        Safetensors.saveModel(model, file);
        try (SafeOpen open = Safetensors.safeOpen(file)) {
            assertEquals(List.of("a.bias", "a.weight", "b.bias"), open.keys());
            assertEquals(Map.of("b.weight", "a.weight"), open.metadata());
        }
        var other = own(new Tied());
        var keys = Safetensors.loadModel(other, file);
        assertTrue(keys.missingKeys().isEmpty() && keys.unexpectedKeys().isEmpty());
        assertTrue(Torch.equal(model.b.weight, other.b.weight));
        Safetensors.saveModel(model, file, Map.of("b.weight", "mine"));
        try (SafeOpen open = Safetensors.safeOpen(file)) {
            assertEquals(Map.of("b.weight", "mine"), open.metadata());
        }
    }

    @Test
    void model_thatDoesNotFit_isReportedAsInPython() {
        Safetensors.saveFile(Map.of("a.weight", Torch.zeros(2, 2), "zz", Torch.zeros(1)), file);
        assertEquals(
                "Error(s) in loading state_dict for Tied:\n"
                        + "    Missing key(s) in state_dict: \"a.bias\", \"b.bias\"\n"
                        + "    Unexpected key(s) in state_dict: \"zz\"",
                assertThrows(
                                TorchException.class,
                                () -> Safetensors.loadModel(own(new Tied()), file))
                        .getMessage());
        var keys = Safetensors.loadModel(own(new Tied()), file, false);
        assertEquals(List.of("a.bias", "b.bias"), keys.missingKeys());
        assertEquals(List.of("zz"), keys.unexpectedKeys());
    }

    @Test
    void model_thatCannotBeSaved_isRefusedAsInPython() {
        assertEquals(
                "Error while trying to find names to remove to save state dict, but found no"
                        + " suitable name to keep for saving amongst: {'p', 'q'}. None is covering"
                        + " the entire storage.Refusing to save/load the model since you could be"
                        + " storing much more memory than needed. Please refer to"
                        + " https://huggingface.co/docs/safetensors/torch_shared_tensors for more"
                        + " information. Or open an issue.",
                assertThrows(
                                TorchException.class,
                                () -> Safetensors.saveModel(own(new Overlapping()), file))
                        .getMessage());
        Safetensors.saveModel(own(new Transposed()), file);
        assertEquals(Size.of(3, 2), Safetensors.loadFile(file).get("b").shape());
        assertEquals(
                NOT_CONTIGUOUS
                        + " Or use save_model(..., force_contiguous=True), read the docs for"
                        + " potential caveats.",
                assertThrows(
                                IllegalArgumentException.class,
                                () ->
                                        Safetensors.saveModel(
                                                own(new Transposed()), file, null, false))
                        .getMessage());
    }

    // ---- Several files

    @Test
    void shards_areReplacedByThoseOfTheNextSaving() throws IOException {
        var tensors = new LinkedHashMap<String, Tensor>();
        for (int i = 0; i < 6; i++) tensors.put("t" + i, Torch.full(Size.of(10), 1.0 * i));
        Safetensors.saveSharded(tensors, folder, 80);
        assertEquals(
                List.of(
                        "model-00001-of-00003.safetensors",
                        "model-00002-of-00003.safetensors",
                        "model-00003-of-00003.safetensors",
                        "model.safetensors.index.json"),
                names());
        assertEquals(3.0, Safetensors.loadSharded(folder).get("t3").mean().itemDouble());
        Safetensors.saveSharded(tensors, folder, 120);
        assertEquals(3, names().size());
        Path index = folder.resolve("model.safetensors.index.json");
        assertEquals(
                List.of("t0", "t1", "t2", "t3", "t4", "t5"),
                List.copyOf(Safetensors.loadSharded(index).keySet()));
        Safetensors.saveSharded(tensors, folder);
        assertEquals(List.of("model.safetensors"), names());
        assertEquals(6, Safetensors.loadSharded(folder).size());
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void index_thatLeadsElsewhereOrLies_isRefused() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Safetensors.saveFile(Map.of("x", Torch.ones(1)), file);
        Safetensors.saveFile(Map.of("x", Torch.ones(1)), inner.resolve("x.safetensors"));
        Path index = inner.resolve("model.safetensors.index.json");
        for (String name :
                List.of(
                        "../x.safetensors",
                        file.toString(),
                        "..",
                        ".",
                        "",
                        "a/../x.safetensors",
                        "..\\\\x.safetensors",
                        "C:x",
                        "x\\u0000",
                        "./x.safetensors")) {
            Files.writeString(index, "{\"weight_map\":{\"x\":\"" + name + "\"}}");
            var e =
                    assertThrows(
                            FileFormatException.class, () -> Safetensors.loadSharded(inner), name);
            assertTrue(e.getMessage().startsWith(index + ": the file of tensor `x`"), name);
        }
        for (String text :
                List.of(
                        "",
                        "[]",
                        "{}",
                        "{\"weight_map\":null}",
                        "{\"weight_map\":{\"x\":1}}",
                        "{\"weight_map\":{\"x\":\"x.safetensors\",\"x\":\"x.safetensors\"}}",
                        "{\"weight_map\":{\"y\":\"x.safetensors\"}}",
                        "{\"weight_map\":{\"x\":\"x.safetensors\"}} {}",
                        "{\"a\":" + "[".repeat(10_000))) {
            Files.writeString(index, text);
            assertThrows(FileFormatException.class, () -> Safetensors.loadSharded(inner), text);
        }
        Files.writeString(index, "{\"weight_map\":{\"x\":\"none.safetensors\"}}");
        assertThrows(UncheckedIOException.class, () -> Safetensors.loadSharded(inner));
        Files.writeString(
                index,
                "{\"metadata\":{\"total_size\":4.0},\"weight_map\":{\"x\":\"x.safetensors\"}}");
        assertEquals(1, Safetensors.loadSharded(inner).get("x").itemDouble());
    }
}
