package torch.utils;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import torch.DType;
import torch.Device;
import torch.Tensor;
import torch.Torch;
import torch.amp.Autocast;
import torch.cuda.CudaDevice;
import torch.cuda.CudaTest;
import torch.nn.F;
import torch.nn.Linear;

/** A checkpointed function finds in its second run what it found in the first: autocast and random numbers. */
class CheckpointStateTest {
    private record Result(Tensor output, Tensor input, Tensor weight, Tensor after) {}

    private static Result run(String device, DType dtype, boolean checkpointed) {
        Torch.manualSeed(7);
        Linear layer = new Linear(6, 4);
        Tensor start = Torch.randn(5, 6);
        layer.to(Device.of(device));
        Tensor x = start.to(device).detach().requiresGrad_(true);
        UnaryOperator<Tensor> function =
                in -> F.dropout(Torch.tanh(layer.call(in)), 0.5, true).mul(layer.call(in));
        Tensor output;
        try (var cast = new Autocast(device, o -> o.dtype(dtype).enabled(dtype != DType.FLOAT32))) {
            output = checkpointed ? Checkpoint.checkpoint(function, x) : function.apply(x);
        }
        output.sum().backward();
        Tensor after = Torch.rand(Torch.shape(3), Torch.device(device));
        return new Result(output.detach(), x.grad(), layer.weight.grad(), after);
    }

    private static void same(String device, DType dtype) {
        Result plain = run(device, dtype, false);
        Result checkpointed = run(device, dtype, true);
        assertEquals(dtype, checkpointed.output.dtype());
        for (List<Tensor> pair :
                List.of(
                        List.of(plain.output, checkpointed.output),
                        List.of(plain.input, checkpointed.input),
                        List.of(plain.weight, checkpointed.weight),
                        List.of(plain.after, checkpointed.after))) {
            assertTrue(Torch.equal(pair.getFirst(), pair.getLast()), pair::toString);
        }
    }

    @Test
    void autocast_isThatOfTheFirstRun() {
        same("cpu", DType.BFLOAT16);
        same("cpu", DType.FLOAT32);
    }

    @CudaTest
    @Test
    void onCuda_dropoutAndAutocast_areThoseOfTheFirstRun() {
        same(CudaDevice.NAME, DType.FLOAT16);
        same(CudaDevice.NAME, DType.FLOAT32);
    }
}
