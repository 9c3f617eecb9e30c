package torchvision.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import torch.DType;
import torch.FileFormatException;
import torch.Handles;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torchvision.transforms.Compose;
import torchvision.transforms.Normalize;
import torchvision.transforms.ToTensor;

/** MNIST and its relatives, from files that are small, real, damaged and downloaded. */
class MNISTTest {
    @TempDir Path root;

    @BeforeAll
    static void load() {
        Torch.zeros(1).close();
    }

    private static byte[] idx(int type, int[] shape, byte[] data) {
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * shape.length + data.length);
        file.put(new byte[] {0, 0, (byte) type, (byte) shape.length});
        for (int extent : shape) file.putInt(extent);
        return file.put(data).array();
    }

    private static byte[] images(int count) {
        var pixels = new byte[count * 784];
        for (int i = 0; i < pixels.length; i++) pixels[i] = (byte) (i / 784 * 10 + i % 251);
        return idx(8, new int[] {count, 28, 28}, pixels);
    }

    private static byte[] labels(int count) {
        var labels = new byte[count];
        for (int i = 0; i < count; i++) labels[i] = (byte) ((i + 3) % 10);
        return idx(8, new int[] {count}, labels);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private Path raw(String name) throws IOException {
        return Files.createDirectories(root.resolve(name).resolve("raw"));
    }

    private void put(String name, byte[] images, byte[] labels) throws IOException {
        Files.write(raw("MNIST").resolve(name + "-images-idx3-ubyte"), images);
        Files.write(raw("MNIST").resolve(name + "-labels-idx1-ubyte"), labels);
    }

    @Test
    void mnist_readsItsFiles() throws IOException {
        put("train", images(4), labels(4));
        put("t10k", images(2), labels(2));
        var train = new MNIST(root);
        assertEquals(
                """
                Dataset MNIST
                    Number of datapoints: 4
                    Root location: %s
                    Split: Train"""
                        .formatted(root),
                train.toString());
        assertEquals(4, train.size());
        assertEquals("torch.Size([4, 28, 28])", train.data.shape().toString());
        assertEquals(DType.INT64, train.targets.dtype());
        assertEquals(9, train.classToIdx().get("9 - nine"));
        List<Object> sample = train.get(1);
        var image = (BufferedImage) sample.get(0);
        assertEquals(BufferedImage.TYPE_BYTE_GRAY, image.getType());
        assertEquals(10 + 784 % 251, image.getRaster().getSample(0, 0, 0));
        assertEquals(4L, sample.get(1));
        assertEquals(train.get(3).get(1), train.get(-1).get(1));
        assertThrows(IndexOutOfBoundsException.class, () -> train.get(4));

        var test =
                new MNIST(
                        root,
                        o ->
                                o.train(false)
                                        .transform(
                                                new Compose(
                                                        new ToTensor(), new Normalize(0.5, 0.5)))
                                        .targetTransform(target -> "digit " + target));
        assertEquals(2, test.size());
        assertEquals("digit 3", test.get(0).get(1));
        var x = (Tensor) test.get(0).get(0);
        assertEquals("torch.Size([1, 28, 28])", x.shape().toString());
        assertEquals(-1, x.min().itemDouble());
        assertTrue(new MNIST(root, false, new ToTensor()).scoped());
        assertFalse(test.scoped());
    }

    @Test
    void mnist_leavesNoHandlesBehind() throws IOException {
        put("train", images(4), labels(4));
        long before = Handles.settled();
        try (var scope = Torch.scope()) {
            var data = new MNIST(root, true, new Compose(new ToTensor(), new Normalize(0.5, 0.5)));
            long made = Torch.memory().liveHandles();
            assertEquals(before + 2, made);
            for (int i = 0; i < 4; i++) ((Tensor) data.get(i).get(0)).close();
            assertEquals(made, Torch.memory().liveHandles());
        }
        assertEquals(before, Torch.memory().liveHandles());
    }

    @Test
    void mnist_readsCompressedFiles() throws IOException {
        Files.write(raw("MNIST").resolve("train-images-idx3-ubyte.gz"), gzip(images(4)));
        Files.write(raw("MNIST").resolve("train-labels-idx1-ubyte.gz"), gzip(labels(4)));
        assertEquals(4, new MNIST(root).size());
    }

    @Test
    void mnist_readsThePublishedFiles() throws IOException {
        Path published = Path.of("../shared/data/mnist");
        Path images = published.resolve("t10k-images-idx3-ubyte.gz");
        assumeTrue(Files.isRegularFile(images));
        Path labels = published.resolve("t10k-labels-idx1-ubyte.gz");
        assertEquals("9fb629c4189551a2d022fa330f9573f3", DatasetUtils.calculateMd5(images));
        Files.copy(images, raw("MNIST").resolve(images.getFileName()));
        Files.copy(labels, raw("MNIST").resolve(labels.getFileName()));
        var data = new MNIST(root, false);
        assertEquals(10_000, data.size());
        assertEquals("[7, 2, 1, 0, 4, 1, 4, 9, 5, 9]", firstTen(data));
        // The mean that everyone normalizes with, of the test part
        double mean = data.data.to(DType.FLOAT64).mean().itemDouble() / 255;
        assertEquals(0.1325, mean, 5e-5);
    }

    private static String firstTen(MNIST data) {
        return IntStream.range(0, 10).mapToObj(i -> data.get(i).get(1)).toList().toString();
    }

    @Test
    void mnist_saysWhatIsMissing() throws IOException {
        var error = assertThrows(TorchException.class, () -> new MNIST(root));
        assertTrue(
                error.getMessage()
                        .startsWith("Dataset not found. You can use download=True to download it"));
        put("t10k", images(2), labels(2));
        assertThrows(TorchException.class, () -> new MNIST(root));
    }

    @Test
    void mnist_refusesBrokenFiles() throws IOException {
        byte[] good = images(3);
        byte[] huge = idx(8, new int[] {-1, -1, -1}, new byte[100]);
        byte[] large = idx(8, new int[] {1 << 20, 28, 28}, new byte[100]);
        byte[] wrongMagic = good.clone();
        wrongMagic[0] = 1;
        byte[] wrongType = good.clone();
        wrongType[2] = 10;
        byte[] fourDims = good.clone();
        fourDims[3] = 4;
        Map<String, byte[]> broken =
                Map.of(
                        "empty",
                        new byte[0],
                        "header",
                        Arrays.copyOf(good, 9),
                        "cut",
                        Arrays.copyOf(good, good.length - 1),
                        "long",
                        Arrays.copyOf(good, good.length + 1),
                        "huge",
                        huge,
                        "large",
                        large,
                        "magic",
                        wrongMagic,
                        "type",
                        wrongType,
                        "dims",
                        fourDims,
                        "labels",
                        labels(3));
        for (var file : broken.entrySet()) {
            put("train", file.getValue(), labels(3));
            refused(file.getKey(), "train-images-idx3-ubyte");
            Path gz = raw("MNIST").resolve("train-images-idx3-ubyte.gz");
            Files.delete(raw("MNIST").resolve("train-images-idx3-ubyte"));
            Files.write(gz, gzip(file.getValue()));
            refused(file.getKey() + " compressed", "train-images-idx3-ubyte.gz");
            Files.delete(gz);
        }
        put("train", images(3), labels(4));
        var error = assertThrows(FileFormatException.class, () -> new MNIST(root));
        assertTrue(error.getMessage().contains("there are 3 images and 4 labels"));
        put("train", images(3), idx(12, new int[] {3}, new byte[12]));
        refused("labels of integers", "train-labels-idx1-ubyte");
    }

    private void refused(String what, String name) throws IOException {
        Path file = raw("MNIST").resolve(name);
        var error = assertThrows(FileFormatException.class, () -> new MNIST(root), what);
        assertTrue(error.getMessage().startsWith(file + ": "), what + ": " + error.getMessage());
    }

    /** MNIST, published on this machine. */
    private static final class Local extends MNIST {
        Local(
                Path root,
                Consumer<? super Options> options,
                List<String> mirrors,
                List<Resource> resources) {
            super(root, VisionOptions.set(new Options(), options), mirrors, resources, DIGITS);
        }
    }

    private static List<MNIST.Resource> serve(Web web, String folder) throws IOException {
        Map<String, byte[]> files =
                Map.of(
                        "train-images-idx3-ubyte.gz", gzip(images(4)),
                        "train-labels-idx1-ubyte.gz", gzip(labels(4)),
                        "t10k-images-idx3-ubyte.gz", gzip(images(2)),
                        "t10k-labels-idx1-ubyte.gz", gzip(labels(2)));
        files.forEach((name, bytes) -> web.files.put(folder + name, bytes));
        return files.entrySet().stream()
                .map(f -> new MNIST.Resource(f.getKey(), DownloadTest.md5(f.getValue())))
                .toList();
    }

    @Test
    void mnist_isDownloadedFromTheMirrorThatHasIt() throws IOException {
        try (var web = new Web()) {
            List<MNIST.Resource> resources = serve(web, "/second/");
            byte[] wrong = gzip(images(3));
            web.files.put("/first/train-images-idx3-ubyte.gz", wrong);
            web.cuts.put("/second/train-labels-idx1-ubyte.gz", 10);
            List<String> mirrors = List.of(web.url("/first/"), web.url("/second/"));
            var data = new Local(root, o -> o.download(true), mirrors, resources);
            assertEquals(4, data.size());
            assertTrue(Files.isRegularFile(root.resolve("Local/raw/t10k-labels-idx1-ubyte")));
            try (Stream<Path> files = Files.list(data.rawFolder())) {
                assertEquals(8, files.count()); // the four files, compressed and not
            }
            int requests = web.requests.size();
            assertEquals(
                    2,
                    new Local(root, o -> o.train(false).download(true), mirrors, resources).size());
            assertEquals(requests, web.requests.size());
        }
    }

    @Test
    void mnist_saysWhatEachMirrorAnswered() throws IOException {
        try (var web = new Web()) {
            List<MNIST.Resource> resources = serve(web, "/other/");
            web.files.put("/b/" + resources.getFirst().file(), new byte[5]);
            List<String> mirrors = List.of(web.url("/a/"), web.url("/b/"));
            var error =
                    assertThrows(
                            TorchException.class,
                            () -> new Local(root, o -> o.download(true), mirrors, resources));
            String said = error.getMessage();
            String file = resources.getFirst().file();
            assertTrue(
                    said.startsWith("Error downloading " + file + ":\nTried " + web.url("/a/")),
                    said);
            assertTrue(said.contains("404: Not Found\nTried " + web.url("/b/")), said);
            assertTrue(said.contains("File not found or corrupted."), said);
        }
    }

    @Test
    void relatives_haveTheirFolders() throws IOException {
        for (String name : List.of("FashionMNIST", "KMNIST", "EMNIST", "QMNIST")) {
            Path raw = raw(name);
            Files.write(raw.resolve("t10k-images-idx3-ubyte"), images(2));
            Files.write(raw.resolve("t10k-labels-idx1-ubyte"), labels(2));
            Files.write(raw.resolve("emnist-letters-test-images-idx3-ubyte"), images(3));
            Files.write(raw.resolve("emnist-letters-test-labels-idx1-ubyte"), labels(3));
            Files.write(raw.resolve("qmnist-test-images-idx3-ubyte"), images(2));
            ByteBuffer numbers = ByteBuffer.allocate(64);
            for (int i = 0; i < 16; i++) numbers.putInt(i * 1000 + 5);
            Files.write(
                    raw.resolve("qmnist-test-labels-idx2-int"),
                    idx(12, new int[] {2, 8}, numbers.array()));
        }
        assertEquals("Ankle boot", new FashionMNIST(root, false).classes.get(9));
        assertEquals(List.of(3L, 4L), targets(new KMNIST(root, false)));
        var letters = new EMNIST(root, "letters", o -> o.train(false));
        assertEquals(3, letters.size());
        assertEquals(27, letters.classes.size());
        assertEquals("N/A", letters.classes.getFirst());
        assertThrows(IllegalArgumentException.class, () -> new EMNIST(root, "nothing"));
        var digits = new QMNIST(root, o -> o.train(false));
        assertEquals(List.of(5L, 8005L), targets(digits));
        assertTrue(digits.toString().endsWith("Split: test"));
        var all = new QMNIST(root, o -> o.what("test10k").compat(false));
        assertEquals(15005, ((Tensor) all.get(1).get(1)).get(7).itemLong());
        assertThrows(IllegalArgumentException.class, () -> new QMNIST(root, o -> o.what("x")));
    }

    private static List<Object> targets(MNIST data) {
        return IntStream.range(0, (int) data.size()).mapToObj(i -> data.get(i).get(1)).toList();
    }
}
