package torch.utils;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The checkpoints in a folder. Their names say all that has to be known of them, so that no list of them can be wrong. */
final class CheckpointFiles {
    private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{1,18})(?:_(.+))?\\.pt");

    /** What a process that was killed left of a file that it was writing; see {@link torch.internal.AtomicFile}. */
    private static final Pattern PART =
            Pattern.compile("\\.checkpoint-\\d.*\\.pt\\.(\\d+)-[0-9a-f]+\\.part");

    /** A checkpoint, by its name. */
    record Entry(Path file, long step, @Nullable Double metric) {
        static @Nullable Entry of(Path file) {
            Matcher name = NAME.matcher(file.getFileName().toString());
            if (!name.matches()) return null;
            try {
                String metric = name.group(2);
                return new Entry(
                        file,
                        Long.parseLong(name.group(1)),
                        metric == null ? null : Double.valueOf(metric));
            } catch (NumberFormatException e) {
                return null; // somebody else's name
            }
        }
    }

    private final Path folder;

    CheckpointFiles(Path folder) {
        this.folder = folder;
    }

    /** The file of a step; the names' order is that of the steps. */
    Path fileOf(long step, @Nullable Double metric) {
        String name = String.format(Locale.ROOT, "checkpoint-%09d", step);
        return folder.resolve(name + (metric == null ? "" : "_" + metric) + ".pt");
    }

    /** The checkpoints by their steps; none where there is no folder. */
    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (Path file : list("checkpoint-*.pt")) {
            Entry entry = Entry.of(file);
            if (entry != null) entries.add(entry);
        }
        entries.sort(Comparator.comparingLong(Entry::step).thenComparing(Entry::file));
        return entries;
    }

    private List<Path> list(String glob) {
        if (!Files.isDirectory(folder)) return List.of();
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
            stream.forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DirectoryIteratorException e) {
            throw new UncheckedIOException(e.getCause());
        }
        return files;
    }

    /** The one with the best metric, the first of several; null if none has a metric that is a number. */
    static @Nullable Entry best(List<Entry> entries, CheckpointManager.Mode mode) {
        Entry best = null;
        for (Entry entry : entries) {
            Double metric = entry.metric();
            if (metric == null || metric.isNaN()) continue;
            if (best == null || best.metric() == null || mode.isBetter(metric, best.metric()))
                best = entry;
        }
        return best;
    }

    /**
     * Deletes what is no longer kept after {@code saved} was written: all but the last ones and the best one, and what was
     * saved for later steps before training went back.
     */
    void prune(Path saved, long step, int last, CheckpointManager.@Nullable Mode mode) {
        List<Entry> earlier = new ArrayList<>();
        for (Entry entry : entries()) {
            boolean same = entry.step() == step && !entry.file().equals(saved);
            if (entry.step() > step || same) delete(entry.file());
            else earlier.add(entry);
        }
        Set<Path> kept = new HashSet<>();
        int from = Math.max(0, earlier.size() - last);
        for (Entry entry : earlier.subList(from, earlier.size())) kept.add(entry.file());
        Entry best = mode == null ? null : best(earlier, mode);
        if (best != null) kept.add(best.file());
        for (Entry entry : earlier) {
            if (!kept.contains(entry.file())) delete(entry.file());
        }
    }

    /** Deletes what processes that are gone left half written. */
    void deleteParts() {
        for (Path file : list(".checkpoint-*.part")) {
            Matcher part = PART.matcher(file.getFileName().toString());
            if (part.matches() && ProcessHandle.of(Long.parseLong(part.group(1))).isEmpty())
                delete(file);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
