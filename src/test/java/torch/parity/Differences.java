package torch.parity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cases that are known to differ, each with its reason: lines of a resource, {@code version TAB overload
 * TAB start of the arguments TAB reason}. A version of {@code *} stands for all. An entry that no longer differs is an
 * error.
 */
final class Differences {
    private record Entry(String version, String overload, String arguments, String reason) {}

    private final List<Entry> entries = new ArrayList<>();
    private final List<Entry> used = new ArrayList<>();

    static Differences load(String file, String version) {
        Differences differences = new Differences();
        try (var in = Differences.class.getResourceAsStream("/torch/parity/" + file)) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> !l.startsWith("#") && !l.isBlank())
                    .map(l -> l.split("\t"))
                    .map(p -> new Entry(p[0], p[1], p[2], p[3]))
                    .filter(e -> e.version.equals("*") || version.startsWith(e.version))
                    .forEach(differences.entries::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return differences;
    }

    /** The reason why a case may differ, or null. */
    @Nullable String reason(ParityCase each, boolean differs) {
        for (Entry entry : entries) {
            if (entry.overload.equals(each.overload())
                    && (entry.arguments.equals("*")
                            || each.arguments().startsWith(entry.arguments))) {
                if (differs) used.add(entry);
                return entry.reason;
            }
        }
        return null;
    }

    List<String> unused() {
        return entries.stream().filter(e -> !used.contains(e)).map(Entry::toString).toList();
    }
}
