package generator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Writes the shim's C++ and the binding's and facade's Java from the operator catalogue.
 *
 * <p>Usage: {@code java Generate.java BASEDIR TARGET}.
 */
final class Generate {
    public static void main(String[] args) throws IOException, NoSuchAlgorithmException {
        Path catalogue = Path.of(args[0], "src", "generator", "catalogue");
        Path target = Path.of(args[1]);
        String text = Files.readString(catalogue.resolve("operators.txt"));
        Map<String, String> excluded = table(catalogue.resolve("excluded.txt"));
        List<Schema> all = text.lines().filter(l -> !l.startsWith("#")).map(Schema::parse).toList();
        List<Schema> operators =
                all.stream().filter(op -> !excluded.containsKey(op.qualifiedName())).toList();
        for (Schema op : operators) {
            for (Schema.Argument a : op.arguments()) {
                if (a.kind() == Kind.UNSUPPORTED) {
                    throw new IllegalStateException(
                            "argument "
                                    + a.name()
                                    + " has no mapping; exclude or map: "
                                    + op.text());
                }
            }
        }
        Map<String, String> guarded = table(catalogue.resolve("guards.txt"));
        TreeSet<String> unknown = new TreeSet<>(excluded.keySet());
        unknown.addAll(guarded.keySet());
        all.forEach(op -> unknown.remove(op.qualifiedName()));
        if (!unknown.isEmpty())
            throw new IllegalStateException(
                    "excluded or guarded but not in the catalogue: " + unknown);

        String hash =
                hash(text + Files.readString(catalogue.resolve("excluded.txt")) + Functions.ALL);
        new ShimWriter(operators, new Output(target.resolve("generated-native"))).write(hash);
        new CheckWriter(operators, new Output(target.resolve("generated-native-check"))).write();
        Output java = new Output(target.resolve("generated-sources/jtorch"));
        AtenWriter aten = new AtenWriter(operators, guarded.keySet(), java);
        aten.write(hash);
        int surface = new SurfaceWriter(operators, aten.records(), catalogue, java).write();
        aten.records().write(java);
        new AccessorWriter(java).write();
        System.out.printf(
                "Generated %d operators (%d excluded) and %d public methods over them.%n",
                operators.size(), excluded.size(), surface);
    }

    /** A file of lines of a name, a tab, and what is said of it. */
    static Map<String, String> table(Path file) throws IOException {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            if (line.isBlank() || line.startsWith("#")) continue;
            String[] parts = line.split("\t", 2);
            if (parts.length < 2 || parts[1].isBlank())
                throw new IllegalStateException("nothing said of a name: " + line);
            reasons.put(parts[0], parts[1]);
        }
        return reasons;
    }

    private static String hash(String text) throws NoSuchAlgorithmException {
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, 16);
    }
}
