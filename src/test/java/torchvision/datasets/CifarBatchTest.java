package torchvision.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import torch.FileFormatException;

/** Batches of CIFAR that are damaged or made to do harm. */
class CifarBatchTest {
    @TempDir Path folder;
    private byte[] good;

    @BeforeEach
    void unpack() throws IOException {
        DatasetUtils.extractArchive(Recorded.resource("cifar-10-python.tar.gz"), folder);
        good = Files.readAllBytes(folder.resolve("cifar-10-batches-py/test_batch"));
    }

    private CifarBatch read(byte[] bytes) {
        try {
            return CifarBatch.read(Files.write(folder.resolve("batch"), bytes), 3072);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private FileFormatException refused(byte[] bytes) {
        var error = assertThrows(FileFormatException.class, () -> read(bytes));
        assertTrue(error.getMessage().startsWith(folder.resolve("batch") + ": "));
        return error;
    }

    @Test
    void batch_isRead() {
        CifarBatch batch = read(good);
        assertEquals(2, batch.labels().size());
        assertEquals(2 * 3072, batch.data().length);
    }

    @Test
    void batch_isNotTruncated() {
        for (int length = 0; length < good.length; length += length < 300 ? 1 : 97) {
            refused(Arrays.copyOf(good, length));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cos\nsystem\n(S'true'\ntR.",
                "cbuiltins\neval\n(S'1'\ntR.",
                "cdecimal\nDecimal\n(S'1'\ntR.",
                "cdatetime\ndate\n(K\u0001K\u0001K\u0001tR.",
                "carray\narray\n(S'b'\n]tR.",
                "(ios\nsystem\n.",
                "(cos\nsystem\no.",
                "c__builtin__\nbytearray\n(tR.",
                "cnumpy\nndarray\n)\u0081.",
                "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\ndtype\nK\u0000U\u0001btR.",
                "P1\n.",
                "K\u0001Q."
            })
    void batch_namesNothingElse(String pickle) {
        String said = refused(pickle.getBytes(StandardCharsets.ISO_8859_1)).getMessage();
        assertTrue(said.contains("allowed"), said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "T\u00ff\u00ff\u00ff\u007fabc.",
                "B\u00ff\u00ff\u00ff\u007fabc.",
                "X\u00ff\u00ff\u00ff\u007fabc.",
                "T\u00ff\u00ff\u00ff\u00ffabc.",
                "\u008b\u00ff\u00ff\u00ff\u007fabc.",
                "\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u0000\u0000\u0000abc.",
                "\u0096\u00ff\u00ff\u00ff\u00ff\u00ff\u0000\u0000\u0000abc.",
                "}",
                "K\u0001.",
                "].",
                "}.",
                "}(U\u0004dataK\u0001u.",
                "h\u0005.",
                "0.",
                "R.",
                "b.",
                "\u00fe."
            })
    void batch_holdsWhatItSays(String pickle) {
        refused(pickle.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void batch_isNotNestedWithoutEnd() {
        var bytes = new byte[3_000_000];
        Arrays.fill(bytes, (byte) ']');
        for (int i = 1_500_000; i < bytes.length - 1; i++) bytes[i] = 'a';
        bytes[bytes.length - 1] = '.';
        refused(bytes);
    }
}
