package examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import torch.FileFormatException;
import torch.Tensor;
import torch.Torch;

class IdxTest {
    private static final String TRAIN = "train-images-idx3-ubyte";
    private static final String TEST = "t10k-images-idx3-ubyte";

    @TempDir Path root;
    private final byte[] pixels = new byte[3 * 28 * 28];
    private byte[] file;

    @BeforeEach
    void writePixels() {
        new Random(1).nextBytes(pixels);
        file = file(0x00000803, 3, 28, 28);
    }

    @Test
    void plainFile_isRead() throws IOException {
        assertPixels(Idx.mnist(write(TRAIN, file).getParent()));
    }

    @Test
    void gzip_isKnownByItsMagicNotItsName() throws IOException {
        write(TRAIN, gzip(file));
        assertPixels(Idx.mnist(root));
    }

    @Test
    void usualFolders_areSearched() throws IOException {
        Files.createDirectories(root.resolve("MNIST/raw"));
        write("MNIST/raw/" + TRAIN + ".gz", gzip(file));
        assertPixels(Idx.mnist(root));
    }

    @Test
    void trainingImages_comeBeforeTestImages() throws IOException {
        write(TEST, file(0x00000803, 0, 28, 28));
        write(TRAIN + ".gz", gzip(file));
        assertPixels(Idx.mnist(root));
    }

    @Test
    void testImages_areUsedWhereAlone() throws IOException {
        write(TEST + ".gz", gzip(file));
        assertPixels(Idx.mnist(root));
    }

    @Test
    void labels_areThoseOfTheImages() throws IOException {
        write(TEST, file);
        byte[] labels = {0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1};
        write("t10k-labels-idx1-ubyte.gz", gzip(labels));
        assertArrayEquals(new long[] {7, 2, 1}, Idx.mnistLabels(root).toLongArray());
        labels[7] = 4;
        write("t10k-labels-idx1-ubyte", labels);
        assertThrows(FileFormatException.class, () -> Idx.mnistLabels(root));
    }

    @Test
    void missingLabels_areNamed() throws IOException {
        write(TRAIN, file);
        var e = assertThrows(IOException.class, () -> Idx.mnistLabels(root));
        assertEquals(
                root.resolve("train-labels-idx1-ubyte") + " is missing, with .gz or without",
                e.getMessage());
    }

    @Test
    void missingFile_namesFolderAndFiles() {
        var e = assertThrows(IOException.class, () -> Idx.mnist(root));
        assertEquals(
                root
                        + ": neither "
                        + TRAIN
                        + " nor "
                        + TEST
                        + " is here, in mnist or in MNIST/raw, with .gz or without",
                e.getMessage());
    }

    @Test
    void damagedFiles_areNamed() throws IOException {
        assertRefused(Arrays.copyOf(file, 1000), "truncated");
        assertRefused(Arrays.copyOf(gzip(file), 100), "damaged or cut off");
        assertRefused(file(0x00000801, 3, 28, 28), "too long");
        assertRefused(file(0x00000803, 3, 28 * 28, 1), "wrong dimensions");
    }

    private void assertPixels(Tensor images) {
        assertEquals(Torch.shape(3, 28, 28), images.shape());
        assertArrayEquals(pixels, images.reshape(-1).toByteArray());
    }

    private void assertRefused(byte[] content, String why) throws IOException {
        Path path = write(TRAIN, content);
        var e = assertThrows(FileFormatException.class, () -> Idx.mnist(root));
        assertTrue(e.getMessage().startsWith(path + ": "), e.getMessage());
        assertTrue(e.getMessage().contains(why), e.getMessage());
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(root.resolve(name), content);
    }

    private byte[] file(int... header) {
        ByteBuffer buffer = ByteBuffer.allocate(16 + pixels.length);
        for (int word : header) {
            buffer.putInt(word);
        }
        return buffer.put(pixels).array();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }
}
