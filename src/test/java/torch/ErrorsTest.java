package torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What wrong calls throw, what the exceptions say, and that the process goes on. */
class ErrorsTest {
    @AfterEach
    void processGoesOn() {
        assertArrayEquals(new double[] {3, 3}, Torch.ones(2).add(2).toDoubleArray());
    }

    private static <E extends Throwable> E fails(Class<E> type, Executable call, String... parts) {
        E thrown = assertThrows(type, call);
        String text = thrown.getMessage();
        for (String part : parts)
            assertTrue(text.contains(part), () -> "\"" + part + "\" is not in: " + text);
        assertFalse(text.contains("\n"), () -> "more than one line: " + text);
        assertFalse(text.contains("Exception raised from"), () -> "a C++ backtrace: " + text);
        return thrown;
    }

    private static Tensor longs(long... values) {
        return Tensor.copyOf(values, new long[] {values.length}, DType.INT64);
    }

    @Test
    void shapeMismatch_namesTheOperationAndTheShapes() {
        fails(
                TorchException.class,
                () -> Torch.ones(2, 3).add(Torch.ones(2, 4)),
                "add",
                "size of tensor a (3)",
                "tensor b (4)");
        fails(
                TorchException.class,
                () -> Torch.ones(2, 3).matmul(Torch.ones(4, 5)),
                "matmul",
                "2x3",
                "4x5");
        fails(TorchException.class, () -> Torch.ones(6).view(4, 2), "view", "[4, 2]");
        fails(
                TorchException.class,
                () -> Torch.ones(2).add_(Torch.ones(3, 2)),
                "add_",
                "[2]",
                "[3, 2]");
    }

    @Test
    void indexOutOfRange_isAnIndexOutOfBoundsException() {
        fails(
                IndexOutOfBoundsException.class,
                () -> Torch.ones(2, 3).sum(5),
                "sum",
                "Dimension out of range",
                "got 5");
        fails(
                IndexOutOfBoundsException.class,
                () -> Torch.ones(2, 3).select(0, 2),
                "select",
                "index 2",
                "[2, 3]");
        fails(IndexOutOfBoundsException.class, () -> Torch.ones(2).size(7), "got 7");
        fails(
                IllegalArgumentException.class,
                () -> Torch.ones(2).select(0, Long.MIN_VALUE),
                "select",
                "out of range");
    }

    @Test
    void closedTensor_isAnIllegalStateExceptionThatNamesTheArgument() {
        Tensor open = Torch.ones(2);
        Tensor closed = Torch.ones(2);
        closed.close();
        fails(IllegalStateException.class, () -> closed.add(open), "add", "'self'", "closed");
        fails(IllegalStateException.class, () -> open.add(closed), "add", "'other'", "closed");
        fails(
                IllegalStateException.class,
                () -> Torch.cat(List.of(open, closed), 0),
                "cat",
                "'tensors'",
                "closed");
        for (Executable use :
                List.<Executable>of(
                        closed::shape,
                        closed::dtype,
                        closed::device,
                        closed::dim,
                        closed::numel,
                        closed::item,
                        closed::toDoubleArray,
                        closed::segment,
                        closed::backward,
                        closed::grad,
                        closed::detach,
                        closed::requiresGrad,
                        closed::layout,
                        closed::gradFnName,
                        () -> closed.setGrad(null),
                        () -> closed.isSame(open),
                        () -> open.isSame(closed))) {
            fails(IllegalStateException.class, use, "closed");
        }
    }

    @Test
    void nullArgument_isNamed() {
        Tensor x = Torch.ones(2);
        fails(
                NullPointerException.class,
                () -> Aten.add_Tensor(x, null, 1),
                "add_Tensor",
                "'other'",
                "Tensor");
        fails(NullPointerException.class, () -> Aten.add_Tensor(x, x, null), "'alpha'", "Number");
        fails(NullPointerException.class, () -> Aten.cat(null, 0), "cat", "'tensors'");
        fails(
                NullPointerException.class,
                () -> Aten.cat(Arrays.asList(x, null), 0),
                "cat",
                "'tensors'");
        fails(NullPointerException.class, () -> Aten.view(x, null), "view", "'size'");
        fails(
                NullPointerException.class,
                () -> Aten.einsum(null, List.of(x), null),
                "einsum",
                "'equation'");
        fails(NullPointerException.class, () -> Aten.view_dtype(x, null), "'dtype'");
        fails(NullPointerException.class, () -> Device.of(null), "device");
        fails(NullPointerException.class, () -> x.registerHook(null), "'hook'");
        fails(NullPointerException.class, () -> Autograd.backward(null), "'tensors'");
        fails(NullPointerException.class, () -> Autograd.grad(List.of(x), null), "'inputs'");
    }

    @Test
    void lists_emptyOnesAreRefusedByTheOperator() {
        fails(
                IllegalArgumentException.class,
                () -> Torch.cat(List.of(), 0),
                "cat",
                "expected a non-empty list");
        fails(TorchException.class, () -> Torch.stack(List.of(), 0), "stack", "non-empty");
        Autograd.backward(List.of());
    }

    @Test
    void lists_changedByAnotherThreadStayWithinBounds() throws InterruptedException {
        List<Tensor> list = new ArrayList<>(List.of(Torch.ones(1), Torch.ones(1)));
        Thread changes =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    for (int i = 0; i < 2000; i++) {
                                        synchronized (list) {
                                            if (list.size() > 5) list.removeLast();
                                            else list.add(list.getFirst());
                                        }
                                    }
                                });
        while (changes.isAlive()) {
            try {
                Torch.cat(list, 0).close();
            } catch (NullPointerException | java.util.ConcurrentModificationException seen) {
                // A list in the middle of a change.
            }
        }
        changes.join();
    }

    @Test
    void numbers_outOfRangeAreErrors() {
        fails(TorchException.class, () -> Torch.zeros(-1), "zeros", "non-negative");
        fails(RuntimeException.class, () -> Torch.zeros(1L << 62, 8), "zeros");
        fails(RuntimeException.class, () -> Torch.empty(1L << 62));
        fails(
                IllegalArgumentException.class,
                () -> Torch.zeros(Long.MIN_VALUE),
                "zeros",
                "out of range");
        fails(
                IllegalArgumentException.class,
                () -> Torch.ones(2).expand(Long.MIN_VALUE),
                "expand",
                "out of range");
        fails(
                RuntimeException.class,
                () -> Torch.ones(2).view(Long.MAX_VALUE, Long.MAX_VALUE),
                "view");
        assertEquals(Long.MIN_VALUE, longs(Long.MIN_VALUE).item());
    }

    @Test
    void outOfMemory_isAnExceptionOfItsOwn() {
        fails(OutOfMemoryException.class, () -> Torch.empty(1L << 52), "empty");
    }

    @Test
    void wrongDtype_saysWhatWasExpected() {
        fails(
                TorchException.class,
                () -> Torch.ones(2, 2).matmul(Torch.ones(2, 2).toLong()),
                "matmul",
                "same dtype");
        fails(TorchException.class, () -> longs(1).requiresGrad_(), "floating point");
        fails(RuntimeException.class, () -> longs(1, 2).mean(), "mean", "Long");
    }

    @Test
    void number_ofAnotherTypeIsRefused() {
        fails(
                IllegalArgumentException.class,
                () -> Torch.ones(1).add(new java.math.BigDecimal(1)),
                "java.math.BigDecimal",
                "add");
    }

    @Test
    void device_unknownNamesAreRefused() {
        fails(IllegalArgumentException.class, () -> Device.of("gpu"), "cpu", "cuda", "gpu");
        fails(IllegalArgumentException.class, () -> Device.of("cuda:"), "'cuda:'");
        fails(IllegalArgumentException.class, () -> Device.of("cuda:-1"), "cuda:-1");
        fails(IllegalArgumentException.class, () -> Device.of("cuda:999"));
        fails(IllegalArgumentException.class, () -> Torch.ones(1).to(""));
    }

    @Test
    void cuda_absentIsAnErrorInOneLine() {
        RuntimeException thrown;
        try {
            Torch.ones(2).to("cuda").close();
            return; // there is one
        } catch (RuntimeException e) {
            thrown = e;
        }
        String text = thrown.getMessage();
        assertFalse(text.contains("\n"), text);
        assertTrue(text.toLowerCase().contains("cuda"), text);
    }

    @Test
    void missingOperator_namesItselfAndTheVersion() {
        Assumptions.assumeTrue(
                Torch.version().startsWith("2.14"), "libtorch 2.14 removed qr and cholesky");
        fails(
                UnsupportedOperationException.class,
                () -> Aten.qr(Torch.eye(2), true),
                "qr",
                Torch.version());
        fails(
                UnsupportedOperationException.class,
                () -> Aten.cholesky(Torch.eye(2), false),
                "cholesky",
                Torch.version());
    }

    @Test
    void notImplementedForADevice_isAnUnsupportedOperationException() {
        fails(
                RuntimeException.class,
                () -> Torch.empty(Size.of(1), Torch.device("meta")).item(),
                "Meta");
    }

    @Test
    void item_ofSeveralElementsIsRefused() {
        fails(TorchException.class, () -> Torch.ones(2).item(), "2 elements");
        assertThrows(ArithmeticException.class, () -> longs(1L << 40).itemInt());
    }

    @Test
    void noGraph_backwardSaysSo() {
        fails(TorchException.class, () -> Torch.ones(1).backward(), "does not require grad");
        Tensor x = Torch.ones(2).requiresGrad_();
        fails(TorchException.class, () -> x.mul(2).backward(), "scalar");
        Tensor y = x.mul(x).sum();
        y.backward();
        fails(TorchException.class, y::backward, "second time");
    }

    @Test
    void setGrad_ofAnotherShapeOrTypeIsRefused() {
        Tensor x = Torch.ones(2).requiresGrad_();
        fails(TorchException.class, () -> x.setGrad(Torch.ones(3)), "size");
        fails(TorchException.class, () -> x.setGrad(Torch.ones(2).toDouble()), "type");
        assertNull(x.grad());
    }

    @Test
    void boolList_ofAnotherLengthIsRefused() {
        Tensor x = Torch.ones(1, 1, 2, 2);
        fails(
                IllegalArgumentException.class,
                () ->
                        Aten.convolution_backward(
                                x,
                                x,
                                x,
                                null,
                                new long[] {1, 1},
                                new long[] {0, 0},
                                new long[] {1, 1},
                                false,
                                new long[] {0, 0},
                                1,
                                new boolean[2]),
                "convolution_backward",
                "'output_mask'",
                "2 values, expected 3");
    }

    @Test
    void arrays_ofAnotherSizeThanTheShapeAreRefused() {
        fails(
                IllegalArgumentException.class,
                () -> Tensor.copyOf(new float[5], new long[] {2, 3}, DType.FLOAT32),
                "20 bytes",
                "[2, 3]",
                "24 bytes");
    }

    @Test
    void scopeAndGradMode_closedByAnotherThreadAreRefused() throws InterruptedException {
        try (Scope scope = Torch.scope();
                GradMode mode = Torch.noGrad()) {
            RuntimeException[] thrown = new RuntimeException[2];
            Thread.ofPlatform()
                    .name("stranger")
                    .start(
                            () -> {
                                try {
                                    scope.close();
                                } catch (RuntimeException e) {
                                    thrown[0] = e;
                                }
                                try {
                                    mode.close();
                                } catch (RuntimeException e) {
                                    thrown[1] = e;
                                }
                            })
                    .join();
            for (RuntimeException e : thrown) {
                assertTrue(
                        e instanceof IllegalStateException && e.getMessage().contains("stranger"),
                        () -> "" + e);
            }
            assertFalse(Torch.isGradEnabled());
        }
        assertTrue(Torch.isGradEnabled());
    }

    @Test
    void hook_exceptionsLeaveEveryBackwardInGoodOrder() {
        Tensor x = Torch.ones(2).requiresGrad_();
        x.registerHook(
                gradient -> {
                    throw new java.io.UncheckedIOException(
                            new java.io.IOException("from the hook"));
                });
        // More often than libtorch lets backward calls nest.
        for (int i = 0; i < 200; i++) {
            Tensor loss = x.mul(2).sum();
            java.io.UncheckedIOException thrown =
                    assertThrows(java.io.UncheckedIOException.class, loss::backward);
            assertEquals("from the hook", thrown.getCause().getMessage());
        }
        Tensor y = Torch.ones(2).requiresGrad_();
        y.mul(3).sum().backward();
        assertArrayEquals(new double[] {3, 3}, y.grad().toDoubleArray());
    }

    @Test
    void hook_gradientOfAnotherShapeIsRefused() {
        Tensor x = Torch.ones(2).requiresGrad_();
        x.registerHook(gradient -> Torch.ones(3));
        fails(RuntimeException.class, () -> x.mul(2).sum().backward(), "backward");
    }
}
