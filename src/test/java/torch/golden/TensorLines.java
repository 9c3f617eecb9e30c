package torch.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import torch.DType;
import torch.GoldenLines;
import torch.Tensor;
import torch.Torch;

/** Lines {@code name: type bytes} of tensors, which a Python script wrote with PyTorch 2.14.1 on a CPU with AVX2. */
public final class TensorLines {
    private static final boolean SAME_BITS =
            Torch.version().equals("2.14.1")
                    && Torch.showConfig().contains("CPU capability usage: AVX2");

    private final GoldenLines lines;
    private final double tolerance;

    /**
     * @param tolerance of what is not computed on the same libtorch and processor, relative to the largest element and 1
     */
    public TensorLines(String resource, double tolerance) {
        lines = new GoldenLines(resource);
        this.tolerance = tolerance;
    }

    public String text(String name) {
        return lines.text(name);
    }

    /** That a tensor has the recorded type and, on the same libtorch and processor, bits. */
    public void check(String name, Tensor actual) {
        String[] words = text(name).split(" ", -1);
        assertEquals(words[0], actual.dtype().toString(), name);
        Tensor plain = actual.detach().contiguous().reshape(-1);
        if (SAME_BITS || !actual.isFloatingPoint()) {
            byte[] bytes = plain.view(DType.UINT8).toByteArray();
            assertEquals(words[1], HexFormat.of().formatHex(bytes), name);
            return;
        }
        double[] expected =
                Torch.tensor(HexFormat.of().parseHex(words[1]))
                        .to(DType.UINT8)
                        .view(actual.dtype())
                        .toDouble()
                        .toDoubleArray();
        double[] got = plain.toDouble().toDoubleArray();
        assertEquals(expected.length, got.length, name);
        for (int i = 0; i < got.length; i++) {
            assertEquals(expected[i], got[i], tolerance * Math.max(1, Math.abs(expected[i])), name);
        }
    }

    /** That an exception is what Python's became, with its sentence. */
    public void checkError(String name, RuntimeException thrown) {
        String[] words = text(name).split(" ", 2);
        Class<?> expected =
                switch (words[0]) {
                    case "ValueError", "AssertionError" -> IllegalArgumentException.class;
                    default -> torch.TorchException.class;
                };
        assertEquals(expected, thrown.getClass(), name);
        // what libtorch says itself begins with the operation
        String said = String.valueOf(thrown.getMessage());
        assertEquals(
                words[1], said.substring(Math.max(0, said.length() - words[1].length())), name);
    }
}
