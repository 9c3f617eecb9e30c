package torchvision.datasets;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import torchvision.datasets.MNIST.Resource;
import torchvision.transforms.Transform;

/**
 * 50,000 and 10,000 images of 32 × 32 pixels in colour, of 100 classes. Mirrors {@code torchvision.datasets.CIFAR100}.
 *
 * <p>The files are in {@code root/cifar-100-python}; see {@link CIFAR10}.
 */
public class CIFAR100 extends CIFAR10 {
    private static final Source SOURCE =
            new Source(
                    "cifar-100-python",
                    "https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz",
                    new Resource("cifar-100-python.tar.gz", "eb9058c3a382ffc7106e4002c42a8d85"),
                    List.of(new Resource("train", "16019d7e3df5f24257cddd939b257f8d")),
                    List.of(new Resource("test", "f0ef6b0ae62326f3e7ffdfab6717acfc")),
                    new Resource("meta", "7973b15100ade9c7d40fb424638fde48"),
                    "fine_label_names");

    /** The training part. */
    public CIFAR100(Path root) {
        this(root, o -> {});
    }

    /** The training part or the test part. */
    public CIFAR100(Path root, boolean train) {
        this(root, o -> o.train(train));
    }

    /** One part, and what is made of each image. */
    public CIFAR100(Path root, boolean train, Transform transform) {
        this(root, o -> o.train(train).transform(transform));
    }

    /** With keyword arguments; see {@link CIFAR10#CIFAR10(Path, Consumer)}. */
    public CIFAR100(Path root, Consumer<? super Options> options) {
        super(root, VisionOptions.set(new Options(), options), SOURCE);
    }
}
