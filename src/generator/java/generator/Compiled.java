package generator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What compiled classes offer, and what they use. */
final class Compiled {
    /** A class that can be had, and how many public methods of each name it and its parents have. */
    record Offer(List<String> family, Map<String, Integer> overloads) {}

    private final Path classes;
    private final Set<String> used;

    Compiled(Path classes, Path tests) throws IOException {
        this.classes = classes;
        this.used = uses(tests);
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The offer of a class by its name with slashes, null where there is no such public class. */
    Offer offer(String name) {
        List<String> family = new java.util.ArrayList<>();
        Map<String, Integer> overloads = new LinkedHashMap<>();
        Set<String> signatures = new HashSet<>();
        for (String type = name; Files.exists(file(type)); ) {
            ClassModel model = parse(file(type));
            family.add(type);
            for (MethodModel method : model.methods()) {
                if (!method.flags().has(AccessFlag.PUBLIC) || method.flags().has(AccessFlag.BRIDGE))
                    continue;
                String text = method.methodType().stringValue();
                String parameters = text.substring(0, text.indexOf(')'));
                if (signatures.add(method.methodName().stringValue() + parameters))
                    overloads.merge(method.methodName().stringValue(), 1, Integer::sum);
            }
            type = model.superclass().map(s -> s.asInternalName()).orElse("");
        }
        return family.isEmpty() ? null : new Offer(family, overloads);
    }

    private Path file(String type) {
        return classes.resolve(type + ".class");
    }

    /** Whether a test calls a method of that name, or has a reference to one. */
    boolean isUsed(Offer offer, String method) {
        return offer.family().stream().anyMatch(type -> used.contains(type + "." + method));
    }

    /** Whether a test names a class. */
    boolean isUsed(String type) {
        return used.contains(type);
    }

    /** All members and classes in the constant pools of the tests: calls and references both lead there. */
    private static Set<String> uses(Path tests) throws IOException {
        Set<String> used = new HashSet<>();
        try (var files = Files.walk(tests)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (!file.toString().endsWith(".class")) continue;
                for (PoolEntry entry : parse(file).constantPool()) {
                    if (!(entry instanceof MemberRefEntry member)) continue;
                    String owner = member.owner().asInternalName();
                    used.add(owner);
                    used.add(owner + "." + member.name().stringValue());
                }
            }
        }
        return used;
    }
}
