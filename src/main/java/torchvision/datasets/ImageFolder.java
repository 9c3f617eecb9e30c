package torchvision.datasets;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Images in folders, one for each class, at any depth: {@code root/dog/xxx.png}. Mirrors
 * {@code torchvision.datasets.ImageFolder}.
 *
 * {@snippet :
 * var data = new ImageFolder(
 *         Path.of("animals"),
 *         o -> o.transform(new Compose(new Resize(256), new CenterCrop(224), new ToTensor())));
 * data.classes;              // [cat, dog]
 * List<Object> sample = data.get(0);
 * }
 *
 * <p>{@link #loadRgb} reads them.
 */
public class ImageFolder extends DatasetFolder {
    /** The endings of images. */
    public static final List<String> IMG_EXTENSIONS =
            List.of(".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp");

    /** The keyword arguments. */
    public static final class Options extends FolderOptions<Options> {
        Function<Path, ?> loader = ImageFolder::loadRgb;

        Options() {}

        /** What reads a file. Default: {@link ImageFolder#loadRgb} */
        public Options loader(Function<Path, ?> loader) {
            this.loader = loader;
            return this;
        }
    }

    /** The images as they are. */
    public ImageFolder(Path root) {
        this(root, o -> {});
    }

    /** With keyword arguments; see {@link DatasetFolder#DatasetFolder(Path, Function, Consumer)}. */
    public ImageFolder(Path root, Consumer<? super Options> options) {
        this(root, VisionOptions.set(new Options(), options));
    }

    private ImageFolder(Path root, Options o) {
        super(root, o.loader, o, o.isValidFile == null ? IMG_EXTENSIONS : List.of());
    }

    /**
     * Reads a file as an image in colour, whatever it holds: transparency is dropped, gray is repeated, and profiles and
     * turns are not applied. Mirrors {@code torchvision.datasets.folder.default_loader}.
     *
     * <p>Formats are ImageIO's: PNG, JPEG, BMP, GIF and TIFF of the JDK, and where the plug-ins of TwelveMonkeys are there
     * (optional dependencies of JTorch) WebP, PPM and PGM, further kinds of JPEG and TIFF. All give Pillow's very pixels
     * where that was tried, but for lossy WebP, where colours differ (by up to 17 of 255 in the tests).
     *
     * @throws java.io.UncheckedIOException if the file cannot be read
     * @throws torch.FileFormatException if it is no image, damaged, or larger than Pillow allows
     */
    public static BufferedImage loadRgb(Path file) {
        return ImageFiles.readRgb(file);
    }
}
