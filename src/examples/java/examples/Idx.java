package examples;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import torch.FileFormatException;
import torch.Tensor;
import torchvision.datasets.MNIST;

/** Finds MNIST's files, gzipped or not, of which the test images alone may be there. */
public final class Idx {
    private static final List<String> NAMES =
            List.of("train-images-idx3-ubyte", "t10k-images-idx3-ubyte");
    private static final List<String> FOLDERS = List.of("", "mnist", "MNIST/raw");

    private Idx() {}

    /**
     * The training images under {@code root}, or the test images where there are no others: N × 28 × 28 grey levels.
     *
     * @throws IOException naming the file that is missing
     * @throws FileFormatException naming the file that is damaged, and why
     */
    public static Tensor mnist(Path root) throws IOException {
        Path path = find(root);
        if (!path.getFileName().toString().startsWith(NAMES.getFirst())) {
            System.out.println(
                    "no " + NAMES.getFirst() + " in " + root + ": training on " + NAMES.getLast());
        }
        return checked(path, MNIST.readImageFile(path));
    }

    /**
     * The labels of the images that {@link #mnist} reads: (N), INT64.
     *
     * @throws IOException naming the file that is missing
     * @throws FileFormatException naming the file that is damaged, and why
     */
    public static Tensor mnistLabels(Path root) throws IOException {
        Path images = find(root);
        String name =
                images.getFileName()
                        .toString()
                        .replace(".gz", "")
                        .replace("images-idx3", "labels-idx1");
        for (String suffix : List.of("", ".gz")) {
            Path path = images.resolveSibling(name + suffix);
            if (Files.isRegularFile(path)) {
                return MNIST.readLabelFile(path);
            }
        }
        throw new FileNotFoundException(
                images.resolveSibling(name) + " is missing, with .gz or without");
    }

    private static Tensor checked(Path path, Tensor images) {
        if (images.size(0) < 1 || images.size(1) != 28 || images.size(2) != 28) {
            throw new FileFormatException(
                    path, "wrong dimensions " + images.shape() + ": expected [N, 28, 28]");
        }
        return images;
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
}
