package torchvision.datasets;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import torch.DType;
import torch.FileFormatException;
import torch.Images;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torchvision.transforms.Transform;

/**
 * 60,000 and 10,000 handwritten digits of 28 × 28 gray pixels. Mirrors {@code torchvision.datasets.MNIST}.
 *
 * {@snippet :
 * var data = new MNIST(Path.of("data"), o -> o.train(true).transform(new ToTensor()).download(true));
 * List<Object> sample = data.get(0);   // an image, or here a tensor (1, 28, 28), and 5L
 * }
 *
 * <p>The files are in {@code root/MNIST/raw}, with {@code .gz} or without.
 */
public class MNIST extends VisionDataset {
    /** A file to download: its name or address, and its MD5. */
    public record Resource(String file, String md5) {}

    /** The keyword arguments. */
    public static final class Options extends DownloadOptions<Options> {
        Options() {}
    }

    private static final List<String> MIRRORS =
            List.of(
                    "https://ossci-datasets.s3.amazonaws.com/mnist/",
                    "http://yann.lecun.com/exdb/mnist/");
    private static final List<Resource> RESOURCES =
            resources(
                    "f68b3c2dcbeaaa9fbdd348bbdeb94873",
                    "d53e105ee54ea40749a09fcbcd1e9432",
                    "9fb629c4189551a2d022fa330f9573f3",
                    "ec29112dd5afa0611ce80d1b7f02629c");
    static final List<String> DIGITS =
            List.of(
                    "0 - zero",
                    "1 - one",
                    "2 - two",
                    "3 - three",
                    "4 - four",
                    "5 - five",
                    "6 - six",
                    "7 - seven",
                    "8 - eight",
                    "9 - nine");

    /** Whether this is the training part. */
    public final boolean train;

    /** All images, {@code (N, 28, 28)}, UINT8. */
    public Tensor data;

    /** All targets, {@code (N)}, INT64. */
    public Tensor targets;

    /** The names of the classes. */
    public final List<String> classes;

    /** The names of the files of images and of targets, without {@code .gz}. */
    final List<String> files;

    private final List<String> mirrors;
    private final List<Resource> resources;

    /** The training part. */
    public MNIST(Path root) {
        this(root, o -> {});
    }

    /** The training part or the test part. */
    public MNIST(Path root, boolean train) {
        this(root, o -> o.train(train));
    }

    /** One part, and what is made of each image. */
    public MNIST(Path root, boolean train, Transform transform) {
        this(root, o -> o.train(train).transform(transform));
    }

    /**
     * With keyword arguments.
     *
     * @throws TorchException if files are missing, or cannot be downloaded
     * @throws FileFormatException if a file is damaged
     */
    public MNIST(Path root, Consumer<? super Options> options) {
        this(root, VisionOptions.set(new Options(), options), MIRRORS, RESOURCES, DIGITS);
    }

    /** A dataset in the same format: its classes, where its four files are published, and their MD5s. */
    protected MNIST(
            Path root,
            DownloadOptions<?> options,
            List<String> mirrors,
            List<Resource> resources,
            List<String> classes) {
        this(root, options, mirrors, resources, classes, files(options.train));
    }

    /** @param files the names of the files of images and of targets, without {@code .gz} */
    @SuppressWarnings("this-escape")
    MNIST(
            Path root,
            DownloadOptions<?> options,
            List<String> mirrors,
            List<Resource> resources,
            List<String> classes,
            List<String> files) {
        super(Objects.requireNonNull(root, "root"), options);
        train = options.train;
        this.files = files;
        this.mirrors = mirrors;
        this.resources = resources;
        this.classes = classes;
        if (options.download) download();
        if (!checkExists()) {
            throw new TorchException(
                    "Dataset not found. You can use download=True to download it: looked in "
                            + rawFolder());
        }
        data = readImageFile(found(files.getFirst()));
        targets = readTargets();
        if (data.len() != targets.len()) {
            throw new FileFormatException(
                    rawFolder(),
                    "there are %d images and %d labels".formatted(data.len(), targets.len()));
        }
    }

    /** The four files of MNIST's names, with these MD5s. */
    static List<Resource> resources(String images, String labels, String test, String testLabels) {
        return List.of(
                new Resource("train-images-idx3-ubyte.gz", images),
                new Resource("train-labels-idx1-ubyte.gz", labels),
                new Resource("t10k-images-idx3-ubyte.gz", test),
                new Resource("t10k-labels-idx1-ubyte.gz", testLabels));
    }

    // ---- Files

    /** Where the files are: {@code root/NAME/raw}. */
    public Path rawFolder() {
        return Objects.requireNonNull(root).resolve(getClass().getSimpleName()).resolve("raw");
    }

    private static List<String> files(boolean train) {
        String part = train ? "train" : "t10k";
        return List.of(part + "-images-idx3-ubyte", part + "-labels-idx1-ubyte");
    }

    final Path found(String name) {
        Path plain = rawFolder().resolve(name);
        return Files.isRegularFile(plain) ? plain : rawFolder().resolve(name + ".gz");
    }

    final boolean checkExists() {
        return files.stream().allMatch(name -> Files.isRegularFile(found(name)));
    }

    /**
     * Downloads what is missing, from the first mirror that has it.
     *
     * @throws TorchException that says what each mirror answered
     */
    public void download() {
        for (Resource resource : resources) {
            String name = resource.file().replaceFirst("\\.gz$", "");
            if (!Files.isRegularFile(found(name))) downloadFromMirrors(resource);
        }
    }

    private void downloadFromMirrors(Resource resource) {
        var said = new StringBuilder("Error downloading " + resource.file() + ":\n");
        var causes = new ArrayList<RuntimeException>();
        for (String mirror : mirrors) {
            try {
                DatasetUtils.downloadAndExtractArchive(
                        mirror + resource.file(), rawFolder(), resource.file(), resource.md5());
                return;
            } catch (TorchException | UncheckedIOException e) {
                causes.add(e);
                said.append("Tried ").append(mirror).append(", got:\n");
                said.append(e.getMessage()).append('\n');
            }
        }
        var error = new TorchException(said.toString());
        causes.forEach(error::addSuppressed);
        throw error;
    }

    /**
     * The images of one file, compressed by gzip or not: {@code (N, H, W)}, UINT8. Mirrors
     * {@code torchvision.datasets.mnist.read_image_file}.
     *
     * @throws UncheckedIOException if it cannot be read
     * @throws FileFormatException if it is no such file, damaged, cut off or too long
     */
    public static Tensor readImageFile(Path file) {
        Tensor images = Idx.read(file);
        check(file, images, 3);
        return images;
    }

    /**
     * The labels of one file, compressed by gzip or not: {@code (N)}, INT64. Mirrors
     * {@code torchvision.datasets.mnist.read_label_file}.
     *
     * @throws UncheckedIOException if it cannot be read
     * @throws FileFormatException if it is no such file, damaged, cut off or too long
     */
    public static Tensor readLabelFile(Path file) {
        try (var scope = Torch.scope()) {
            Tensor labels = Idx.read(file);
            check(file, labels, 1);
            return scope.keep(labels.to(DType.INT64));
        }
    }

    Tensor readTargets() {
        return readLabelFile(found(files.getLast()));
    }

    private static void check(Path file, Tensor x, int dims) {
        if (x.dtype() != DType.UINT8 || x.dim() != dims) {
            String problem =
                    x.dtype() != DType.UINT8
                            ? "x should be of dtype torch.uint8 instead of " + x.dtype()
                            : "x should have %d dimension instead of %d".formatted(dims, x.dim());
            x.close();
            throw new FileFormatException(file, problem);
        }
    }

    // ---- Samples

    @Override
    public List<Object> get(long index) {
        int i = checked(index);
        return sample(image(i), target(i));
    }

    final Object image(int index) {
        try (var scope = Torch.scope()) {
            return Images.toPilImage(data.select(0, index));
        }
    }

    Object target(int index) {
        try (var scope = Torch.scope()) {
            return targets.select(0, index).itemLong();
        }
    }

    @Override
    public long size() {
        return data.len();
    }

    /** The numbers of the classes by their names. */
    public final Map<String, Integer> classToIdx() {
        return numbered(classes);
    }

    @Override
    protected String extraRepr() {
        return "Split: " + (train ? "Train" : "Test");
    }
}
