package torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.QualifiedName;
import org.junit.jupiter.api.Test;

/** The door to the JavaCPP presets: no copy of elements, and ownership both ways. */
class JavaCppTest {
    private static void needPresets() {
        assumeTrue(Tensor.isPresets(), "the JavaCPP lane needs the presets' own libtorch");
    }

    @Test
    void javacpp_sharesElements() {
        needPresets();
        try (Tensor x = Torch.zeros(3);
                org.bytedeco.pytorch.Tensor there = x.javacpp()) {
            there.fill_(new org.bytedeco.pytorch.Scalar(7.0));
            assertArrayEquals(new float[] {7, 7, 7}, x.toFloatArray());
            assertEquals(x.segment().address(), there.data_ptr_float().address());
        }
    }

    @Test
    void javacpp_outlivesTensor() {
        needPresets();
        Tensor x = Torch.ones(2, 2);
        org.bytedeco.pytorch.Tensor there = x.javacpp();
        x.close();
        assertEquals(4, there.numel());
        assertEquals(1f, there.data_ptr_float().get(3));
        there.close();
    }

    @Test
    void of_outlivesJavaCppTensor() {
        needPresets();
        org.bytedeco.pytorch.Tensor there =
                org.bytedeco.pytorch.global.torch.ones(
                        new long[] {2, 3}, new org.bytedeco.pytorch.TensorOptions());
        Tensor here = Tensor.of(there);
        there.close();
        assertEquals(Size.of(2, 3), here.shape());
        assertEquals(6, here.sum().itemLong());
        here.close();
    }

    @Test
    void of_roundTripIsTheSameTensor() {
        needPresets();
        try (Tensor x = Torch.ones(2).requiresGrad_();
                org.bytedeco.pytorch.Tensor there = x.javacpp();
                Tensor back = Tensor.of(there)) {
            assertTrue(back.isSame(x));
            assertTrue(back.requiresGrad());
            back.sum().backward();
            assertArrayEquals(new float[] {1, 1}, x.grad().toFloatArray());
        }
    }

    @Test
    void of_closedJavaCppTensor_throws() {
        needPresets();
        org.bytedeco.pytorch.Tensor there =
                org.bytedeco.pytorch.global.torch.ones(
                        new long[] {2}, new org.bytedeco.pytorch.TensorOptions());
        there.close();
        assertThrows(IllegalStateException.class, () -> Tensor.of(there));
        assertThrows(
                NullPointerException.class, () -> Tensor.of((org.bytedeco.pytorch.Tensor) null));
        Tensor closed = Torch.ones(1);
        closed.close();
        assertThrows(IllegalStateException.class, closed::javacpp);
    }

    @Test
    void javacpp_liveHandlesReturn() {
        needPresets();
        Tensor x = Torch.ones(2);
        long before = Handles.settled();
        for (int i = 0; i < 1000; i++) {
            try (org.bytedeco.pytorch.Tensor there = x.javacpp();
                    Tensor back = Tensor.of(there)) {
                assertFalse(back.isClosed());
            }
        }
        assertEquals(before, Torch.memory().liveHandles());
        x.close();
    }

    /** A function of TorchScript, compiled and run through the presets, in the graph of JTorch's tensors. */
    @Test
    void torchScript_compilesRunsAndDifferentiates() {
        needPresets();
        Tensor x = Torch.full(Torch.shape(2, 2), 3.0).requiresGrad_();
        try (CompilationUnit unit =
                        org.bytedeco.pytorch.global.torch.compile(
                                "def f(x, y):\n    return x * y + 1\n");
                org.bytedeco.pytorch.Tensor argument = x.javacpp();
                IValueVector stack = new IValueVector(new IValue(argument), new IValue(argument))) {
            unit.get_function(new QualifiedName("f")).run(stack);
            Tensor result = Tensor.of(stack.back().toTensor());
            assertArrayEquals(new float[] {10, 10, 10, 10}, result.toFloatArray());
            result.sum().backward();
            assertArrayEquals(new float[] {6, 6, 6, 6}, x.grad().toFloatArray());
        }
    }

    @Test
    void javacpp_otherLibtorch_says() {
        assumeFalse(Tensor.isPresets(), "this libtorch is the presets' own");
        Tensor x = Torch.ones(1);
        UnsupportedOperationException e =
                assertThrows(UnsupportedOperationException.class, x::javacpp);
        assertTrue(e.getMessage().contains("jtorch.libtorch"), e.getMessage());
    }
}
