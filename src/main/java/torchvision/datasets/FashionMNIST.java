package torchvision.datasets;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import torchvision.transforms.Transform;

/**
 * 60,000 and 10,000 pieces of clothing in MNIST's format. Mirrors {@code torchvision.datasets.FashionMNIST}.
 *
 * <p>The files are in {@code root/FashionMNIST/raw}, with {@code .gz} or without.
 */
public class FashionMNIST extends MNIST {
    private static final List<String> MIRRORS =
            List.of("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/");
    private static final List<Resource> RESOURCES =
            resources(
                    "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
                    "25c81989df183df01b3e8a0aad5dffbe",
                    "bef4ecab320f06d8554ea6380940ec79",
                    "bb300cfdad3c16e7a12a480ee83cd310");
    private static final List<String> CLASSES =
            List.of(
                    "T-shirt/top",
                    "Trouser",
                    "Pullover",
                    "Dress",
                    "Coat",
                    "Sandal",
                    "Shirt",
                    "Sneaker",
                    "Bag",
                    "Ankle boot");

    /** The training part. */
    public FashionMNIST(Path root) {
        this(root, o -> {});
    }

    /** The training part or the test part. */
    public FashionMNIST(Path root, boolean train) {
        this(root, o -> o.train(train));
    }

    /** One part, and what is made of each image. */
    public FashionMNIST(Path root, boolean train, Transform transform) {
        this(root, o -> o.train(train).transform(transform));
    }

    /** With keyword arguments; see {@link MNIST#MNIST(Path, Consumer)}. */
    public FashionMNIST(Path root, Consumer<? super Options> options) {
        super(root, VisionOptions.set(new Options(), options), MIRRORS, RESOURCES, CLASSES);
    }
}
