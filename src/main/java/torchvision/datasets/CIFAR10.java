package torchvision.datasets;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import torch.DType;
import torch.FileFormatException;
import torch.Images;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torchvision.datasets.MNIST.Resource;
import torchvision.transforms.Transform;

/**
 * 50,000 and 10,000 images of 32 × 32 pixels in colour, of 10 classes. Mirrors {@code torchvision.datasets.CIFAR10}.
 *
 * <p>The files are in {@code root/cifar-10-batches-py}: the published version for Python, of which nothing but
 * dictionaries, lists, strings, numbers and arrays of bytes is read. Each is checked by its MD5.
 */
public class CIFAR10 extends VisionDataset {
    private static final int SIDE = 32;
    private static final int PIXELS = 3 * SIDE * SIDE;

    /** The keyword arguments. */
    public static final class Options extends DownloadOptions<Options> {
        Options() {}
    }

    /**
     * What is published.
     *
     * @param folder where the files are in the root
     * @param url the archive's address
     * @param archive its name and MD5
     * @param train the files of the training part
     * @param test those of the test part
     * @param meta the one with the classes' names
     * @param key the names' key in it
     */
    public record Source(
            String folder,
            String url,
            Resource archive,
            List<Resource> train,
            List<Resource> test,
            Resource meta,
            String key) {}

    private static final Source SOURCE =
            new Source(
                    "cifar-10-batches-py",
                    "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
                    new Resource("cifar-10-python.tar.gz", "c58f30108f718f92721af3b95e74349a"),
                    List.of(
                            new Resource("data_batch_1", "c99cafc152244af753f735de768cd75f"),
                            new Resource("data_batch_2", "d4bba439e000b95fd0a9bffe97cbabec"),
                            new Resource("data_batch_3", "54ebc095f3ab1f0389bbae665268c751"),
                            new Resource("data_batch_4", "634d18415352ddfa80567beed471001a"),
                            new Resource("data_batch_5", "482c414d41f54cd18b22e5b47cb7c3cb")),
                    List.of(new Resource("test_batch", "40351d587109b95175f43aff81a1287e")),
                    new Resource("batches.meta", "5ff9c542aee3614f3951f8cda6e48888"),
                    "label_names");

    /** Whether this is the training part. */
    public final boolean train;

    /** All images, {@code (N, 32, 32, 3)}, UINT8, as torchvision's array has them. */
    public final Tensor data;

    /** All targets. */
    public final List<Long> targets;

    /** The names of the classes. */
    public final List<String> classes;

    private final Source source;

    /** The training part. */
    public CIFAR10(Path root) {
        this(root, o -> {});
    }

    /** The training part or the test part. */
    public CIFAR10(Path root, boolean train) {
        this(root, o -> o.train(train));
    }

    /** One part, and what is made of each image. */
    public CIFAR10(Path root, boolean train, Transform transform) {
        this(root, o -> o.train(train).transform(transform));
    }

    /**
     * With keyword arguments.
     *
     * @throws TorchException if files are missing or damaged, or cannot be downloaded
     * @throws FileFormatException if a file holds something else
     */
    public CIFAR10(Path root, Consumer<? super Options> options) {
        this(root, VisionOptions.set(new Options(), options), SOURCE);
    }

    /** A dataset in the same format, published elsewhere. */
    protected CIFAR10(Path root, DownloadOptions<?> options, Source source) {
        super(Objects.requireNonNull(root, "root"), options);
        train = options.train;
        this.source = source;
        if (options.download) download();
        if (!checkIntegrity()) {
            throw new TorchException(
                    "Dataset not found or corrupted. You can use download=True to download it:"
                            + " looked in "
                            + folder());
        }
        var pixels = new ArrayList<byte[]>();
        var labels = new ArrayList<Long>();
        for (Resource file : train ? source.train() : source.test()) {
            CifarBatch batch = CifarBatch.read(folder().resolve(file.file()), PIXELS);
            pixels.add(batch.data());
            labels.addAll(batch.labels());
        }
        targets = List.copyOf(labels);
        Path meta = folder().resolve(source.meta().file());
        if (!DatasetUtils.checkIntegrity(meta, source.meta().md5())) {
            throw new TorchException(
                    "Dataset metadata file not found or corrupted. You can use download=True to"
                            + " download it");
        }
        classes = CifarBatch.names(meta, source.key());
        data = images(pixels);
    }

    private static Tensor images(List<byte[]> pixels) {
        try (var scope = Torch.scope()) {
            List<Tensor> parts =
                    pixels.stream()
                            .map(
                                    bytes ->
                                            Tensor.copyOf(
                                                    MemorySegment.ofArray(bytes),
                                                    Size.of(bytes.length / PIXELS, 3, SIDE, SIDE),
                                                    DType.UINT8))
                            .toList();
            return scope.keep(Torch.cat(parts).permute(0, 2, 3, 1));
        }
    }

    private Path folder() {
        return Objects.requireNonNull(root).resolve(source.folder());
    }

    private boolean checkIntegrity() {
        var files = new ArrayList<Resource>(source.train());
        files.addAll(source.test());
        return files.stream()
                .allMatch(f -> DatasetUtils.checkIntegrity(folder().resolve(f.file()), f.md5()));
    }

    /**
     * Downloads and unpacks what is missing.
     *
     * @throws TorchException if the archive cannot be had, or is not what was published
     */
    public final void download() {
        if (checkIntegrity()) return;
        DatasetUtils.downloadAndExtractArchive(
                source.url(),
                Objects.requireNonNull(root),
                source.archive().file(),
                source.archive().md5());
    }

    @Override
    public List<Object> get(long index) {
        int i = checked(index);
        Object image;
        try (var scope = Torch.scope()) {
            image = Images.toPilImage(data.select(0, i).permute(2, 0, 1));
        }
        return sample(image, targets.get(i));
    }

    @Override
    public long size() {
        return targets.size();
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
