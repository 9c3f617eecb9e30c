package torchvision.datasets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Handwritten letters and digits in MNIST's format, in six splits. Mirrors {@code torchvision.datasets.EMNIST}; as there,
 * images are stored with rows and columns exchanged.
 *
 * <p>The files are in {@code root/EMNIST/raw}, with {@code .gz} or without.
 */
public class EMNIST extends MNIST {
    private static final String URL = "https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip";
    private static final String MD5 = "58c8d27c78d21e728a6bc7b3cc06412e";
    private static final String NUMBERS = "0123456789";
    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";

    /** Small letters that look unlike the capital ones. */
    private static final String UNLIKE = "abdefghnqrt";

    private static final List<String> NAMES =
            List.of("byclass", "bymerge", "balanced", "letters", "digits", "mnist");
    private static final Map<String, List<String>> CLASSES =
            Map.of(
                    "byclass", letters(NUMBERS + UPPER + LOWER),
                    "bymerge", letters(NUMBERS + UPPER + UNLIKE),
                    "balanced", letters(NUMBERS + UPPER + UNLIKE),
                    "letters", Stream.concat(Stream.of("N/A"), letters(LOWER).stream()).toList(),
                    "digits", letters(NUMBERS),
                    "mnist", letters(NUMBERS));

    private static List<String> letters(String letters) {
        return letters.chars().mapToObj(Character::toString).toList();
    }

    /** The split's name. */
    public final String split;

    /** The training part. */
    public EMNIST(Path root, String split) {
        this(root, split, o -> {});
    }

    /**
     * With keyword arguments.
     *
     * @param split byclass, bymerge, balanced, letters, digits or mnist
     * @throws IllegalArgumentException for another split
     */
    public EMNIST(Path root, String split, Consumer<? super Options> options) {
        this(root, known(split), VisionOptions.set(new Options(), options));
    }

    private EMNIST(Path root, String split, Options o) {
        super(root, o, List.of(), List.of(), classes(split), files(split, o.train));
        this.split = split;
    }

    private static List<String> files(String split, boolean train) {
        String prefix = "emnist-" + split + "-" + (train ? "train" : "test");
        return List.of(prefix + "-images-idx3-ubyte", prefix + "-labels-idx1-ubyte");
    }

    private static List<String> classes(String split) {
        return Objects.requireNonNull(CLASSES.get(split));
    }

    private static String known(String split) {
        return oneOf(split, "split", NAMES);
    }

    /** @throws IllegalArgumentException unless it is one of them */
    static String oneOf(String value, String argument, List<String> values) {
        if (!values.contains(value)) {
            throw new IllegalArgumentException(
                    "Unknown value '%s' for argument %s. Valid values are {'%s'}."
                            .formatted(value, argument, String.join("', '", values)));
        }
        return value;
    }

    @Override
    public void download() {
        if (checkExists()) return;
        DatasetUtils.downloadAndExtractArchive(URL, rawFolder(), null, MD5);
        Path folder = rawFolder().resolve("gzip");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                if (file.toString().endsWith(".gz")) {
                    DatasetUtils.extractArchive(file, rawFolder());
                }
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
