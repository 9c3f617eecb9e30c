package torch.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;
import torch.Autograd;
import torch.DType;
import torch.Layout;
import torch.Tensor;
import torch.Torch;
import torch.nn.Module;

/**
 * The cases that a script recorded with {@code cases.py}, each a test: Java evaluates the same expressions and compares.
 *
 * <p>Initial values agree to the last bit everywhere; the rest on PyTorch's version and CPU capability, elsewhere within
 * what another BLAS or another vector width rounds differently.
 */
public final class GoldenCases {
    private final boolean sameBits;
    private final String kind;
    private final String expression;
    private final Map<String, String> inputs = new LinkedHashMap<>();
    private final Map<String, String[]> recorded = new LinkedHashMap<>();

    private GoldenCases(boolean sameBits, String kind, String expression) {
        this.sameBits = sameBits;
        this.kind = kind;
        this.expression = expression;
    }

    /** One test for each case of the resource. */
    public static Stream<DynamicTest> tests(String resource) {
        return read(resource).stream()
                .map(
                        c ->
                                DynamicTest.dynamicTest(
                                        (c.kind.equals("error") ? "error: " : "")
                                                + c.expression
                                                + (c.inputs.isEmpty() ? "" : " " + c.inputs),
                                        c::run));
    }

    /** The modules that the cases of all resources in a folder make. */
    public static List<String> modules(String folder) {
        var modules = new ArrayList<String>();
        try (var files = Files.list(Path.of(GoldenCases.class.getResource(folder).toURI()))) {
            for (Path file : files.sorted().toList()) {
                if (!file.toString().endsWith(".txt")) {
                    continue;
                }
                Files.readAllLines(file).stream()
                        .filter(line -> line.startsWith("case\tmodule\t"))
                        .forEach(line -> modules.add(line.split("\t")[2]));
            }
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError(e);
        }
        return modules;
    }

    private static List<GoldenCases> read(String resource) {
        List<String> lines;
        try (var in = GoldenCases.class.getResourceAsStream(resource)) {
            assertNotNull(in, resource);
            var text = resource.endsWith(".gz") ? new GZIPInputStream(in) : in;
            lines = new String(text.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String[] made = lines.getFirst().split("PyTorch |, ");
        boolean sameBits =
                Torch.version().equals(made[1])
                        && Torch.showConfig().contains("CPU capability usage: " + made[2]);
        var cases = new ArrayList<GoldenCases>();
        for (String line : lines.subList(1, lines.size())) {
            String[] words = line.split("\t", -1);
            switch (words[0]) {
                case "case" -> cases.add(new GoldenCases(sameBits, words[1], words[2]));
                case "input" -> cases.getLast().inputs.put(words[1], words[2]);
                default -> cases.getLast().recorded.put(words[1], words);
            }
        }
        return cases;
    }

    private void run() throws Throwable {
        try (var scope = Torch.scope()) {
            switch (kind) {
                case "module" -> runModule();
                case "function" -> runFunction();
                case "warning" -> runWarning();
                default -> runError();
            }
        }
    }

    private void runModule() throws Throwable {
        Torch.manualSeed(0);
        var module = (Module) PythonExpression.evaluate(expression, Map.of());
        assertNotNull(module);
        checkText("repr", module.toString());
        checkText("keys", String.join(" ", module.stateDict().keySet()));
        Map<String, Tensor> state = module.stateDict();
        recorded.keySet().stream()
                .filter(name -> name.startsWith("init."))
                .forEach(name -> checkInitial(name, state.get(name.substring(5))));
        recorded.keySet().stream()
                .filter(name -> name.startsWith("start."))
                .forEach(name -> check(name, state.get(name.substring(6))));
        Map<String, Object> values = inputs();
        module.train();
        var names = new LinkedHashMap<>(values);
        names.put("m", module);
        String call = text("call");
        step(call, names, values);
        Map<String, Tensor> parameters = new LinkedHashMap<>(module.namedParameters());
        parameters.forEach(
                (key, parameter) -> {
                    if (parameter.grad() != null) {
                        check("grad." + key, parameter.grad());
                    } else {
                        assertTrue(!recorded.containsKey("grad." + key), "no gradient of " + key);
                    }
                });
        module.namedBuffers().forEach((key, buffer) -> check("buffer." + key, buffer));
        checkText("repr.after", module.toString());
        module.eval();
        Torch.manualSeed(3);
        try (var off = Torch.noGrad()) {
            checkAll("eval.", leaves(PythonExpression.evaluate(call, names)));
        }
    }

    private void runFunction() throws Throwable {
        Map<String, Object> values = inputs();
        step(expression, values, values);
    }

    private void runError() throws Throwable {
        Map<String, Object> values = inputs();
        Torch.manualSeed(2);
        Exception thrown =
                assertThrows(
                        RuntimeException.class,
                        () -> PythonExpression.evaluate(expression, values));
        String said = text("message").lines().findFirst().orElse("");
        String message = String.valueOf(thrown.getMessage());
        // libtorch's own errors begin with the operation
        assertTrue(message.contains(said), () -> "expected: " + said + "\nbut was: " + message);
        Class<?> expected =
                switch (text("kind")) {
                    case "ValueError", "TypeError", "AssertionError", "KeyError" ->
                            IllegalArgumentException.class;
                    case "IndexError" -> IndexOutOfBoundsException.class;
                    case "NotImplementedError" -> UnsupportedOperationException.class;
                    default -> RuntimeException.class;
                };
        assertTrue(expected.isInstance(thrown), () -> text("kind") + " became " + thrown);
    }

    private void runWarning() throws Throwable {
        Map<String, Object> values = inputs();
        try (var heard = new HeardWarnings("torch.nn")) {
            PythonExpression.evaluate(expression, values);
            assertEquals(text("warnings"), String.join("\n", heard.sentences()));
        }
    }

    private Map<String, Object> inputs() throws Throwable {
        Torch.manualSeed(1);
        var values = new LinkedHashMap<String, Object>();
        for (var input : inputs.entrySet()) {
            values.put(input.getKey(), PythonExpression.evaluate(input.getValue(), values));
        }
        leaves(new ArrayList<>(values.values()))
                .forEach(
                        leaf -> {
                            if (leaf instanceof Tensor t
                                    && t.isLeaf()
                                    && (t.isFloatingPoint() || t.isComplex())) {
                                t.requiresGrad_();
                            }
                        });
        return values;
    }

    /** Calls, compares the outputs, runs backward and compares the gradients of the inputs. */
    private void step(String call, Map<String, Object> names, Map<String, Object> inputs)
            throws Throwable {
        Torch.manualSeed(2);
        List<Object> outputs = leaves(PythonExpression.evaluate(call, names));
        checkAll("y.", outputs);
        List<Tensor> differentiable = new ArrayList<>();
        outputs.forEach(
                output -> {
                    if (output instanceof Tensor tensor && tensor.requiresGrad()) {
                        differentiable.add(tensor);
                    }
                });
        if (!differentiable.isEmpty()) {
            Autograd.backward(
                    differentiable,
                    o ->
                            o.gradTensors(
                                    differentiable.stream().map(GoldenCases::gradientOf).toList()));
        }
        inputs.forEach(
                (name, value) -> {
                    List<Object> leaves = leaves(value);
                    for (int i = 0; i < leaves.size(); i++) {
                        String key = "grad." + name + "." + i;
                        Tensor grad =
                                leaves.get(i) instanceof Tensor tensor && tensor.isLeaf()
                                        ? tensor.grad()
                                        : null;
                        if (grad != null) {
                            check(key, grad);
                        } else {
                            assertTrue(!recorded.containsKey(key), "no " + key);
                        }
                    }
                });
    }

    private static Tensor gradientOf(Tensor output) {
        Tensor pattern =
                Torch.arange(output.numel(), Torch.dtype(DType.FLOAT64)).remainder(7).sub(3);
        return pattern.div(4).reshape(output.shape()).to(output.dtype());
    }

    private void checkAll(String prefix, List<Object> leaves) {
        long expected = recorded.keySet().stream().filter(name -> name.startsWith(prefix)).count();
        assertEquals(expected, leaves.size(), "number of outputs");
        for (int i = 0; i < leaves.size(); i++) {
            Object leaf = leaves.get(i);
            String name = prefix + i;
            switch (leaf) {
                case Tensor tensor -> check(name, tensor);
                case null -> checkText(name, "None");
                default -> checkText(name, leaf.toString());
            }
        }
    }

    private void check(String name, Tensor actual) {
        String[] expected = shaped(name, actual);
        byte[] bytes = HexFormat.of().parseHex(expected[4].equals("-") ? "" : expected[4]);
        byte[] got = bytes(actual);
        if (Arrays.equals(bytes, got)) {
            return;
        }
        double[] before = doubles(bytes, actual);
        double[] after = actual.detach().toDense().toDouble().reshape(-1).toDoubleArray();
        boolean exact = sameBits || !(actual.isFloatingPoint());
        double largest =
                Arrays.stream(before).filter(Double::isFinite).map(Math::abs).max().orElse(0);
        double tolerance = exact ? 0 : tolerance(actual.dtype()) * Math.max(1, largest);
        assertArrayEquals(before, after, tolerance, name);
    }

    private void checkInitial(String name, Tensor actual) {
        assertNotNull(actual, name);
        String[] expected = shaped(name, actual);
        byte[] got = bytes(actual);
        if (expected[0].equals("tensor")) {
            assertEquals(expected[4], got.length == 0 ? "-" : HexFormat.of().formatHex(got), name);
            return;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(got);
            assertEquals(expected[4], HexFormat.of().formatHex(digest, 0, 16), name + " differs");
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** What was recorded, of the same type and shape. */
    private String[] shaped(String name, Tensor actual) {
        String[] expected = recorded.get(name);
        if (expected == null) {
            return fail("PyTorch has no " + name);
        }
        assertEquals("torch." + expected[2], actual.dtype().toString(), name);
        String sizes = String.join(",", actual.shape().stream().mapToObj(Long::toString).toList());
        assertEquals(expected[3], sizes.isEmpty() ? "-" : sizes, name + "'s shape");
        return expected;
    }

    private static double tolerance(DType dtype) {
        return switch (dtype) {
            case FLOAT64, COMPLEX128 -> 1e-12;
            case FLOAT32, COMPLEX64 -> 1e-5;
            case FLOAT16 -> 2e-3;
            default -> 2e-2;
        };
    }

    private static byte[] bytes(Tensor tensor) {
        Tensor plain = tensor.detach();
        if (plain.layout() != Layout.STRIDED) {
            plain = plain.toDense();
        }
        if (plain.numel() == 0) {
            return new byte[0];
        }
        return plain.contiguous().reshape(-1).view(DType.UINT8).toByteArray();
    }

    private static double[] doubles(byte[] bytes, Tensor like) {
        if (bytes.length == 0) {
            return new double[0];
        }
        return Torch.tensor(bytes).to(DType.UINT8).view(like.dtype()).toDouble().toDoubleArray();
    }

    private String text(String name) {
        String[] words = recorded.get(name);
        assertNotNull(words, "nothing was recorded under " + name);
        return words[2].translateEscapes();
    }

    private void checkText(String name, String actual) {
        assertEquals(text(name), actual, name);
    }

    /** The tensors and other values of a result, in order. */
    private static List<Object> leaves(Object value) {
        List<Object> parts = PythonCalls.parts(value);
        if (parts == null) {
            var one = new ArrayList<Object>();
            one.add(value);
            return one;
        }
        var leaves = new ArrayList<Object>();
        parts.forEach(part -> leaves.addAll(leaves(part)));
        return leaves;
    }
}
