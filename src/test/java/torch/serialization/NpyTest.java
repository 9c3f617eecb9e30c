package torch.serialization;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import torch.DType;
import torch.Handles;
import torch.Scope;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

class NpyTest {
    @TempDir Path folder;
    private Path file;
    private long handles;
    private Scope scope;

    @BeforeEach
    void open() {
        file = folder.resolve("x.npy");
        handles = Handles.settled();
        scope = Torch.scope();
    }

    @AfterEach
    void nothingIsLeft() {
        scope.close();
        assertEquals(handles, Torch.memory().liveHandles(), "live handles");
    }

    @Test
    void columns_areSavedAndLoadedAsColumns() throws IOException {
        Tensor x = Torch.arange(6).reshape(2, 3).t();
        Npy.save(file, x);
        assertTrue(
                Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1)
                        .contains("'fortran_order': True, 'shape': (3, 2), }"));
        for (Tensor y : List.of(Npy.load(file), Npy.load(file, o -> o.mmapMode("c")))) {
            assertTrue(Torch.equal(x, y));
            assertArrayEquals(x.stride(), y.stride());
        }
    }

    @Test
    void mappedArray_thatIsWritten_leavesTheFileAlone() throws IOException {
        Npy.save(file, Torch.zeros(1000));
        byte[] before = Files.readAllBytes(file);
        Tensor x = Npy.load(file, o -> o.mmapMode("c"));
        assertEquals(1000, x.add_(1).sum().itemDouble());
        assertArrayEquals(before, Files.readAllBytes(file));
        Npy.save(file, x);
        Files.delete(file);
        assertEquals(1000, x.sum().itemDouble());
    }

    @Test
    void arrayInTheOtherByteOrder_isTurnedAround() {
        Tensor x = Torch.rand(300, 1000);
        Tensor z = Torch.randn(Size.of(5), Torch.dtype(DType.COMPLEX64));
        for (Tensor each : List.of(x, z, Torch.arange(5), x.toHalf(), x.gt(0.5))) {
            Npy.save(file, each, o -> o.order(ByteOrder.BIG_ENDIAN));
            assertTrue(Torch.equal(each, Npy.load(file)));
            assertTrue(Torch.equal(each, Npy.load(file, o -> o.mmapMode("c"))));
        }
    }

    @Test
    void name_getsTheSuffixThatNumPyAdds() {
        Npy.save(folder.resolve("plain"), Torch.ones(1));
        assertTrue(Files.exists(folder.resolve("plain.npy")));
        Npy.savez(folder.resolve("plain"), Torch.ones(1));
        assertTrue(Files.exists(folder.resolve("plain.npz")));
        Npy.savezCompressed(folder.resolve("x.npz"), Torch.ones(1));
        assertTrue(Files.exists(folder.resolve("x.npz")));
    }

    @Test
    void tensors_thatNumPyCannotHold_areRefusedAsByTensorNumpy() {
        Tensor x = Torch.zeros(2);
        refused(
                TorchException.class,
                x.clone().requiresGrad_(),
                "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy()"
                        + " instead.");
        refused(
                IllegalArgumentException.class,
                x.to("meta"),
                "can't convert meta device type tensor to numpy. Use Tensor.cpu() to copy the tensor"
                        + " to host memory first.");
        refused(
                IllegalArgumentException.class,
                x.toSparse(),
                "can't convert Sparse layout tensor to numpy. Use Tensor.to_dense() first.");
        refused(
                IllegalArgumentException.class,
                x.toBfloat16(),
                "Got unsupported ScalarType BFloat16");
        refused(
                IllegalArgumentException.class,
                x.to(DType.FLOAT8_E4M3FN),
                "Got unsupported ScalarType Float8_e4m3fn");
        Tensor z = Torch.zeros(Size.of(2), Torch.dtype(DType.COMPLEX64));
        refused(
                TorchException.class,
                z.conj(),
                "Can't call numpy() on Tensor that has conjugate bit set. Use"
                        + " tensor.resolve_conj().numpy() instead.");
        refused(
                TorchException.class,
                Torch.imag(z.conj()),
                "Can't call numpy() on Tensor that has negative bit set. Use"
                        + " tensor.resolve_neg().numpy() instead.");
        try (var off = Torch.noGrad()) {
            Npy.save(file, x.clone().requiresGrad_());
        }
        assertTrue(Files.exists(file));
        assertThrows(NullPointerException.class, () -> Npy.save(file, (Tensor) null));
        assertThrows(IllegalArgumentException.class, () -> Npy.save(file, x, o -> o.version(4)));
    }

    private void refused(Class<? extends Exception> type, Tensor tensor, String sentence) {
        for (Runnable save :
                List.<Runnable>of(
                        () -> Npy.save(file, tensor),
                        () -> Npy.savez(folder.resolve("x.npz"), Torch.ones(1), tensor)))
            assertEquals(sentence, assertThrows(type, save::run).getMessage());
        assertFalse(Files.exists(file));
        assertFalse(Files.exists(folder.resolve("x.npz")));
    }

    @Test
    void modes_thatTensorsDoNotHave_areRefused() {
        Npy.save(file, Torch.ones(1));
        for (String mode : List.of("r", "r+", "w+", "x"))
            assertThrows(
                    IllegalArgumentException.class, () -> Npy.load(file, o -> o.mmapMode(mode)));
    }

    @Test
    void file_thatCannotBeRead_isAnIoException() {
        assertThrows(UncheckedIOException.class, () -> Npy.load(file));
        assertThrows(UncheckedIOException.class, () -> Npy.load(file, o -> o.mmapMode("c")));
        assertThrows(UncheckedIOException.class, () -> Npy.load(folder));
        assertThrows(UncheckedIOException.class, () -> Npy.loadz(file));
        assertThrows(UncheckedIOException.class, () -> Npy.loadz(folder));
        assertThrows(
                UncheckedIOException.class,
                () -> Npy.save(folder.resolve("none/x.npy"), Torch.ones(1)));
    }

    @Test
    void archive_givesItsArraysOneByOne() {
        Path archive = folder.resolve("x.npz");
        var arrays = new LinkedHashMap<String, Tensor>();
        for (String name : "b a c/d e f g".split(" ")) arrays.put(name, Torch.rand(3));
        Npy.savez(archive, arrays);
        NpzFile open = Npy.openz(archive);
        assertEquals(List.of("b", "a", "c/d", "e", "f", "g"), open.files());
        assertEquals("NpzFile '" + archive + "' with keys: b, a, c/d, e, f...", open.toString());
        assertTrue(Torch.equal(arrays.get("c/d"), open.get("c/d")));
        assertTrue(Torch.equal(arrays.get("a"), open.get("a.npy")));
        assertEquals(
                "x is not a file in the archive",
                assertThrows(IllegalArgumentException.class, () -> open.get("x")).getMessage());
        open.close();
        open.close();
        assertThrows(IllegalStateException.class, () -> open.get("a"));
        assertEquals(List.copyOf(arrays.keySet()), List.copyOf(Npy.loadz(archive).keySet()));
        Npy.savez(archive, Map.of());
        assertTrue(Npy.loadz(archive).isEmpty());
    }

    @Test
    void archiveOfMuch_isCompressedInPieces() {
        Path archive = folder.resolve("x.npz");
        Tensor x = Torch.randint(4, Size.of(3_000_000));
        Npy.savezCompressed(archive, x, x.t());
        var loaded = Npy.loadz(archive);
        assertEquals(List.of("arr_0", "arr_1"), List.copyOf(loaded.keySet()));
        assertTrue(Torch.equal(x, loaded.get("arr_0")));
    }
}
