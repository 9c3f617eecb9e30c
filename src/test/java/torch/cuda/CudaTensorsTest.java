package torch.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import torch.DType;
import torch.Device;
import torch.MemoryFormat;
import torch.Tensor;
import torch.TensorOptions;
import torch.Torch;
import torch.nn.Linear;
import torch.nn.Module;
import torch.utils.data.DataLoader;
import torch.utils.data.TensorDataset;

/** Tensors on CUDA: copies there and back, pinned memory, what is printed and saved. */
@CudaTest
class CudaTensorsTest {
    private static final Device GPU = new Device("cuda", 0);

    @Test
    void copies_thereAndBack_keepValuesAndStrides() {
        Tensor x = Torch.arange(24, Torch.dtype(DType.FLOAT32)).view(2, 3, 4);
        Tensor there = x.cuda();
        assertEquals(GPU, there.device());
        assertTrue(there.isCuda());
        assertEquals(0, there.getDevice());
        assertEquals(-1, x.getDevice());
        assertTrue(Torch.equal(x, there.cpu()));
        assertSame(there, there.cuda());
        assertSame(there, there.to("cuda"));
        assertSame(there, there.to(GPU, DType.FLOAT32));
        assertArrayEquals(x.transpose(0, 2).stride(), x.transpose(0, 2).cuda().stride());
        assertArrayEquals(x.toDoubleArray(), there.toDoubleArray());
        assertEquals(5.0, there.get(0, 1, 1).itemDouble());
    }

    @Test
    void copy_intoAnotherDevice_convertsNothing() {
        Tensor there = Torch.empty(Torch.shape(3), Torch.dtype(DType.INT64).device(GPU));
        there.copy_(Torch.tensor(new long[] {1, 2, 3}), true);
        Cuda.synchronize();
        assertArrayEquals(new long[] {1, 2, 3}, there.toLongArray());
    }

    @Test
    void pinnedMemory_isCopiedInTheBackground() {
        Tensor x = Torch.arange(1000, Torch.dtype(DType.FLOAT32));
        assertFalse(x.isPinned());
        Tensor pinned = x.pinMemory();
        assertTrue(pinned.isPinned());
        assertEquals(Device.CPU, pinned.device());
        assertSame(pinned, pinned.pinMemory());
        Tensor there = pinned.to(GPU, true);
        Cuda.synchronize();
        assertTrue(Torch.equal(x, there.cpu()));
        assertTrue(Torch.empty(Torch.shape(4), TensorOptions.DEFAULT.pinMemory(true)).isPinned());
        Tensor back = Torch.empty(Torch.shape(1000), TensorOptions.DEFAULT.pinMemory(true));
        back.copy_(there, true);
        Cuda.synchronize();
        assertTrue(Torch.equal(x, back));
    }

    @Test
    void loader_thatPins_givesPinnedBatches() {
        var dataset = new TensorDataset(Torch.arange(6, Torch.dtype(DType.FLOAT32)).view(6, 1));
        for (int workers : new int[] {0, 2}) {
            double sum = 0;
            var loader =
                    new DataLoader<>(
                            dataset, o -> o.batchSize(2).pinMemory(true).numWorkers(workers));
            for (var batch : loader) {
                Tensor values = batch.getFirst();
                assertTrue(values.isPinned());
                sum += values.to(GPU, true).cpu().sum().itemDouble();
            }
            assertEquals(15, sum);
        }
    }

    @Test
    void tensors_printTheirDevice() {
        assertEquals(
                "tensor([1, 2], device='cuda:0')",
                Torch.tensor(new long[] {1, 2}).cuda().toString());
        assertEquals(
                "tensor([1.5000, 2.0000], device='cuda:0')",
                Torch.tensor(new double[] {1.5, 2}).to(DType.FLOAT32).cuda().toString());
        assertEquals(
                "tensor([1.5000], device='cuda:0', dtype=torch.float64)",
                Torch.tensor(new double[] {1.5}, Torch.dtype(DType.FLOAT64)).cuda().toString());
        assertEquals(
                "tensor([True], device='cuda:0')",
                Torch.tensor(new boolean[] {true}).cuda().toString());
        assertEquals(
                "tensor([0.5000], device='cuda:0', requires_grad=True)",
                Torch.full(Torch.shape(1), 0.5).cuda().requiresGrad_(true).toString());
        assertEquals(
                "tensor([], device='cuda:0', size=(0, 3))",
                Torch.empty(Torch.shape(0, 3), Torch.device(GPU)).toString());
    }

    @Test
    void saved_onCuda_loadsOnTheCpu(@TempDir Path folder) {
        Path file = folder.resolve("x.pt");
        Tensor x = Torch.arange(6, Torch.dtype(DType.FLOAT32)).view(2, 3);
        Torch.save(Map.of("x", x.cuda()), file);
        Tensor here = (Tensor) ((Map<?, ?>) Torch.load(file, o -> o.mapLocation("cpu"))).get("x");
        assertEquals(Device.CPU, here.device());
        assertTrue(Torch.equal(x, here));
        Tensor there = (Tensor) ((Map<?, ?>) Torch.load(file)).get("x");
        assertEquals(GPU, there.device());
        assertTrue(Torch.equal(x, there.cpu()));
        Torch.save(x, file);
        Tensor moved = (Tensor) Torch.load(file, o -> o.mapLocation("cuda:0"));
        assertEquals(GPU, moved.device());
        assertTrue(Torch.equal(x, moved.cpu()));
    }

    @Test
    void modules_moveWithTheirParameters() {
        Linear layer = new Linear(3, 2);
        Tensor weight = layer.weight.detach().clone();
        Module there = layer.cuda();
        assertSame(layer, there);
        layer.parameters().forEach(p -> assertEquals(GPU, p.device()));
        assertTrue(layer.weight.requiresGrad());
        assertTrue(Torch.equal(weight, layer.weight.detach().cpu()));
        layer.cpu();
        layer.cuda(0);
        layer.to(Device.CPU, null, true);
        assertEquals(Device.CPU, layer.weight.device());
        assertThrows(IllegalArgumentException.class, () -> layer.cuda(Device.CPU));
    }

    @Test
    void channelsLast_staysOnTheWay() {
        Tensor x = Torch.arange(2 * 3 * 4 * 4, Torch.dtype(DType.FLOAT32)).view(2, 3, 4, 4);
        Tensor last = x.contiguous(MemoryFormat.CHANNELS_LAST).cuda();
        assertTrue(last.isContiguous(MemoryFormat.CHANNELS_LAST));
        assertTrue(Torch.equal(x, last.cpu()));
        assertThrows(Exception.class, () -> last.segment());
    }
}
