package examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
        assertArrayEquals(pixels, Idx.mnist(write(TRAIN, file).getParent()));
    }

    @Test
    void gzip_isKnownByItsMagicNotItsName() throws IOException {
        write(TRAIN, gzip(file));
        assertArrayEquals(pixels, Idx.mnist(root));
    }

    @Test
    void usualFolders_areSearched() throws IOException {
        Files.createDirectories(root.resolve("MNIST/raw"));
        write("MNIST/raw/" + TRAIN + ".gz", gzip(file));
        assertArrayEquals(pixels, Idx.mnist(root));
    }

    @Test
    void trainingImages_comeBeforeTestImages() throws IOException {
        write(TEST, file(0x00000803, 0, 28, 28));
        write(TRAIN + ".gz", gzip(file));
        assertArrayEquals(pixels, Idx.mnist(root));
    }

    @Test
    void testImages_areUsedWhereAlone() throws IOException {
        write(TEST + ".gz", gzip(file));
        assertArrayEquals(pixels, Idx.mnist(root));
    }

    @Test
    void labels_areThoseOfTheImages() throws IOException {
        write(TEST, file);
        byte[] labels = {0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1};
        write("t10k-labels-idx1-ubyte.gz", gzip(labels));
        assertArrayEquals(new byte[] {7, 2, 1}, Idx.mnistLabels(root));
        labels[7] = 4;
        Path damaged = write("t10k-labels-idx1-ubyte", labels);
        var e = assertThrows(IOException.class, () -> Idx.mnistLabels(root));
        assertEquals(
                damaged
                        + ": is no label file, which is 0x00000801, the number of labels and the labels",
                e.getMessage());
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
    void truncatedFile_saysHowMuchIsThere() throws IOException {
        assertRefused(
                Arrays.copyOf(file, 1000),
                "truncated: [3, 28, 28] needs 2352 bytes of pixels, 984 are there");
        assertRefused(
                Arrays.copyOf(file, 7),
                "truncated: an image file begins with 16 bytes, this one has 7");
        assertRefused(new byte[0], "truncated: an image file begins with 16 bytes, this one has 0");
        assertRefused(
                Arrays.copyOf(file, file.length + 1),
                "too long: [3, 28, 28] needs 2352 bytes of pixels, 2353 are there");
    }

    @Test
    void truncatedGzip_saysSo() throws IOException {
        byte[] zipped = gzip(file);
        assertRefused(
                Arrays.copyOf(zipped, zipped.length / 2),
                "the gzip stream is damaged or cut off: Unexpected end of ZLIB input stream");
        assertRefused(
                Arrays.copyOf(zipped, 5),
                "the gzip stream is damaged or cut off: the header is incomplete");
    }

    @Test
    void wrongMagic_isShown() throws IOException {
        assertRefused(
                file(0x00000801, 3, 28, 28),
                "wrong magic number 0x00000801: images begin with 0x00000803");
    }

    @Test
    void wrongDimensions_areShown() throws IOException {
        assertRefused(
                file(0x00000803, 3, 28, 27), "wrong dimensions [3, 28, 27]: expected [N, 28, 28]");
        assertRefused(
                file(0x00000803, -3, 28, 28),
                "wrong dimensions [-3, 28, 28]: expected [N, 28, 28]");
    }

    private void assertRefused(byte[] content, String why) throws IOException {
        Path path = write(TRAIN, content);
        var e = assertThrows(IOException.class, () -> Idx.mnist(root));
        assertEquals(path + ": " + why, e.getMessage());
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
