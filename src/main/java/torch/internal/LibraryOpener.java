package torch.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Opens libraries, each after those of NVIDIA's libraries that it needs: these are in folders where the dynamic loader
 * does not look, or where it finds another version first.
 */
final class LibraryOpener {
    /** Where NVIDIA's libraries are. */
    interface Source {
        /** The library of a name as {@code libcublas.so.13}, or null where the dynamic loader has to find it. */
        @Nullable Path find(String name);

        /** What libraries of this name open while the program runs, and cannot find by themselves. */
        List<Path> companions(String name);

        /** How one gets libraries that were not found. */
        String advice(Set<String> names);
    }

    private static final Pattern MISSING =
            Pattern.compile("([^/:]+): cannot open shared object file.*", Pattern.DOTALL);
    private static final Pattern NVIDIA = Pattern.compile("lib(cu|nv|nccl).*");

    private static final Set<String> DRIVER = Set.of("libcuda.so.1", "libnvidia-ml.so.1");

    /** Where installers put NVIDIA's libraries, which often nobody tells the dynamic loader. */
    private static final List<Path> SYSTEM =
            List.of(
                    Path.of("/usr/local/cuda/lib64"),
                    Path.of("/usr/local/cuda/extras/CUPTI/lib64"),
                    Path.of("/opt/cuda/lib64"),
                    Path.of("/opt/cuda/extras/CUPTI/lib64"));

    private final Source source;
    private final Map<String, String> neededBy = new LinkedHashMap<>();
    private final Map<String, String> unusable = new HashMap<>();
    private final Set<String> broken = new HashSet<>();
    private final Set<String> visited = new HashSet<>();

    LibraryOpener(Source source) {
        this.source = source;
    }

    static boolean isNvidia(String name) {
        return NVIDIA.matcher(name).matches();
    }

    /** @throws UnsatisfiedLinkError if the library cannot be opened */
    void require(Path file) {
        String why = open(file, true);
        if (why != null) throw new UnsatisfiedLinkError(why);
    }

    /** Opens a library; null, or why it cannot be opened. */
    @Nullable String open(Path file, boolean global) {
        openNeeded(file);
        String broken = broken(file);
        if (broken != null) return start(file, broken) + broken + ": " + unusable.get(broken);
        Set<String> tried = new HashSet<>();
        while (true) {
            String fault = Elf.fault(file);
            if (fault != null) return fault;
            String why = Dl.open(file.toString(), global);
            if (why == null) return null;
            Matcher missing = MISSING.matcher(why);
            boolean named =
                    missing.matches() && !missing.group(1).equals(file.getFileName().toString());
            if (!named) return "cannot open " + file + ": " + why;
            String name = missing.group(1);
            Path found = tried.add(name) ? inSystem(name) : null;
            if (found == null || open(found, false) != null) return notFound(file, name);
        }
    }

    /** Opens those libraries that a library needs and the source has; one that cannot be opened shows when the library is. */
    void openNeeded(Path file) {
        String self = file.getFileName().toString();
        for (String name : Elf.needed(file)) {
            neededBy.putIfAbsent(name, self);
            if (!isNvidia(name) || !visited.add(name)) continue;
            Path found = source.find(name);
            if (found == null) continue;
            String why = open(found, false);
            if (why != null) unusable.put(name, why);
            if (Elf.fault(found) != null || broken(found) != null) broken.add(name);
            for (Path companion : source.companions(name)) open(companion, false);
        }
    }

    /** A library that another needs and that the loader, which would find it too, must not read; null if there is none. */
    private @Nullable String broken(Path file) {
        if (broken.isEmpty()) return null;
        return Elf.needed(file).stream().filter(broken::contains).findFirst().orElse(null);
    }

    private static @Nullable Path inSystem(String name) {
        return SYSTEM.stream()
                .map(f -> f.resolve(name))
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
    }

    private String start(Path file, String name) {
        String by = neededBy.get(name);
        String self = file.getFileName().toString();
        return "cannot open "
                + file
                + ": "
                + (by == null || by.equals(self) ? "it" : by)
                + " needs ";
    }

    /** Names everything that is not there, so that nobody has to start again for each of them. */
    private String notFound(Path file, String first) {
        String start = start(file, first);
        String why = unusable.get(first);
        if (why != null) return start + first + ": " + why;
        if (DRIVER.contains(first)) {
            return start
                    + first
                    + ", which NVIDIA's driver has and which was not found: install the driver; a container has to be"
                    + " started with the host's (docker run --gpus all)";
        }
        Set<String> missing = new LinkedHashSet<>(Set.of(first));
        for (String name : neededBy.keySet()) {
            boolean there =
                    !isNvidia(name)
                            || source.find(name) != null
                            || inSystem(name) != null
                            || Files.exists(file.resolveSibling(name))
                            || Dl.open(name, false) == null;
            if (!there) missing.add(name);
        }
        return start
                + String.join(", ", missing)
                + ", which "
                + (missing.size() == 1 ? "was" : "were")
                + " not found: "
                + source.advice(missing);
    }
}
