package generator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Writes PARITY.md: which of PyTorch's public names JTorch offers, under what name, and whether a test calls them. Fails
 * where fewer are there than {@code catalogue/coverage.txt} asks for.
 *
 * <p>Usage: {@code java Parity.java BASEDIR CLASSES TESTCLASSES}.
 */
final class Parity {
    /**
     * A list of names, the class that offers the functions among them and the package of the classes.
     *
     * @param alias what the recorded cases call it
     */
    private record Namespace(String name, String list, String type, String folder, String alias) {
        Namespace(String name, String list, String type) {
            this(name, list, type, "torch/" + name, name);
        }
    }

    private static final List<Namespace> NAMESPACES =
            List.of(
                    new Namespace("Tensor", "tensor.txt", "torch/Tensor"),
                    new Namespace("torch", "torch.txt", "torch/Torch"),
                    new Namespace("linalg", "linalg.txt", "torch/Linalg"),
                    new Namespace("fft", "fft.txt", "torch/FFT"),
                    new Namespace("special", "special.txt", "torch/Special"),
                    new Namespace("autograd", "autograd.txt", "torch/Autograd"),
                    new Namespace("nn", "nn.txt", "torch/nn/Module"),
                    new Namespace(
                            "nn.functional", "nn.functional.txt", "torch/nn/F", "torch/nn", "F"),
                    new Namespace(
                            "nn.init",
                            "nn.init.txt",
                            "torch/nn/init/Init",
                            "torch/nn/init",
                            "init"),
                    new Namespace(
                            "nn.utils",
                            "nn.utils.txt",
                            "torch/nn/utils/Utils",
                            "torch/nn/utils",
                            "utils"),
                    new Namespace("optim", "optim.txt", "torch/optim/Optimizer"),
                    new Namespace(
                            "optim.lr_scheduler",
                            "optim.lr_scheduler.txt",
                            "torch/optim/lrscheduler/LRScheduler",
                            "torch/optim/lrscheduler",
                            "lr_scheduler"),
                    new Namespace("amp", "amp.txt", "torch/Torch", "torch/amp", "amp"),
                    new Namespace(
                            "utils.data",
                            "utils.data.txt",
                            "torch/utils/data/Data",
                            "torch/utils/data",
                            "data"),
                    new Namespace(
                            "distributions",
                            "distributions.txt",
                            "torch/distributions/Distribution"),
                    new Namespace("cuda", "cuda.txt", "torch/cuda/Cuda"),
                    new Namespace(
                            "distributed",
                            "distributed.txt",
                            "torch/distributed/Dist",
                            "torch/distributed",
                            "dist"));

    /** Names with a prefix of their own: where they are. */
    private static final Map<String, String> INNER =
            Map.of("functional.", "torch/autograd/Functional", "rnn.", "torch/nn/utils/RnnUtils");

    /** What a script of cases calls: {@code nn.Linear(}, {@code F.relu(}. */
    private static final Pattern CALLED = Pattern.compile("(?<![\\w.])([A-Za-z_]+)\\.(\\w+)\\(");

    /** One name of PyTorch's: what it is in Java, empty where it is missing. */
    private record Row(String python, String java, int overloads, boolean tested) {
        boolean isThere() {
            return !java.isEmpty();
        }
    }

    private final Path base;
    private final Compiled compiled;
    private final Map<String, String> spelling;
    private final Map<String, String> missing;
    private final Set<String> recorded;
    private final Set<String> called;

    private Parity(Path base, Compiled compiled) throws IOException {
        this.base = base;
        this.compiled = compiled;
        this.spelling = Generate.table(catalogue("spelling.txt"));
        this.missing = Generate.table(catalogue("missing.txt"));
        Path resources = base.resolve("src/test/resources/torch");
        this.recorded = recorded(resources.resolve("parity"));
        this.called = called(resources);
    }

    public static void main(String[] args) throws IOException {
        Path base = Path.of(args[0]);
        // with -Dmaven.test.skip there is nothing to say what is tested
        if (!Files.isDirectory(Path.of(args[2]))) return;
        Parity parity = new Parity(base, new Compiled(Path.of(args[1]), Path.of(args[2])));
        Map<Namespace, List<Row>> rows = new LinkedHashMap<>();
        for (Namespace namespace : NAMESPACES) rows.put(namespace, parity.rows(namespace));
        List<String> complaints = parity.complaints(rows);
        String text = parity.text(rows);
        Path file = base.resolve("PARITY.md");
        if (!Files.exists(file) || !Files.readString(file).equals(text))
            Files.writeString(file, text);
        if (!complaints.isEmpty()) {
            complaints.forEach(c -> System.err.println("[ERROR] " + c));
            System.exit(1);
        }
    }

    private Path catalogue(String name) {
        return base.resolve("src/generator/catalogue").resolve(name);
    }

    /** The names that the recorded suite covers: what its cases, one a line, start with. */
    private static Set<String> recorded(Path folder) throws IOException {
        Set<String> names = new HashSet<>();
        if (!Files.isDirectory(folder)) return names;
        try (var files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString();
                if (!name.endsWith(".txt") && !name.endsWith(".txt.gz")) continue;
                lines(file).stream()
                        .filter(line -> !line.startsWith("#"))
                        .forEach(line -> names.add(line.split("\\s", 2)[0]));
            }
        }
        return names;
    }

    /** What the cases call that Python and Java both evaluate, as {@code nn.Linear}. */
    private static Set<String> called(Path folder) throws IOException {
        Set<String> names = new HashSet<>();
        try (var files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.toString();
                if (!name.endsWith(".txt") && !name.endsWith(".txt.gz")) continue;
                for (String line : lines(file)) {
                    if (line.startsWith("tensor\t") || line.startsWith("digest\t")) continue;
                    CALLED.matcher(line)
                            .results()
                            .forEach(call -> names.add(call.group(1) + "." + call.group(2)));
                }
            }
        }
        return names;
    }

    /** The lines of a file, which may be compressed. */
    private static List<String> lines(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                InputStream plain =
                        file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in) {
            return new String(plain.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private List<Row> rows(Namespace namespace) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String name : Files.readAllLines(catalogue(namespace.list())))
            if (!name.isBlank()) rows.add(row(namespace, name));
        return rows;
    }

    private Row row(Namespace namespace, String name) {
        String full = namespace.name() + "." + name;
        String prefix = name.substring(0, name.indexOf('.') + 1);
        String bare = name.substring(prefix.length());
        String java = spelling.getOrDefault(full, Names.camel(bare));
        boolean isCalled =
                called.contains(namespace.alias() + "." + bare) || called.contains(prefix + bare);
        boolean elsewhere = java.indexOf('.') >= 0; // a class of another package, by its full name
        if (elsewhere
                || Character.isUpperCase(java.charAt(0)) && !namespace.name().equals("Tensor")) {
            String type = elsewhere ? java.replace('.', '/') : namespace.folder() + "/" + java;
            return compiled.offer(type) == null
                    ? new Row(name, "", 0, false)
                    : new Row(name, link(type, java), 1, isCalled || compiled.isUsed(type));
        }
        String type = INNER.getOrDefault(prefix, namespace.type());
        Compiled.Offer offer = compiled.offer(type);
        int overloads = offer == null ? 0 : offer.overloads().getOrDefault(java, 0);
        if (overloads == 0) return new Row(name, "", 0, false);
        boolean tested =
                isCalled
                        || recorded.contains(full)
                        || recorded.contains("torch." + full)
                        || compiled.isUsed(offer, java);
        String simple = type.substring(type.lastIndexOf('/') + 1);
        return new Row(name, link(type, simple + "." + java), overloads, tested);
    }

    private String link(String type, String text) {
        String file = "src/main/java/" + type + ".java";
        return Files.exists(base.resolve(file))
                ? "[`%s`](%s)".formatted(text, file)
                : "`" + text + "`";
    }

    private static double percent(List<Row> rows, java.util.function.Predicate<Row> which) {
        return 100.0 * rows.stream().filter(which).count() / rows.size();
    }

    private List<String> complaints(Map<Namespace, List<Row>> rows) throws IOException {
        List<String> complaints = new ArrayList<>();
        Map<String, String> coverage = Generate.table(catalogue("coverage.txt"));
        Set<String> explained = new HashSet<>(missing.keySet());
        rows.forEach(
                (namespace, all) -> {
                    double there = percent(all, Row::isThere);
                    double asked = Double.parseDouble(coverage.get(namespace.name()));
                    if (there < asked)
                        complaints.add(
                                "%s: %.1f%% of PyTorch's names are there, %.0f%% have to be"
                                        .formatted(namespace.name(), there, asked));
                    for (Row row : all) {
                        String full = namespace.name() + "." + row.python();
                        boolean reason = explained.remove(full);
                        if (row.isThere() && reason)
                            complaints.add(full + " is there, but stands in missing.txt");
                        if (!row.isThere() && !reason)
                            complaints.add(full + " is missing without a reason in missing.txt");
                    }
                });
        explained.forEach(name -> complaints.add(name + " in missing.txt is no name of PyTorch's"));
        return complaints;
    }

    private String text(Map<Namespace, List<Row>> rows) {
        StringBuilder text =
                new StringBuilder(
                        """
                # Parity with PyTorch 2.14.1

                Written by the build (`src/generator/java/generator/Parity.java`) from the lists of PyTorch's public
                names in `src/generator/catalogue` and from the compiled classes. A name is *tested* where a test calls
                it or the recorded cases (`src/test/resources/torch`) do. Python's names become Java's
                by one rule, `log_softmax` to `logSoftmax` and `add_` to `add_`; the exceptions are in `spelling.txt`.

                | Namespace | Names | There | Overloads | Tested |
                | --- | ---: | ---: | ---: | ---: |
                """);
        rows.forEach(
                (namespace, all) ->
                        text.append(
                                "| %s | %d | %.1f%% | %d | %.1f%% |\n"
                                        .formatted(
                                                title(namespace),
                                                all.size(),
                                                percent(all, Row::isThere),
                                                all.stream().mapToInt(Row::overloads).sum(),
                                                percent(all, Row::tested))));
        text.append("\n## Left out\n\n| Name | Reason |\n| --- | --- |\n");
        rows.forEach(
                (namespace, all) ->
                        all.stream()
                                .filter(row -> !row.isThere())
                                .forEach(
                                        row -> {
                                            String full = namespace.name() + "." + row.python();
                                            text.append(
                                                    "| `%s` | %s |\n"
                                                            .formatted(
                                                                    full,
                                                                    missing.getOrDefault(
                                                                            full, "?")));
                                        }));
        rows.forEach(
                (namespace, all) -> {
                    text.append("\n## ").append(title(namespace)).append("\n\n");
                    text.append(
                            "| PyTorch | Java | Overloads | Tested |\n| --- | --- | ---: | --- |\n");
                    for (Row row : all) {
                        text.append(
                                "| `%s` | %s | %s | %s |\n"
                                        .formatted(
                                                row.python(),
                                                row.isThere() ? row.java() : "",
                                                row.isThere() ? row.overloads() : "",
                                                row.tested() ? "yes" : row.isThere() ? "no" : ""));
                    }
                });
        return text.toString();
    }

    private static String title(Namespace namespace) {
        return namespace.name().equals("torch") ? "torch" : "torch." + namespace.name();
    }
}
