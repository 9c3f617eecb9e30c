package torchvision.datasets;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files in folders, one for each class, at any depth: {@code root/CLASS/…/FILE}. Mirrors
 * {@code torchvision.datasets.DatasetFolder}.
 *
 * <p>Classes are numbered in the order of their names, and samples are in the order of theirs.
 */
public class DatasetFolder extends VisionDataset {
    /** The keyword arguments. */
    public abstract static class FolderOptions<S extends FolderOptions<S>>
            extends VisionOptions<S> {
        @Nullable Predicate<Path> isValidFile;
        boolean allowEmpty;

        FolderOptions() {}

        /** Which files are samples, instead of by their endings. Default: by their endings */
        public S isValidFile(@Nullable Predicate<Path> isValidFile) {
            this.isValidFile = isValidFile;
            return self();
        }

        /** Whether a class may be without files. Default: false */
        public S allowEmpty(boolean allowEmpty) {
            this.allowEmpty = allowEmpty;
            return self();
        }
    }

    /** The keyword arguments. */
    public static final class Options extends FolderOptions<Options> {
        List<String> extensions = List.of();

        Options() {}

        /** The endings of samples, such as {@code .png}, in small letters. Default: none */
        public Options extensions(String... extensions) {
            this.extensions = List.of(extensions);
            return this;
        }
    }

    /** A file and its class. */
    public record Sample(Path path, int target) {}

    /** What reads a file. */
    public final Function<Path, ?> loader;

    /** The endings of samples; empty where a predicate decides. */
    public final List<String> extensions;

    /** The names of the classes. */
    public final List<String> classes;

    /** All samples. */
    public final List<Sample> samples;

    /** All targets. */
    public final List<Integer> targets;

    private final Map<String, Integer> classToIdx;

    /**
     * Finds the files.
     *
     * @param loader what makes an image, or anything else, of a file
     * @throws UncheckedIOException if there is no folder of a class, or no valid file in one
     * @throws IllegalArgumentException unless either {@code extensions} or {@code isValidFile} is given
     */
    public DatasetFolder(Path root, Function<Path, ?> loader, Consumer<? super Options> options) {
        this(root, loader, VisionOptions.set(new Options(), options));
    }

    private DatasetFolder(Path root, Function<Path, ?> loader, Options o) {
        this(root, loader, o, o.extensions);
    }

    DatasetFolder(
            Path root, Function<Path, ?> loader, FolderOptions<?> o, List<String> extensions) {
        super(Objects.requireNonNull(root, "root"), o);
        this.loader = Objects.requireNonNull(loader, "loader");
        this.extensions = extensions;
        classes = findClasses(root);
        classToIdx = numbered(classes);
        samples = makeDataset(root, classToIdx, extensions, o.isValidFile, o.allowEmpty);
        targets = samples.stream().map(Sample::target).toList();
    }

    /**
     * The names of a folder's folders, in order. Mirrors {@code torchvision.datasets.folder.find_classes}.
     *
     * @throws UncheckedIOException if there is none
     */
    public static List<String> findClasses(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            List<String> classes =
                    entries.filter(Files::isDirectory)
                            .map(entry -> entry.getFileName().toString())
                            .sorted()
                            .toList();
            if (classes.isEmpty()) {
                throw missing("Couldn't find any class folder in " + directory + ".");
            }
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static UncheckedIOException missing(String sentence) {
        return new UncheckedIOException(sentence, new FileNotFoundException(sentence));
    }

    /**
     * The files of classes, in order. Mirrors {@code torchvision.datasets.folder.make_dataset}.
     *
     * @param extensions the endings of samples; empty where {@code isValidFile} decides
     * @throws UncheckedIOException if a class has no valid file and may not be empty
     * @throws IllegalArgumentException if no class is given, or not either of the last two
     */
    public static List<Sample> makeDataset(
            Path directory,
            Map<String, Integer> classToIdx,
            List<String> extensions,
            @Nullable Predicate<Path> isValidFile,
            boolean allowEmpty) {
        if (classToIdx.isEmpty()) {
            throw new IllegalArgumentException(
                    "'class_to_index' must have at least one entry to collect any samples.");
        }
        if (extensions.isEmpty() == (isValidFile == null)) {
            throw new IllegalArgumentException(
                    "Both extensions and is_valid_file cannot be None or not None at the same"
                            + " time");
        }
        Predicate<Path> valid =
                isValidFile != null
                        ? isValidFile
                        : path -> hasFileAllowedExtension(path.toString(), extensions);
        var samples = new ArrayList<Sample>();
        var empty = new TreeSet<String>();
        new TreeMap<>(classToIdx)
                .forEach(
                        (name, number) -> {
                            List<Path> files = files(directory.resolve(name), valid);
                            if (files.isEmpty()) empty.add(name);
                            files.forEach(file -> samples.add(new Sample(file, number)));
                        });
        if (!empty.isEmpty() && !allowEmpty) {
            throw missing(
                    "Found no valid file for the classes "
                            + String.join(", ", empty)
                            + ". "
                            + (extensions.isEmpty()
                                    ? ""
                                    : "Supported extensions are: "
                                            + String.join(", ", extensions)));
        }
        return List.copyOf(samples);
    }

    /** Valid files at any depth: folder by folder, in the order of their names. */
    private static List<Path> files(Path folder, Predicate<Path> valid) {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(file -> !Files.isDirectory(file))
                    .filter(valid)
                    .sorted(
                            Comparator.comparing((Path file) -> String.valueOf(file.getParent()))
                                    .thenComparing(file -> file.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a name has one of the endings. Mirrors {@code torchvision.datasets.folder.has_file_allowed_extension}. */
    public static boolean hasFileAllowedExtension(String filename, List<String> extensions) {
        String name = filename.toLowerCase(Locale.ROOT);
        return extensions.stream().anyMatch(name::endsWith);
    }

    @Override
    public List<Object> get(long index) {
        Sample sample = samples.get(checked(index));
        return sample(loader.apply(sample.path()), (long) sample.target());
    }

    @Override
    public long size() {
        return samples.size();
    }

    /** The numbers of the classes by their names. */
    public final Map<String, Integer> classToIdx() {
        return classToIdx;
    }
}
