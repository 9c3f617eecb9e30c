package torchvision.datasets;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import torchvision.transforms.Transform;

/**
 * 60,000 and 10,000 handwritten Hiragana in MNIST's format. Mirrors {@code torchvision.datasets.KMNIST}.
 *
 * <p>The files are in {@code root/KMNIST/raw}, with {@code .gz} or without.
 */
public class KMNIST extends MNIST {
    private static final List<String> MIRRORS =
            List.of("http://codh.rois.ac.jp/kmnist/dataset/kmnist/");
    private static final List<Resource> RESOURCES =
            resources(
                    "bdb82020997e1d708af4cf47b453dcf7",
                    "e144d726b3acfaa3e44228e80efcd344",
                    "5c965bf0a639b31b8f53240b1b52f4d7",
                    "7320c461ea6c1c855c0b718fb2a4b134");
    private static final List<String> CLASSES =
            List.of("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo");

    /** The training part. */
    public KMNIST(Path root) {
        this(root, o -> {});
    }

    /** The training part or the test part. */
    public KMNIST(Path root, boolean train) {
        this(root, o -> o.train(train));
    }

    /** One part, and what is made of each image. */
    public KMNIST(Path root, boolean train, Transform transform) {
        this(root, o -> o.train(train).transform(transform));
    }

    /** With keyword arguments; see {@link MNIST#MNIST(Path, Consumer)}. */
    public KMNIST(Path root, Consumer<? super Options> options) {
        super(root, VisionOptions.set(new Options(), options), MIRRORS, RESOURCES, CLASSES);
    }
}
