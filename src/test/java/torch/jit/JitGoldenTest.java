package torch.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import torch.Tensor;
import torch.Torch;
import torch.nn.F;
import torch.optim.Adam;

/** Modules that Python saved, and all that Python says of them. */
@SuppressWarnings("unchecked")
class JitGoldenTest {
    private static Map<String, Object> recording;

    @BeforeAll
    static void read() {
        assumeTrue(Lane.open(), "the JavaCPP lane needs the presets' own libtorch");
        recording = Recording.read();
    }

    private static Map<String, Map<String, Object>> modules() {
        return (Map<String, Map<String, Object>>) recording.get("modules");
    }

    @TestFactory
    Stream<DynamicTest> module_matchesPyTorch() {
        var tests = new ArrayList<DynamicTest>();
        modules()
                .forEach(
                        (name, recorded) ->
                                tests.add(
                                        DynamicTest.dynamicTest(
                                                name, () -> check(name, recorded))));
        return tests.stream();
    }

    private static void check(String name, Map<String, Object> recorded) {
        try (var scope = Torch.scope();
                ScriptModule module = Jit.load(Recording.file(name + ".pt"))) {
            assertEquals(recorded.get("repr"), module.toString());
            if (recorded.get("code") != null) {
                String code = module.code();
                if (!name.equals("control")) assertEquals(recorded.get("code"), code, "code");
                List<String> lines = code.lines().map(String::strip).toList();
                List<?> saved = (List<?>) recorded.get("saved_code");
                assertTrue(
                        Collections.indexOfSubList(saved, lines.subList(1, lines.size())) > 0,
                        code);
            }
            Map<String, String> methods = (Map<String, String>) recorded.get("methods");
            assertEquals(
                    methods.keySet(),
                    new java.util.TreeSet<>(module.methodNames())
                            .stream().collect(java.util.stream.Collectors.toSet()));
            methods.forEach((m, schema) -> assertEquals(schema, module.getMethod(m).schema()));
            Map<String, Object> state = (Map<String, Object>) recorded.get("state");
            var have = module.stateDict();
            assertEquals(List.copyOf(state.keySet()), List.copyOf(have.keySet()));
            state.forEach((key, value) -> Recording.check(value, have.get(key), key));
            assertEquals(
                    recorded.get("parameters"), List.copyOf(module.namedParameters().keySet()));
            assertEquals(recorded.get("buffers"), List.copyOf(module.namedBuffers().keySet()));
            if (name.equals("conv")) Torch.manualSeed(7);
            int n = 0;
            for (var call : (List<Map<String, Object>>) recorded.get("calls")) {
                if (name.equals("conv") && n++ == 1) module.eval();
                Recording.check(
                        call.get("result"), run(module, call), name + " " + call.get("method"));
            }
            for (var error : (List<Map<String, Object>>) recorded.get("errors")) {
                checkError(module, error);
            }
            Map<String, Object> after = (Map<String, Object>) recorded.get("after");
            if (after != null)
                after.forEach((key, value) -> Recording.check(value, module.getattr(key), key));
        }
    }

    private static Object run(ScriptModule module, Map<String, Object> call) {
        List<Object> args = (List<Object>) Recording.argument(call.get("args"), module);
        var named = new LinkedHashMap<String, Object>();
        ((Map<String, Object>) call.get("kwargs"))
                .forEach((key, value) -> named.put(key, Recording.argument(value, module)));
        Object result = module.getMethod((String) call.get("method")).call(args, named);
        if (result instanceof ScriptFuture future) {
            try (future) {
                return future.await();
            }
        }
        return result;
    }

    private static void checkError(ScriptModule module, Map<String, Object> error) {
        String said =
                ((String) error.get("message")).replaceFirst("\nCast error details: (?s:.*)", "");
        RuntimeException thrown = assertThrows(RuntimeException.class, () -> run(module, error));
        String got = thrown.getMessage();
        if (said.startsWith("The following")) {
            JitException e = (JitException) thrown;
            assertEquals(
                    said.substring(
                            said.indexOf("Traceback"),
                            said.indexOf(e.pythonClass() + ": ", said.lastIndexOf("<--- HERE"))),
                    e.scriptStack());
            // the operation itself may say it otherwise with another BLAS
            if (!error.get("method").equals("operator")) assertEquals(said, got);
        } else {
            assertEquals(IllegalArgumentException.class, thrown.getClass(), got);
            assertEquals(said, got);
        }
    }

    @Test
    void training_matchesPyTorch() {
        try (var scope = Torch.scope();
                ScriptModule module = Jit.load(Recording.file("mlp.pt"))) {
            Torch.manualSeed(3);
            Tensor x = Torch.randn(16, 3), y = Torch.randn(16, 2);
            var optimizer = new Adam(module.parameters(), o -> o.lr(0.01));
            List<?> losses = (List<?>) recording.get("losses");
            for (Object expected : losses) {
                optimizer.zeroGrad();
                Tensor loss = F.mseLoss(module.call(x), y);
                loss.backward();
                optimizer.step();
                assertEquals(
                        (double) expected, loss.item().doubleValue(), 1e-4 * (double) expected);
            }
        }
    }

    @Test
    void unit_matchesPyTorch() {
        try (CompilationUnit unit = Jit.compile((String) recording.get("unit"))) {
            ((Map<String, Map<String, String>>) recording.get("functions"))
                    .forEach(
                            (name, function) ->
                                    assertEquals(function.get("schema"), unit.get(name).schema()));
            assertEquals(120L, unit.get("fact").<Long>call(5));
            assertEquals(List.of("b", 1L), unit.get("swap").<List<?>>call(1, "b"));
        }
    }

    @Test
    void unit_errorsMatchPyTorch() {
        var sources =
                Map.of(
                        "syntax", "def f(x):\n    return x +\n",
                        "name", "def f(x):\n    return y\n",
                        "type", "def f(x: int) -> str:\n    return x\n",
                        "unknown", "def f(x: Foo) -> int:\n    return 1\n");
        ((Map<String, String>) recording.get("unit_errors"))
                .forEach(
                        (name, said) -> {
                            var e =
                                    assertThrows(
                                            torch.TorchException.class,
                                            () -> Jit.compile(sources.get(name)));
                            assertEquals(said.strip(), e.getMessage().strip());
                        });
    }
}
