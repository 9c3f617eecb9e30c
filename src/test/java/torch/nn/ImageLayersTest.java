package torch.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import torch.Handles;
import torch.MemoryFormat;
import torch.ReturnTypes.ValuesIndices;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/** What Java alone has: poolings that return two tensors, forms of calls, misuse and lifetimes. */
class ImageLayersTest {
    @Test
    void callWithIndices_runsHooks() {
        var pool = new MaxPool2d(2, o -> o.returnIndices(true));
        List<Object> seen = new ArrayList<>();
        pool.registerForwardHook(
                (module, inputs, output) -> {
                    seen.add(output);
                    return null;
                });
        ValuesIndices both = pool.callWithIndices(Torch.randn(1, 1, 4, 4));
        assertEquals(List.of(both), seen);
        assertEquals(Torch.shape(1, 1, 2, 2), both.indices().shape());
    }

    @Test
    void call_whereIndicesAreWanted_saysHow() {
        Tensor x = Torch.randn(1, 1, 4, 4);
        for (UnaryModule pool :
                List.of(
                        new MaxPool2d(2, o -> o.returnIndices(true)),
                        new AdaptiveMaxPool2d(2, true),
                        new FractionalMaxPool2d(2, o -> o.outputSize(2).returnIndices(true)))) {
            var thrown = assertThrows(IllegalStateException.class, () -> pool.call(x));
            assertTrue(thrown.getMessage().contains("callWithIndices"), thrown.getMessage());
        }
        for (Runnable function :
                List.<Runnable>of(
                        () -> F.maxPool2d(x, 2, o -> o.returnIndices(true)),
                        () ->
                                F.fractionalMaxPool2d(
                                        x, 2, o -> o.outputSize(2).returnIndices(true)))) {
            var thrown = assertThrows(IllegalArgumentException.class, function::run);
            assertTrue(thrown.getMessage().contains("WithIndices"), thrown.getMessage());
        }
    }

    @Test
    void unpooling_runsHooks() {
        var both = F.maxPool1dWithIndices(Torch.randn(1, 1, 5), 2);
        var unpool = new MaxUnpool1d(2);
        List<Object> seen = new ArrayList<>();
        unpool.registerForwardPreHook(
                (module, inputs) -> {
                    seen.addAll(inputs);
                    return null;
                });
        Tensor y = unpool.call(both.values(), both.indices(), Torch.shape(5));
        assertEquals(Torch.shape(1, 1, 5), y.shape());
        assertSame(both.values(), seen.get(0));
        assertEquals(Torch.shape(5), seen.get(2));
    }

    @Test
    void transposedConvolution_ofASize_runsHooks() {
        var conv = new LazyConvTranspose2d(1, 3, 2, 1);
        List<Object> seen = new ArrayList<>();
        conv.registerForwardHook(
                (module, inputs, output) -> {
                    seen.add(output);
                    return null;
                });
        Tensor y = conv.call(Torch.randn(1, 2, 3, 3), Torch.shape(6, 5));
        assertEquals(List.of(y), seen);
        assertEquals(Torch.shape(1, 1, 6, 5), y.shape());
    }

    @Test
    void kernel_ofOtherDimensions_isRefused() {
        var thrown =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new Conv2d(1, 1, Torch.shape(3), o -> {}));
        assertEquals("kernel_size must have 2 numbers, but got (3,)", thrown.getMessage());
        thrown =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new Conv3d(1, 1, 3, o -> o.stride(1, 2)));
        assertEquals("stride must be one number or 3 numbers, but got (1, 2)", thrown.getMessage());
        Tensor x = Torch.randn(1, 1, 4, 4);
        assertThrows(TorchException.class, () -> new MaxPool2d(Torch.shape(1, 2, 3)).call(x));
        assertThrows(
                RuntimeException.class,
                () -> new MaxUnpool2d(Torch.shape(2)).call(x, Torch.zeros(1, 1, 4, 4).toLong()));
    }

    @Test
    void parametersDrawnAnew_areTheSameInEveryMemoryFormat() {
        Torch.manualSeed(0);
        Tensor expected = new Conv2d(4, 3, 3).weight;
        var conv = new Conv2d(4, 3, 3);
        conv.to(MemoryFormat.CHANNELS_LAST);
        assertFalse(conv.weight.isContiguous());
        Torch.manualSeed(0);
        conv.resetParameters();
        assertFalse(conv.weight.isContiguous());
        assertTrue(expected.equal(conv.weight));
    }

    @Test
    void fields_areExpanded() {
        var pool = new MaxPool3d(2, o -> o.dilation(1, 2, 1));
        assertEquals(Torch.shape(2, 2, 2), pool.kernelSize);
        assertEquals(Torch.shape(2, 2, 2), pool.stride);
        assertEquals(Torch.shape(1, 2, 1), pool.dilation);
        assertEquals(Arrays.asList(5L, 5L), new AdaptiveAvgPool2d(5).outputSize);
        assertEquals(
                Arrays.asList(null, 7L), new AdaptiveMaxPool2d(Arrays.asList(null, 7L)).outputSize);
        assertEquals(List.of(2.0), new Upsample(o -> o.scaleFactor(2)).scaleFactor);
    }

    @Test
    void nullAndClosed_areRefused() {
        Tensor closed = Torch.randn(1, 1, 4, 4);
        closed.close();
        for (UnaryModule layer :
                List.of(
                        new Conv2d(1, 1, 1),
                        new LazyConv2d(1, 1),
                        new MaxPool2d(2),
                        new AvgPool2d(2),
                        new LPPool2d(2, 2),
                        new AdaptiveAvgPool2d(2),
                        new FractionalMaxPool2d(2, 2),
                        new ZeroPad2d(1),
                        new CircularPad2d(1),
                        new Upsample(2),
                        new PixelShuffle(1),
                        new ChannelShuffle(1),
                        new Unfold(1))) {
            assertThrows(RuntimeException.class, () -> layer.call(null), layer.toString());
            assertThrows(IllegalStateException.class, () -> layer.call(closed), layer.toString());
        }
    }

    @Test
    void handles_return() {
        Tensor x = Torch.randn(2, 4, 6, 6).requiresGrad_();
        long before = Handles.settled();
        for (int i = 0; i < 3; i++) {
            useAll(x);
        }
        x.setGrad(null);
        assertEquals(before, Handles.settled());
    }

    private static void useAll(Tensor x) {
        for (UnaryModule layer :
                List.of(
                        new Conv2d(4, 2, 3, o -> o.padding("same")),
                        new LazyConvTranspose2d(2, 3),
                        new MaxPool2d(2),
                        new AvgPool2d(2),
                        new LPPool2d(2, 2),
                        new AdaptiveMaxPool2d(2),
                        new FractionalMaxPool2d(2, 2),
                        new ReflectionPad2d(1),
                        new Upsample(o -> o.scaleFactor(2).mode(InterpolationMode.BICUBIC)),
                        new PixelShuffle(2),
                        new ChannelShuffle(2),
                        new Unfold(2))) {
            layer.call(x).sum().backward();
        }
        var both = F.maxPool2dWithIndices(x, 2);
        F.maxUnpool2d(both.values(), both.indices(), 2).sum().backward();
        Tensor grid = F.affineGrid(Torch.randn(2, 2, 3), Torch.shape(2, 4, 3, 3), false);
        F.gridSample(x, grid, o -> o.alignCorners(false)).sum().backward();
    }
}
