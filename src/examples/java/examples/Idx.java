package examples;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads MNIST's IDX files, gzipped or not. */
public final class Idx {
    private static final List<String> NAMES =
            List.of("train-images-idx3-ubyte", "t10k-images-idx3-ubyte");
    private static final List<String> FOLDERS = List.of("", "mnist", "MNIST/raw");
    private static final int HEADER = 16;
    private static final int MAGIC = 0x00000803;
    private static final int LABEL_HEADER = 8;
    private static final int LABEL_MAGIC = 0x00000801;

    private Idx() {}

    /**
     * The training images under {@code root}, or the test images where there are no others: N × 28 × 28 grey levels.
     *
     * @throws IOException naming the file that is missing or damaged, and why
     */
    public static byte[] mnist(Path root) throws IOException {
        Path path = find(root);
        if (!path.getFileName().toString().startsWith(NAMES.getFirst())) {
            System.out.println(
                    "no " + NAMES.getFirst() + " in " + root + ": training on " + NAMES.getLast());
        }
        return read(path);
    }

    /**
     * The labels of the images that {@link #mnist} reads.
     *
     * @throws IOException naming the file that is missing or damaged, and why
     */
    public static byte[] mnistLabels(Path root) throws IOException {
        Path images = find(root);
        String name =
                images.getFileName()
                        .toString()
                        .replace(".gz", "")
                        .replace("images-idx3", "labels-idx1");
        for (String suffix : List.of("", ".gz")) {
            Path path = images.resolveSibling(name + suffix);
            if (Files.isRegularFile(path)) {
                return readLabels(path);
            }
        }
        throw new FileNotFoundException(
                images.resolveSibling(name) + " is missing, with .gz or without");
    }

    private static Path find(Path root) throws FileNotFoundException {
        for (String name : NAMES) {
            for (String folder : FOLDERS) {
                for (String suffix : List.of("", ".gz")) {
                    Path path = root.resolve(folder).resolve(name + suffix);
                    if (Files.isRegularFile(path)) {
                        return path;
                    }
                }
            }
        }
        throw new FileNotFoundException(
                root
                        + ": neither "
                        + NAMES.getFirst()
                        + " nor "
                        + NAMES.getLast()
                        + " is here, in mnist or in MNIST/raw, with .gz or without");
    }

    /**
     * The pixels of one image file.
     *
     * @throws IOException naming the file and what is wrong with it
     */
    public static byte[] read(Path path) throws IOException {
        byte[] data = unpack(path);
        if (data.length < HEADER) {
            throw new IOException(
                    path
                            + ": truncated: an image file begins with 16 bytes, this one has "
                            + data.length);
        }
        ByteBuffer header = ByteBuffer.wrap(data);
        int magic = header.getInt();
        if (magic != MAGIC) {
            throw new IOException(
                    "%s: wrong magic number 0x%08x: images begin with 0x%08x"
                            .formatted(path, magic, MAGIC));
        }
        int[] shape = {header.getInt(), header.getInt(), header.getInt()};
        if (shape[0] < 1 || shape[1] != Digits.SIDE || shape[2] != Digits.SIDE) {
            throw new IOException(
                    path
                            + ": wrong dimensions "
                            + Arrays.toString(shape)
                            + ": expected [N, 28, 28]");
        }
        long expected = (long) shape[0] * shape[1] * shape[2];
        long found = data.length - HEADER;
        if (found != expected) {
            throw new IOException(
                    "%s: %s: %s needs %d bytes of pixels, %d are there"
                            .formatted(
                                    path,
                                    found < expected ? "truncated" : "too long",
                                    Arrays.toString(shape),
                                    expected,
                                    found));
        }
        return Arrays.copyOfRange(data, HEADER, data.length);
    }

    /**
     * The labels of one label file.
     *
     * @throws IOException naming the file if it is no such file
     */
    public static byte[] readLabels(Path path) throws IOException {
        byte[] data = unpack(path);
        ByteBuffer header = ByteBuffer.wrap(data);
        if (data.length < LABEL_HEADER
                || header.getInt() != LABEL_MAGIC
                || header.getInt() != data.length - LABEL_HEADER) {
            throw new IOException(
                    "%s: is no label file, which is 0x%08x, the number of labels and the labels"
                            .formatted(path, LABEL_MAGIC));
        }
        return Arrays.copyOfRange(data, LABEL_HEADER, data.length);
    }

    private static byte[] unpack(Path path) throws IOException {
        byte[] data = Files.readAllBytes(path);
        if (data.length > 1 && data[0] == 0x1f && data[1] == (byte) 0x8b) {
            try (var gzip = new GZIPInputStream(Files.newInputStream(path))) {
                data = gzip.readAllBytes();
            } catch (EOFException | ZipException e) {
                String why = e.getMessage() != null ? e.getMessage() : "the header is incomplete";
                throw new IOException(path + ": the gzip stream is damaged or cut off: " + why, e);
            }
        }
        return data;
    }
}
