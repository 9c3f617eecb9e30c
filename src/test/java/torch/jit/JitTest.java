package torch.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import torch.Complex;
import torch.DType;
import torch.Device;
import torch.FileFormatException;
import torch.Scope;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.internal.Presets;
import torch.nn.Linear;
import torch.nn.Module;
import torch.nn.Parameter;
import torch.optim.SGD;

/** TorchScript from Java: modules made, changed, saved and closed. */
class JitTest {
    private long live;
    private long handles;
    private Scope scope;
    private boolean replaces;

    @BeforeAll
    static void needPresets() {
        assumeTrue(Lane.open(), "the JavaCPP lane needs the presets' own libtorch");
    }

    @BeforeEach
    void count() {
        handles = torch.Handles.settled();
        live = Presets.live();
        scope = Torch.scope();
    }

    @AfterEach
    void nothingIsLeft() {
        scope.close();
        // A tensor that another took the place of belongs to whoever asked for it.
        for (int i = 0; replaces && Torch.memory().liveHandles() != handles && i < 20; i++)
            torch.Handles.settled();
        assertEquals(live, Presets.live(), "native objects of the presets");
        assertEquals(handles, Torch.memory().liveHandles(), "handles");
    }

    private static ScriptModule scale() {
        var module = new ScriptModule("Scale");
        module.registerParameter("by", new Parameter(Torch.tensor(new float[] {1, 2, 3})));
        module.registerBuffer("calls", Torch.zeros(1));
        module.registerAttribute("bias", 0.5);
        module.registerAttribute("names", "Dict[str, int]", Map.of("a", 1));
        module.define(
                """
                def forward(self, x: Tensor, times: int = 1) -> Tensor:
                    self.calls = self.calls + 1
                    for _ in range(times):
                        x = x * self.by + self.bias
                    return x

                def lookup(self, name: str) -> Optional[int]:
                    return self.names[name] if name in self.names else None
                """);
        return module;
    }

    @Test
    void module_madeInJava_computes() {
        replaces = true;
        try (ScriptModule module = scale()) {
            Tensor x = Torch.ones(3);
            assertArrayEquals(
                    new float[] {1.5f, 2.5f, 3.5f}, module.<Tensor>call(x).toFloatArray());
            assertArrayEquals(
                    new float[] {2, 5.5f, 11},
                    module.<Tensor>call(List.of(x), Map.of("times", 2)).toFloatArray());
            assertEquals(1L, module.getMethod("lookup").<Long>call("a"));
            assertEquals(null, module.getMethod("lookup").<Long>call("b"));
            assertEquals("RecursiveScriptModule(original_name=Scale)", module.toString());
            assertEquals(
                    "forward(__torch__.Scale self, Tensor x, int times=1) -> Tensor",
                    module.getMethod("forward").schema());
            assertEquals(List.of("forward", "lookup"), module.methodNames());
            assertTrue(
                    module.graph().startsWith("graph(%self.1 : __torch__.Scale,"), module.graph());
            assertTrue(module.dumpToStr(true, true, true).contains("module __torch__.Scale {"));
        }
    }

    @Test
    void buffer_assignedInScript_isSeen() {
        replaces = true;
        try (ScriptModule module = scale()) {
            assertArrayEquals(new float[] {0}, module.buffers().get(0).toFloatArray());
            module.<Tensor>call(Torch.ones(3));
            module.<Tensor>call(Torch.ones(3));
            assertArrayEquals(new float[] {2}, module.namedBuffers().get("calls").toFloatArray());
            assertArrayEquals(new float[] {2}, module.stateDict().get("calls").toFloatArray());
            module.loadStateDict(
                    Map.of("by", Torch.ones(3), "calls", Torch.full(Torch.shape(1), 10.0)));
            module.<Tensor>call(Torch.ones(3));
            assertArrayEquals(new float[] {11}, ((Tensor) module.getattr("calls")).toFloatArray());
        }
    }

    @Test
    void attributes_areReadAndWritten() {
        replaces = true;
        try (ScriptModule module = scale()) {
            assertEquals(0.5, module.getattr("bias"));
            module.setattr("bias", 2);
            assertEquals(2.0, module.getattr("bias"));
            assertArrayEquals(
                    new float[] {3, 4, 5}, module.<Tensor>call(Torch.ones(3)).toFloatArray());
            module.setattr("names", Map.of("z", 26));
            assertEquals(Map.of("z", 26L), module.getattr("names"));
            assertEquals(26L, module.getMethod("lookup").<Long>call("z"));
            assertTrue(module.hasattr("by") && module.hasattr("names") && !module.hasattr("nope"));
            assertSame(module.parameters().get(0), module.getattr("by"));
            assertEquals(
                    List.of("training", "bias", "names"),
                    List.copyOf(module.attributes().keySet()));
            module.setattr("by", new Parameter(Torch.zeros(3)));
            assertArrayEquals(
                    new float[] {2, 2, 2}, module.<Tensor>call(Torch.ones(3)).toFloatArray());
            var e = assertThrows(IllegalArgumentException.class, () -> module.getattr("nope"));
            assertEquals("'RecursiveScriptModule' object has no attribute 'nope'", e.getMessage());
            assertThrows(IllegalArgumentException.class, () -> module.setattr("nope", 1));
            assertThrows(IllegalArgumentException.class, () -> module.setattr("bias", "text"));
            assertThrows(IllegalArgumentException.class, () -> module.setattr("by", Torch.ones(3)));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> module.registerAttribute("bias", "float", 1.0));
            assertThrows(
                    TorchException.class, () -> module.registerAttribute("other", "Foo[", 1.0));
        }
    }

    @Test
    void define_badSource_says() {
        try (ScriptModule module = new ScriptModule("Empty")) {
            var e =
                    assertThrows(
                            TorchException.class,
                            () -> module.define("def forward(self, x):\n    return x + self.w\n"));
            assertTrue(e.getMessage().contains("has no attribute or method 'w'"), e.getMessage());
            assertFalse(e.getMessage().contains("frame #"), e.getMessage());
            var missing = assertThrows(IllegalArgumentException.class, () -> module.call(1));
            assertEquals("Method 'forward' is not defined.", missing.getMessage());
            assertThrows(IllegalArgumentException.class, () -> new ScriptModule("no name"));
            assertEquals(List.of(), module.methodNames());
            module.define("def forward(self, x: int) -> int:\n    return x + 1\n");
            assertEquals(2L, module.<Long>call(1));
            assertThrows(
                    TorchException.class,
                    () -> module.define("def forward(self, x: int) -> int:\n    return x\n"));
            assertEquals(2L, module.<Long>call(1));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> module.define("def f(self):\n    return " + "(".repeat(10_000)));
        }
    }

    @Test
    void modules_nest() {
        replaces = true;
        try (ScriptModule outer = new ScriptModule("Outer")) {
            outer.registerModule("first", scale());
            outer.registerModule("second", scale());
            outer.define(
                    """
                    def forward(self, x: Tensor) -> Tensor:
                        return self.second.forward(self.first.forward(x))
                    """);
            assertArrayEquals(
                    new float[] {2, 5.5f, 11}, outer.<Tensor>call(Torch.ones(3)).toFloatArray());
            assertEquals(
                    List.of("first.by", "second.by"),
                    List.copyOf(outer.namedParameters().keySet()));
            outer.eval();
            assertFalse(outer.getSubmodule("first").isTraining());
            assertEquals(false, ((ScriptModule) outer.getSubmodule("second")).getattr("training"));
            assertEquals(
                    """
                    RecursiveScriptModule(
                      original_name=Outer
                      (first): RecursiveScriptModule(original_name=Scale)
                      (second): RecursiveScriptModule(original_name=Scale)
                    )""",
                    outer.toString());
            outer.registerModule("third", new Linear(1, 1));
            var e = assertThrows(IllegalArgumentException.class, () -> outer.call(Torch.ones(3)));
            assertEquals(
                    "only a ScriptModule can be inside one, but 'third' is a Linear",
                    e.getMessage());
            ((Linear) outer.getSubmodule("third")).parameters().forEach(Tensor::close);
        }
    }

    @Test
    void save_thenLoad_isTheSame(@TempDir Path folder) throws IOException {
        replaces = true;
        Path file = folder.resolve("scäle.pt");
        try (ScriptModule module = scale()) {
            byte[] binary = {0, 1, 2, -1, 0};
            module.save(file, Map.of("note.txt", "ü".getBytes("UTF-8"), "sub/b.bin", binary));
            Map<String, byte[]> extra = Jit.extraFiles(file);
            assertArrayEquals(binary, extra.get("sub/b.bin"));
            assertArrayEquals("ü".getBytes("UTF-8"), extra.get("note.txt"));
            byte[] content = Files.readAllBytes(file);
            try (ScriptModule path = Jit.load(file);
                    ScriptModule name = Jit.load(file.toString());
                    ScriptModule bytes = Jit.load(content, Device.CPU);
                    InputStream in = Files.newInputStream(file);
                    ScriptModule stream = Jit.load(in)) {
                for (ScriptModule loaded : List.of(path, name, bytes, stream)) {
                    assertArrayEquals(
                            new float[] {1.5f, 2.5f, 3.5f},
                            loaded.<Tensor>call(Torch.ones(3)).toFloatArray());
                    assertEquals(Map.of("a", 1L), loaded.getattr("names"));
                    assertEquals(module.code(), loaded.code());
                }
                assertThrows(
                        UnsupportedOperationException.class,
                        () -> path.registerAttribute("more", 1));
            }
        }
        assertThrows(UncheckedIOException.class, () -> Jit.load(folder.resolve("missing.pt")));
        assertThrows(UncheckedIOException.class, () -> Jit.load(folder));
        try (ScriptModule module = scale()) {
            assertThrows(
                    UncheckedIOException.class, () -> module.save(folder.resolve("no/such/m.pt")));
        }
        try (var left = Files.list(folder)) {
            assertEquals(List.of(file), left.toList());
        }
    }

    @Test
    void extraFiles_ofPython_areRead() {
        Map<String, byte[]> extra = Jit.extraFiles(Recording.file("attributes.pt"));
        assertEquals(
                "kept äöü",
                new String(extra.get("notes.txt"), java.nio.charset.StandardCharsets.UTF_8));
        assertArrayEquals(new byte[] {0, 1, -1}, extra.get("labels/a.bin"));
    }

    @Test
    void training_movesParameters() {
        try (ScriptModule module = Jit.load(Recording.file("mlp.pt"))) {
            var optimizer = new SGD(module.parameters(), o -> o.lr(0.1));
            Tensor x = Torch.randn(8, 3);
            double first = 0, last = 0;
            for (int i = 0; i < 30; i++) {
                optimizer.zeroGrad();
                Tensor loss = module.<Tensor>call(x).pow(2).sum();
                loss.backward();
                optimizer.step();
                last = loss.item().doubleValue();
                if (i == 0) first = last;
            }
            assertTrue(last < first / 10, first + " to " + last);
            module.parameters().forEach(p -> assertTrue(p.grad() != null));
        }
    }

    @Test
    void to_changesTheScript() {
        try (ScriptModule module = Jit.load(Recording.file("mlp.pt"))) {
            module.to(DType.FLOAT64);
            Tensor y = module.call(Torch.ones(2, 3).to(DType.FLOAT64));
            assertEquals(DType.FLOAT64, y.dtype());
            module.toFloat();
            assertEquals(DType.FLOAT32, module.<Tensor>call(Torch.ones(2, 3)).dtype());
            module.requiresGrad_(false);
            assertFalse(module.<Tensor>call(Torch.ones(2, 3)).requiresGrad());
        }
    }

    @Test
    void clone_isIndependent() {
        class Holder extends Module {
            final ScriptModule script = Jit.load(Recording.file("mlp.pt"));
        }
        var holder = new Holder();
        var copy = (Holder) holder.clone();
        try (ScriptModule original = holder.script;
                ScriptModule cloned = copy.script) {
            assertNotSame(original, cloned);
            Tensor x = Torch.ones(1, 3);
            float[] before = original.<Tensor>call(x).toFloatArray();
            try (var off = Torch.noGrad()) {
                cloned.parameters().forEach(Tensor::zero_);
            }
            assertArrayEquals(before, original.<Tensor>call(x).toFloatArray());
            assertArrayEquals(new float[2], cloned.<Tensor>call(x).toFloatArray());
            assertEquals(original.toString(), cloned.toString());
            original.eval();
            assertTrue(cloned.isTraining());
        }
    }

    @Test
    void hooks_runAroundForward() {
        replaces = true;
        try (ScriptModule module = scale()) {
            var seen = new ArrayList<String>();
            module.registerForwardPreHook(
                    (m, in) -> {
                        seen.add("before");
                        return null;
                    });
            module.registerForwardHook(
                    (m, in, out) -> {
                        seen.add("after");
                        return null;
                    });
            module.<Tensor>call(Torch.ones(3));
            module.<Tensor>forward(Torch.ones(3));
            assertEquals(List.of("before", "after"), seen);
        }
    }

    @Test
    void freeze_andOptimize_computeTheSame() {
        try (ScriptModule module = Jit.load(Recording.file("mlp.pt"))) {
            var e = assertThrows(TorchException.class, () -> Jit.freeze(module));
            assertEquals(
                    "Freezing is currently only implemented for modules in eval mode. Please call .eval() on your module before freezing.",
                    e.getMessage());
            module.eval();
            Tensor x = Torch.randn(5, 3);
            float[] expected = module.<Tensor>call(x).toFloatArray();
            try (ScriptModule frozen = Jit.freeze(module);
                    ScriptModule fast = Jit.optimizeForInference(module)) {
                assertTrue(frozen.parameters().isEmpty());
                assertArrayEquals(expected, frozen.<Tensor>call(x).toFloatArray(), 1e-6f);
                assertArrayEquals(expected, fast.<Tensor>call(x).toFloatArray(), 1e-6f);
                assertFalse(module.parameters().isEmpty());
            }
            List<Jit.FusionStep> before =
                    Jit.setFusionStrategy(List.of(new Jit.FusionStep(Jit.Fusion.STATIC, 2)));
            assertEquals(
                    List.of(new Jit.FusionStep(Jit.Fusion.STATIC, 2)),
                    Jit.setFusionStrategy(before));
            boolean optimize = Jit.setGraphExecutorOptimize(false);
            assertArrayEquals(expected, module.<Tensor>call(x).toFloatArray(), 1e-6f);
            assertFalse(Jit.setGraphExecutorOptimize(optimize));
        }
    }

    @Test
    void exception_inScript_tells() {
        try (ScriptModule module = Jit.load(Recording.file("raising.pt"))) {
            var e = assertThrows(JitException.class, () -> module.call(Torch.ones(3)));
            assertEquals("builtins.ValueError", e.pythonClass());
            assertEquals("two elements, please", e.originalMessage());
            assertTrue(
                    e.scriptStack().startsWith("Traceback of TorchScript, serialized code"),
                    e.scriptStack());
            assertFalse(e.getMessage().contains("frame #"));
            var two = assertThrows(JitException.class, () -> module.getMethod("asserts").call(-1));
            assertEquals("AssertionError: n must be positive\nand is not", two.originalMessage());
            var shape =
                    assertThrows(
                            JitException.class,
                            () ->
                                    module.getMethod("operator")
                                            .call(Torch.ones(2, 3), Torch.ones(2, 3)));
            assertEquals("RuntimeError", shape.pythonClass());
            assertFalse(shape.getMessage().contains("frame #"), shape.getMessage());
        }
    }

    @Test
    void objects_andFutures_ofScripts() {
        try (ScriptModule module = Jit.load(Recording.file("typed.pt"));
                ScriptObject pair = module.getMethod("pair").call(3, Torch.ones(2));
                ScriptFuture future = module.getMethod("future").call(Torch.ones(2))) {
            assertEquals("__torch__.Pair", pair.typeName());
            assertEquals(3L, pair.getattr("first"));
            pair.setattr("first", 5);
            assertArrayEquals(
                    new float[] {6, 6}, pair.getMethod("total").<Tensor>call().toFloatArray());
            assertArrayEquals(
                    new float[] {6, 6},
                    module.getMethod("unpair").<Tensor>call(pair).toFloatArray());
            assertTrue(pair.methodNames().contains("total"));
            assertThrows(IllegalArgumentException.class, () -> pair.getattr("third"));
            assertArrayEquals(new float[] {2, 2}, ((Tensor) future.await()).toFloatArray());
            assertTrue(future.isDone());
            NamedTuple point = module.getMethod("point").call(Torch.ones(1), 2);
            assertEquals("Point(x=tensor([2.]), count=2, label='p')", point.toString());
            assertEquals(2L, point.get("count"));
            assertThrows(IllegalArgumentException.class, () -> point.get("nope"));
            pair.close();
            assertThrows(IllegalStateException.class, () -> pair.getattr("first"));
        }
    }

    @Test
    void values_ofManyShapes() {
        try (CompilationUnit unit =
                Jit.compile(
                        """
                        def any(x: Any) -> Any:
                            return x
                        def unicode(x: str) -> int:
                            return len(x)
                        def number(x: number) -> number:
                            return x
                        def union(x: Union[int, str, List[int]]) -> Union[int, str, List[int]]:
                            return x
                        """)) {
            var any = unit.get("any");
            var map = new LinkedHashMap<Object, Object>();
            map.put("k", List.of(1L, 2L));
            for (Object value :
                    List.of(
                            1L,
                            2.5,
                            true,
                            "text",
                            "",
                            "a\0b",
                            Complex.of(1, 2),
                            Device.CPU,
                            List.of("a", "b"),
                            List.of(List.of(1.5), List.of(2.5)),
                            map,
                            Map.of(1L, "one"),
                            Map.of(true, 1.0))) {
                assertEquals(value, any.<Object>call(value), String.valueOf(value));
            }
            assertEquals(null, any.<Object>call((Object) null));
            assertEquals(List.of(1L, 2L), any.<Object>call((Object) new long[] {1, 2}));
            assertEquals(List.of(), any.<Object>call(List.of()));
            assertEquals(7L, any.<Object>call(DType.FLOAT64));
            var union = unit.get("union");
            assertEquals("x", union.<Object>call("x"));
            assertEquals(List.of(1L), union.<Object>call(List.of(1)));
            assertThrows(IllegalArgumentException.class, () -> union.call(1.5));
            assertThrows(IllegalArgumentException.class, () -> any.call(List.of(1, "two")));
            assertThrows(IllegalArgumentException.class, () -> any.call(new Object()));
            assertThrows(IllegalArgumentException.class, () -> unit.get("nope"));
            Tensor closed = Torch.ones(1);
            closed.close();
            assertThrows(IllegalStateException.class, () -> any.call(closed));
            assertThrows(
                    IllegalStateException.class, () -> any.call(List.of(Torch.ones(1), closed)));
            assertEquals("any", any.name());
            unit.close();
            assertThrows(IllegalStateException.class, () -> any.call(1));
            assertThrows(IllegalStateException.class, () -> unit.get("any"));
        }
    }

    @Test
    void close_thenUse_throws() {
        ScriptModule module = Jit.load(Recording.file("mlp.pt"));
        Module inner = module.getSubmodule("net");
        Parameter weight = module.parameters().get(0);
        ScriptFunction forward = module.getMethod("forward");
        module.close();
        module.close();
        var e = assertThrows(IllegalStateException.class, () -> module.call(Torch.ones(1, 3)));
        assertEquals("this script module is closed", e.getMessage());
        assertThrows(IllegalStateException.class, () -> forward.call(Torch.ones(1, 3)));
        assertThrows(IllegalStateException.class, () -> ((ScriptModule) inner).graph());
        assertThrows(IllegalStateException.class, module::methodNames);
        assertThrows(IllegalStateException.class, () -> module.train());
        assertThrows(IllegalStateException.class, weight::sum);
        assertEquals("Linear", ((ScriptModule) inner.getSubmodule("0")).originalName());
    }

    @Test
    void calls_leaveNothing() {
        try (ScriptModule module = Jit.load(Recording.file("typed.pt"))) {
            for (int round = 0; round < 2; round++) {
                long pointers = Pointer.totalCount();
                long tensors = Torch.memory().liveHandles();
                for (int i = 0; i < 200; i++) {
                    try (var inner = Torch.scope()) {
                        module.getMethod("table").call(Map.of("a", Torch.ones(2)), Map.of(1, 2.0));
                        module.getMethod("tensors").call(List.of(Torch.ones(2), Torch.ones(2)));
                        assertThrows(
                                IllegalArgumentException.class,
                                () -> module.getMethod("ints").call("x"));
                        assertThrows(
                                RuntimeException.class,
                                () -> module.getMethod("ints").call(List.of()));
                    }
                }
                assertEquals(tensors, Torch.memory().liveHandles());
                if (round > 0) assertEquals(pointers, Pointer.totalCount());
            }
        }
    }

    @Test
    void unreachableModules_areFreed() {
        long before = Presets.live();
        for (int i = 0; i < 20; i++) {
            ScriptModule module = scale();
            module.<Tensor>call(Torch.ones(3));
        }
        scope.close();
        for (int i = 0; Presets.live() != before && i < 20; i++) handles = torch.Handles.settled();
        assertEquals(before, Presets.live());
        replaces = true;
        scope = Torch.scope();
    }

    @Test
    void oneModule_manyThreads() throws Exception {
        try (ScriptModule module = Jit.load(Recording.file("mlp.pt"));
                var threads = Executors.newFixedThreadPool(4)) {
            Tensor x = Torch.randn(16, 3);
            float[] expected = module.<Tensor>call(x).toFloatArray();
            var tasks = new ArrayList<Callable<Boolean>>();
            for (int t = 0; t < 4; t++) {
                tasks.add(
                        () -> {
                            for (int i = 0; i < 100; i++) {
                                try (var inner = Torch.scope()) {
                                    assertArrayEquals(
                                            expected, module.<Tensor>call(x).toFloatArray(), 1e-6f);
                                }
                            }
                            return true;
                        });
            }
            for (var done : threads.invokeAll(tasks)) assertTrue(done.get());
        }
    }

    @Test
    void stateDictFile_isNamed() {
        var e =
                assertThrows(
                        FileFormatException.class, () -> Jit.load(Recording.file("state_dict.pt")));
        assertTrue(
                e.getMessage()
                        .endsWith(
                                "state_dict.pt: no file of TorchScript, but one of torch.save: it has no constants.pkl"),
                e.getMessage());
        assertInstanceOf(TorchException.class, e);
    }
}
