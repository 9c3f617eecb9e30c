package generator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The result types of operators that return several values: one record per set of PyTorch's field names, and a plain
 * tuple where the schema names none.
 */
final class Records {
    record Entry(String type, String declaration) {}

    private final Map<String, Entry> byFields = new LinkedHashMap<>();

    Entry of(Schema op) {
        List<Schema.Result> results = op.results();
        boolean named =
                results.stream().allMatch(r -> !r.name().isEmpty()) && !op.returnsArguments();
        if (!named) {
            String types =
                    results.stream()
                            .map(r -> boxed(AtenWriter.javaType(r.type())))
                            .collect(Collectors.joining(", "));
            return new Entry("ReturnTypes.Tuple%d<%s>".formatted(results.size(), types), "");
        }
        String fields =
                results.stream()
                        .map(r -> AtenWriter.javaType(r.type()) + " " + Names.camel(r.name()))
                        .collect(Collectors.joining(", "));
        return byFields.computeIfAbsent(
                fields,
                f -> {
                    String name =
                            results.size() <= 3
                                    ? results.stream()
                                            .map(r -> capital(Names.camel(r.name())))
                                            .collect(Collectors.joining())
                                    : capital(Names.camel(op.name().replaceFirst("^_+", "")));
                    String unique = name;
                    for (int i = 2; taken(unique); i++) unique = name + i;
                    return new Entry(
                            "ReturnTypes." + unique,
                            "    public record %s(%s) {}\n".formatted(unique, fields));
                });
    }

    private boolean taken(String name) {
        return byFields.values().stream()
                .anyMatch(e -> e.type().equalsIgnoreCase("ReturnTypes." + name));
    }

    private static String capital(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    private static String boxed(String type) {
        return switch (type) {
            case "long" -> "Long";
            case "double" -> "Double";
            case "boolean" -> "Boolean";
            default -> type;
        };
    }

    void write(Output out) {
        StringBuilder code =
                new StringBuilder(
                        """
                // Generated from the operator catalogue.
                package torch;

                import java.util.List;
                import org.jspecify.annotations.NullMarked;

                /**
                 * What functions with several results return: records with PyTorch's field names, as in
                 * {@code torch.return_types}.
                 */
                @NullMarked
                @SuppressWarnings("all")
                public final class ReturnTypes {
                    private ReturnTypes() {}

                """);
        byFields.values().forEach(e -> code.append(e.declaration()));
        List<String> names =
                List.of(
                        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
                        "ninth");
        for (int n = 2; n <= 9; n++) {
            String letters =
                    IntStream.range(0, n).mapToObj(i -> "T" + i).collect(Collectors.joining(", "));
            String fields =
                    IntStream.range(0, n)
                            .mapToObj(i -> "T" + i + " " + names.get(i))
                            .collect(Collectors.joining(", "));
            code.append("    public record Tuple%d<%s>(%s) {}\n".formatted(n, letters, fields));
        }
        out.write("torch/ReturnTypes.java", code.append("}\n"));
    }
}
