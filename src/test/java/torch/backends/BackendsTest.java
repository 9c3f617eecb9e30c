package torch.backends;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import torch.GoldenLines;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.cuda.Cuda;
import torch.nn.F;

/** The switches of torch.backends beside those of PyTorch, on a libtorch with or without CUDA. */
@Isolated("the switches are the process's")
class BackendsTest {
    private static final Map<String, Supplier<Object>> READ = new LinkedHashMap<>();

    static {
        var matmul = Backends.cuda().matmul();
        var cudnn = Backends.cudnn();
        var mkldnn = Backends.mkldnn();
        READ.put("generic", Backends::fp32Precision);
        READ.put("cuda", cudnn::fp32Precision);
        READ.put("cuda.matmul", matmul::fp32Precision);
        READ.put("cuda.conv", cudnn.conv()::fp32Precision);
        READ.put("cuda.rnn", cudnn.rnn()::fp32Precision);
        READ.put("mkldnn", mkldnn::fp32Precision);
        READ.put("mkldnn.matmul", mkldnn.matmul()::fp32Precision);
        READ.put("mkldnn.conv", mkldnn.conv()::fp32Precision);
        READ.put("mkldnn.rnn", mkldnn.rnn()::fp32Precision);
        READ.put("matmul.allow_tf32", matmul::allowTf32);
        READ.put("matmul.fp16", matmul::allowFp16ReducedPrecisionReduction);
        READ.put("matmul.fp16_split", matmul::allowFp16ReducedPrecisionReductionSplitK);
        READ.put("matmul.bf16", matmul::allowBf16ReducedPrecisionReduction);
        READ.put("matmul.bf16_split", matmul::allowBf16ReducedPrecisionReductionSplitK);
        READ.put("matmul.fp16_accumulation", matmul::allowFp16Accumulation);
        READ.put("linalg", Backends.cuda()::preferredLinalgLibrary);
        READ.put(
                "sdp",
                () ->
                        list(
                                Backends.cuda().flashSdpEnabled(),
                                Backends.cuda().memEfficientSdpEnabled(),
                                Backends.cuda().mathSdpEnabled(),
                                Backends.cuda().cudnnSdpEnabled(),
                                Backends.cuda().fp16Bf16ReductionMathSdpAllowed()));
        READ.put(
                "cudnn",
                () ->
                        list(
                                cudnn.enabled(),
                                cudnn.benchmark(),
                                cudnn.deterministic(),
                                cudnn.allowTf32()));
        READ.put("depthwise", cudnn::depthwiseKernel);
        READ.put("mkldnn.flags", () -> list(mkldnn.enabled(), mkldnn.deterministic()));
        READ.put("mha", Backends.mha()::getFastpathEnabled);
        READ.put("precision", Torch::getFloat32MatmulPrecision);
    }

    private final GoldenLines golden = new GoldenLines("/torch/backends/flags.txt");

    private static String list(Boolean... values) {
        return Stream.of(values)
                .map(BackendsTest::python)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String python(Object value) {
        return value instanceof Boolean b ? (b ? "True" : "False") : value.toString();
    }

    @BeforeEach
    @AfterEach
    void asAtFirst() {
        Settings.freeze(false);
        Backends.setFp32Precision("none");
        Backends.cudnn().setFp32Precision("none");
        Backends.cuda().matmul().setFp32Precision("none");
        Backends.cudnn().conv().setFp32Precision("tf32");
        Backends.cudnn().rnn().setFp32Precision("tf32");
        // Torch.setFloat32MatmulPrecision, which other tests call, sets it for good.
        Backends.mkldnn().matmul().setFp32Precision("none");
    }

    private void check(String step) {
        READ.forEach(
                (name, read) -> {
                    String expected = golden.text(step + "/" + name);
                    if (expected.startsWith("! ")) {
                        var refused = assertThrows(TorchException.class, read::get, step + name);
                        assertTrue(
                                refused.getMessage().endsWith(expected.substring(2)),
                                refused.getMessage());
                    } else {
                        assertEquals(expected, python(read.get()), step + "/" + name);
                    }
                });
    }

    @Test
    void switches_asInPyTorchStepByStep() {
        check("default");
        var matmul = Backends.cuda().matmul();
        matmul.setAllowTf32(true);
        matmul.setAllowFp16ReducedPrecisionReduction(false);
        matmul.setAllowBf16ReducedPrecisionReduction(false, false);
        matmul.setAllowFp16Accumulation(true);
        check("matmul");
        matmul.setAllowTf32(false);
        matmul.setAllowFp16ReducedPrecisionReduction(true);
        matmul.setAllowBf16ReducedPrecisionReduction(true);
        matmul.setAllowFp16Accumulation(false);
        check("matmul_back");
        try (var _ =
                Backends.cudnn()
                        .flags(
                                o ->
                                        o.enabled(true)
                                                .benchmark(true)
                                                .deterministic(true)
                                                .allowTf32(false))) {
            check("cudnn_flags");
        }
        check("cudnn_after");
        try (var _ = Backends.mkldnn().flags(o -> o.deterministic(true))) {
            check("mkldnn_flags");
        }
        check("mkldnn_after");
        try (var _ = Backends.flags("ieee")) {
            check("ieee");
        }
        check("ieee_after");
        Backends.cudnn().setFp32Precision("tf32");
        Backends.cudnn().conv().setFp32Precision("ieee");
        check("cuda_tf32");
    }

    private void refused(String name, org.junit.jupiter.api.function.Executable call) {
        var refused = assertThrows(TorchException.class, call, name);
        String expected = golden.text("refused/" + name);
        assertTrue(refused.getMessage().endsWith(expected), refused.getMessage());
    }

    @Test
    void badSettings_areRefusedInPyTorchsWords() {
        refused("backend", () -> Settings.setPrecision("x", "all", "ieee"));
        refused("precision", () -> Backends.cudnn().setFp32Precision("zz"));
        refused("bf16", () -> Backends.cudnn().setFp32Precision("bf16"));
        refused("linalg", () -> Backends.cuda().preferredLinalgLibrary("foo"));
        refused("blas", () -> Backends.cuda().preferredBlasLibrary("foo"));
        if (Cuda.deviceCount() == 0) {
            refused("plans", () -> Backends.cuda().cufftPlanCache().get(0));
        }
        assertThrows(NullPointerException.class, () -> Backends.setFp32Precision(null));
        assertThrows(NullPointerException.class, () -> Backends.cudnn().setDepthwiseKernel(null));
        assertThrows(TorchException.class, () -> Backends.cudnn().setDepthwiseKernel("fast"));
    }

    @Test
    void frozenFlags_areChangedByGuardsOnly() {
        assertFalse(Backends.flagsFrozen());
        Backends.disableGlobalFlags();
        assertTrue(Backends.flagsFrozen());
        refused("frozen", () -> Backends.cudnn().setEnabled(false));
        refused("frozen_mkldnn", () -> Backends.mkldnn().setEnabled(false));
        refused("frozen_generic", () -> Backends.setFp32Precision("ieee"));
        try (var _ = Backends.cudnn().flags(o -> o.enabled(false))) {
            assertFalse(Backends.cudnn().enabled());
        }
        assertTrue(Backends.cudnn().enabled());
    }

    @Test
    void guards_closeTwice() {
        BackendFlags flags = Backends.mkldnn().flags(o -> {});
        assertFalse(Backends.mkldnn().enabled());
        flags.close();
        Backends.mkldnn().setEnabled(false);
        flags.close();
        assertFalse(Backends.mkldnn().enabled());
        Backends.mkldnn().setEnabled(true);
    }

    @Test
    void preferredLibraries_areKept() {
        LinalgBackend linalg = Backends.cuda().preferredLinalgLibrary();
        try {
            // MAGMA is refused by a libtorch that was built without it.
            assertEquals(LinalgBackend.DEFAULT, Backends.cuda().preferredLinalgLibrary("default"));
        } finally {
            Backends.cuda().preferredLinalgLibrary(linalg);
        }
        BlasBackend blas = Backends.cuda().preferredBlasLibrary();
        assertEquals(blas, Backends.cuda().preferredBlasLibrary(blas));
        assertEquals("_BlasBackend.Cublas", BlasBackend.CUBLAS.toString());
    }

    @Test
    void mkldnn_turnedOffComputesTheSame() {
        Tensor input = Torch.randn(2, 3, 8, 8);
        Tensor weight = Torch.randn(4, 3, 3, 3);
        Tensor with = F.conv2d(input, weight);
        try (var _ = Backends.mkldnn().flags(o -> o.enabled(false))) {
            assertTrue(Torch.allclose(with, F.conv2d(input, weight), 1e-4, 1e-5));
        }
    }

    @Test
    void libraries_thatAreThere() {
        assertTrue(Backends.openmp().isAvailable());
        assertTrue(Backends.mkldnn().isAvailable());
        assertFalse(Backends.cudnn().isAcceptable(Torch.ones(1)));
        if (!Backends.cuda().isBuilt()) {
            assertNull(Backends.cudnn().version());
            assertNull(Backends.cudnn().benchmarkLimit());
            assertFalse(Backends.cudnn().isAvailable());
        }
        assertEquals(Backends.nnpack().isAvailable(), Backends.nnpack().isAvailable());
        try (var _ = Backends.nnpack().flags(false)) {
            assertFalse(Backends.nnpack().setFlags(false));
        }
        assertTrue(Backends.nnpack().setFlags(true));
    }
}
