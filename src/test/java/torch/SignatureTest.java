package torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Every form in which Python takes a function of PyTorch 2.14.1 (src/test/python/signatures.py) exists in Java, with every
 * prefix of the arguments that have defaults.
 */
class SignatureTest {
    private static final Map<Character, List<Class<?>>> TYPES =
            Map.ofEntries(
                    Map.entry('T', List.of(Tensor.class)),
                    Map.entry('L', List.of(List.class, Tensor[].class)),
                    Map.entry('I', List.of(long.class, Long.class, int.class)),
                    Map.entry('S', List.of(long[].class, Size.class)),
                    Map.entry('F', List.of(double.class, Double.class, Number.class)),
                    Map.entry('A', List.of(double[].class)),
                    Map.entry('N', List.of(Number.class)),
                    Map.entry('E', List.of(Number[].class)),
                    Map.entry('B', List.of(boolean.class, Boolean.class)),
                    Map.entry('C', List.of(String.class)),
                    Map.entry('D', List.of(DType.class)),
                    Map.entry('G', List.of(Generator.class)),
                    Map.entry('M', List.of(MemoryFormat.class)),
                    Map.entry('Y', List.of(Layout.class)),
                    Map.entry('V', List.of(Device.class, String.class)),
                    Map.entry('O', List.of(TensorOptions.class)),
                    Map.entry('X', List.of(Object.class)));

    private static final String BOTH_NUMBERS = "arithmetic of two numbers needs no tensor";

    /** Forms that are left out on purpose, by name or whole line, with the reason. */
    private static final Map<String, String> LEFT_OUT =
            Map.ofEntries(
                    Map.entry("torch.add N N", BOTH_NUMBERS),
                    Map.entry("torch.add N N N", BOTH_NUMBERS),
                    Map.entry("torch.sub N N", BOTH_NUMBERS),
                    Map.entry("torch.sub N N N", BOTH_NUMBERS),
                    Map.entry("torch.mul N N", BOTH_NUMBERS),
                    Map.entry("torch.div N N", BOTH_NUMBERS),
                    Map.entry("torch.div N N C", BOTH_NUMBERS),
                    Map.entry("torch.floor_divide N N", BOTH_NUMBERS),
                    Map.entry("torch.true_divide N N", BOTH_NUMBERS),
                    Map.entry("torch.as_tensor X D", "options say type and device in one"),
                    Map.entry("torch.as_tensor X D V", "options say type and device in one"),
                    Map.entry("torch.linspace N N", "PyTorch refuses it; its stub is wrong"),
                    Map.entry("torch.logspace N N", "PyTorch refuses it; its stub is wrong"),
                    Map.entry("torch.frombuffer", "takes a Buffer, not any object"),
                    Map.entry("Tensor.to", "nothing to convert to"));

    private record Form(String namespace, String name, List<String> parameters) {
        static Form of(String line) {
            String[] words = line.split(" ");
            int dot = words[0].indexOf('.');
            return new Form(
                    words[0].substring(0, dot),
                    words[0].substring(dot + 1),
                    Arrays.asList(words).subList(1, words.length));
        }

        String full() {
            return namespace + "." + name;
        }

        int required() {
            int required = 0;
            for (int i = 0; i < parameters.size(); i++)
                if (!parameters.get(i).endsWith("?")) required = i + 1;
            return required;
        }
    }

    private static List<String> lines(String resource) {
        try (var in = SignatureTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> !l.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String java(Form form) {
        if (form.namespace().equals("Tensor")) {
            switch (form.name()) {
                case "float", "double", "long", "int", "short", "char", "byte" -> {
                    return "to"
                            + Character.toUpperCase(form.name().charAt(0))
                            + form.name().substring(1);
                }
                default -> {}
            }
        }
        String name = form.name();
        StringBuilder camel = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_' && i > 0 && i + 1 < name.length())
                camel.append(Character.toUpperCase(name.charAt(++i)));
            else camel.append(c);
        }
        return camel.toString();
    }

    private static boolean offers(Class<?> type, String name, List<String> parameters) {
        // keywords have no order: options stand before a memory format in Java
        int format = parameters.size() - 2;
        if (format >= 0 && parameters.get(format).startsWith("M")) {
            parameters = new ArrayList<>(parameters);
            java.util.Collections.swap(parameters, format, format + 1);
        }
        for (Method m : type.getMethods()) {
            if (!m.getName().equals(name) || m.getParameterCount() != parameters.size()) continue;
            boolean fits = Modifier.isStatic(m.getModifiers()) == (type == Torch.class);
            for (int i = 0; fits && i < parameters.size(); i++) {
                List<Class<?>> takes = TYPES.get(parameters.get(i).charAt(0));
                fits = takes != null && takes.contains(m.getParameterTypes()[i]);
            }
            if (fits) return true;
        }
        return false;
    }

    @Test
    void everyForm_existsWithEveryPrefixOfDefaults() {
        TreeSet<String> absent = new TreeSet<>();
        int forms = 0;
        TreeSet<String> unused = new TreeSet<>(LEFT_OUT.keySet());
        for (String line : lines("/torch/signatures.txt")) {
            Form form = Form.of(line);
            Class<?> type = form.namespace().equals("Tensor") ? Tensor.class : Torch.class;
            unused.removeIf(out -> out.equals(form.full()) || out.startsWith(form.full() + " "));
            // names that are left out altogether are PARITY.md's business
            String name = java(form);
            if (Arrays.stream(type.getMethods()).noneMatch(m -> m.getName().equals(name))) continue;
            for (int given = form.required(); given <= form.parameters().size(); given++) {
                List<String> shown = form.parameters().subList(0, given);
                String text =
                        (line.substring(0, line.indexOf('.'))
                                        + "."
                                        + form.name()
                                        + " "
                                        + String.join(" ", shown).replace("?", ""))
                                .strip();
                forms++;
                if (LEFT_OUT.containsKey(text) || LEFT_OUT.containsKey(form.full())) continue;
                if (!offers(type, name, shown)) absent.add(text);
            }
        }
        assertTrue(forms > 2000, "forms: " + forms);
        assertEquals("", String.join("\n", absent));
        assertEquals(new TreeSet<>(), unused, "left out without need");
    }

    /**
     * No two overloads take the same numbers one behind the other: {@code f(1, 2)} means one thing, or does not compile.
     */
    @Test
    void varargsOverloads_areNotAmbiguous() {
        List<String> ambiguous = new ArrayList<>();
        for (Class<?> type :
                List.of(Tensor.class, Torch.class, Linalg.class, FFT.class, Special.class)) {
            Map<String, List<Method>> byName = new TreeMap<>();
            for (Method m : type.getMethods())
                if (m.isVarArgs() && !m.isBridge())
                    byName.computeIfAbsent(m.getName(), n -> new ArrayList<>()).add(m);
            byName.values()
                    .forEach(
                            all -> {
                                for (Method a : all)
                                    for (Method b : all)
                                        if (a.getParameterCount() < b.getParameterCount()
                                                && overlap(a, b)) ambiguous.add(a + " / " + b);
                            });
        }
        assertEquals("", String.join("\n", ambiguous));
    }

    /** Whether the arguments of the longer one are all arguments of the shorter one too. */
    private static boolean overlap(Method shorter, Method longer) {
        Function<Class<?>[], Class<?>> last = types -> types[types.length - 1].getComponentType();
        Class<?>[] a = shorter.getParameterTypes(), b = longer.getParameterTypes();
        Class<?> element = last.apply(a);
        for (int i = 0; i < a.length - 1; i++) if (a[i] != b[i]) return false;
        for (int i = a.length - 1; i < b.length - 1; i++) if (b[i] != element) return false;
        return last.apply(b) == element;
    }
}
