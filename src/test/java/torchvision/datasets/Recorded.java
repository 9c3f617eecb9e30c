package torchvision.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import torch.internal.Pixels;
import torchvision.datasets.MNIST.Resource;

/** What {@code vision_datasets_golden.py} wrote. */
final class Recorded {
    private static final List<String[]> LINES = read();

    private Recorded() {}

    static Path resource(String name) {
        try {
            return Path.of(Recorded.class.getResource("/torchvision/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String[]> read() {
        try {
            return Files.readAllLines(resource("datasets.txt")).stream()
                    .map(line -> line.split("\t", -1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of a kind, without it. */
    static List<List<String>> all(String kind) {
        return LINES.stream()
                .filter(words -> words[0].equals(kind))
                .map(words -> List.of(words).subList(1, words.length))
                .map(words -> words.stream().map(String::translateEscapes).toList())
                .toList();
    }

    static List<String> one(String kind, String name) {
        return all(kind).stream().filter(w -> w.getFirst().equals(name)).findFirst().orElseThrow();
    }

    /** The largest difference of an image's samples to the recorded ones. */
    static int difference(String name, BufferedImage image) {
        List<String> recorded = one("image", name);
        Pixels pixels = Pixels.of(image);
        assertEquals(recorded.get(1), pixels.width() + "x" + pixels.height());
        byte[] expected = HexFormat.of().parseHex(recorded.get(2));
        assertEquals(expected.length, pixels.samples().length);
        int largest = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs((expected[i] & 0xff) - pixels.samples()[i]));
        }
        return largest;
    }

    /** The small archive of CIFAR10 or CIFAR100, at an address. */
    static CIFAR10.Source source(String name, String url) {
        boolean ten = name.equals("CIFAR10");
        List<Resource> files =
                all("file").stream()
                        .filter(w -> w.getFirst().equals(name))
                        .map(w -> new Resource(w.get(1), w.get(2)))
                        .toList();
        return new CIFAR10.Source(
                ten ? "cifar-10-batches-py" : "cifar-100-python",
                url,
                new Resource(
                        ten ? "cifar-10-python.tar.gz" : "cifar-100-python.tar.gz",
                        one("archive", name).get(1)),
                files.subList(0, files.size() - 2),
                files.subList(files.size() - 2, files.size() - 1),
                files.getLast(),
                ten ? "label_names" : "fine_label_names");
    }
}
