package torch.amp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import torch.DType;
import torch.Tensor;
import torch.Torch;
import torch.cuda.Cuda;
import torch.cuda.CudaDevice;
import torch.cuda.CudaTest;
import torch.nn.F;
import torch.nn.Linear;
import torch.nn.Module;
import torch.nn.ReLU;
import torch.nn.Sequential;
import torch.nn.UnaryModule;
import torch.optim.AdamW;
import torch.optim.Optimizer;
import torch.optim.SGD;

/** Mixed precision on CUDA: what is cast, and that a network learns in half precision. */
@CudaTest
class AmpCudaTest {
    private static final String DEVICE = CudaDevice.NAME;

    private static Sequential net() {
        Torch.manualSeed(0);
        Sequential net = new Sequential(new Linear(8, 32), new ReLU(), new Linear(32, 1));
        net.to(torch.Device.of(DEVICE));
        return net;
    }

    private static Tensor input() {
        Torch.manualSeed(1);
        return Torch.randn(64, 8).to(DEVICE);
    }

    /** What the network has to find. */
    private static Tensor target(Tensor input) {
        return input.sum(1, true).mul(0.5).sin();
    }

    private static Tensor loss(UnaryModule net, Tensor input, DType dtype) {
        try (var cast = new Autocast(DEVICE, dtype)) {
            return F.mseLoss(net.call(input), target(input));
        }
    }

    @Test
    void autocast_castsProductsAndKeepsSums() {
        Tensor x = input();
        Sequential net = net();
        for (DType dtype : List.of(DType.FLOAT16, DType.BFLOAT16)) {
            try (var cast = new Autocast(DEVICE, dtype)) {
                Tensor product = net.call(x);
                assertEquals(dtype, product.dtype());
                assertEquals(dtype, Torch.mm(x, x.t()).dtype());
                assertEquals(DType.FLOAT32, F.mseLoss(product, target(x)).dtype());
                try (var exact = new Autocast(DEVICE, o -> o.enabled(false))) {
                    assertEquals(DType.FLOAT32, net.call(x).dtype());
                }
            }
        }
        assertEquals(DType.FLOAT32, net.call(x).dtype());
        if (CudaDevice.isGpu()) assertEquals(DType.FLOAT16, Torch.getAutocastDtype(DEVICE));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void network_inHalfPrecisionWithScaler_learns(boolean fused) {
        Tensor x = input();
        Sequential net = net();
        Optimizer optimizer = new AdamW(net.parameters(), o -> o.lr(0.01).fused(fused));
        GradScaler scaler = new GradScaler(DEVICE, o -> o.initScale(1024));
        double first = loss(net, x, DType.FLOAT16).itemDouble();
        for (int step = 0; step < 80; step++) {
            try (var _ = Torch.scope()) {
                optimizer.zeroGrad();
                Tensor loss = loss(net, x, DType.FLOAT16);
                scaler.scale(loss).backward();
                scaler.step(optimizer);
                scaler.update();
            }
        }
        double last = loss(net, x, DType.FLOAT16).itemDouble();
        assertTrue(last < 0.3 * first, first + " became " + last);
        net.parameters().forEach(p -> assertEquals(DType.FLOAT32, p.dtype()));
        assertEquals(1024, scaler.getScale());
    }

    @Test
    void network_inBfloat16_learnsWithoutScaler() {
        Tensor x = input();
        Sequential net = net();
        Optimizer optimizer = new AdamW(net.parameters(), o -> o.lr(0.01));
        double first = loss(net, x, DType.BFLOAT16).itemDouble();
        for (int step = 0; step < 80; step++) {
            try (var _ = Torch.scope()) {
                optimizer.zeroGrad();
                loss(net, x, DType.BFLOAT16).backward();
                optimizer.step();
            }
        }
        double last = loss(net, x, DType.BFLOAT16).itemDouble();
        assertTrue(last < 0.3 * first, first + " became " + last);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void scaler_growsAfterGoodStepsAndShrinksAfterAnInfiniteOne(boolean fused) {
        Linear layer = new Linear(4, 1);
        layer.to(torch.Device.of(DEVICE));
        Optimizer optimizer = new SGD(layer.parameters(), o -> o.lr(0.1).fused(fused));
        GradScaler scaler =
                new GradScaler(
                        DEVICE,
                        o -> o.initScale(8).growthInterval(2).growthFactor(4).backoffFactor(0.25));
        Tensor x = Torch.ones(2, 4).to(DEVICE);
        double[] scales = {8, 32, 8, 8, 32};
        for (int step = 0; step < scales.length; step++) {
            optimizer.zeroGrad();
            Tensor loss = layer.call(step == 2 ? x.mul(Float.POSITIVE_INFINITY) : x).sum();
            scaler.scale(loss).backward();
            Tensor before = layer.weight.detach().clone();
            scaler.step(optimizer);
            scaler.update();
            assertEquals(scales[step], scaler.getScale(), "after step " + step);
            assertEquals(step == 2, Torch.equal(before, layer.weight), "step " + step);
        }
    }

    @Test
    void unscaledGradients_areThoseWithoutScaler() {
        Tensor x = input();
        Module plain = net();
        F.mseLoss(((Sequential) plain).call(x), target(x)).backward();
        Sequential scaled = net();
        Optimizer optimizer = new SGD(scaled.parameters(), o -> o.lr(0.1));
        GradScaler scaler = new GradScaler(DEVICE, o -> o.initScale(4096));
        scaler.scale(F.mseLoss(scaled.call(x), target(x))).backward();
        scaler.unscale_(optimizer);
        for (int i = 0; i < plain.parameters().size(); i++) {
            assertTrue(
                    Torch.allclose(
                            plain.parameters().get(i).grad(),
                            scaled.parameters().get(i).grad(),
                            1e-5,
                            1e-7));
        }
    }

    @Test
    void training_leavesNoMemory() {
        if (!CudaDevice.isGpu()) return;
        Cuda.init();
        Cuda.synchronize();
        System.gc();
        try (var _ = Torch.scope()) {
            Tensor x = input();
            Sequential net = net();
            Optimizer optimizer = new AdamW(net.parameters(), o -> o.lr(0.01));
            GradScaler scaler = new GradScaler(DEVICE);
            long after = 0;
            for (int step = 0; step < 12; step++) {
                try (var _ = Torch.scope()) {
                    optimizer.zeroGrad();
                    scaler.scale(loss(net, x, DType.FLOAT16)).backward();
                    scaler.step(optimizer);
                    scaler.update();
                }
                if (step == 3) after = Cuda.memoryAllocated();
            }
            assertEquals(after, Cuda.memoryAllocated(), "bytes after step 3 and after step 11");
        }
        assertFalse(Torch.isAutocastEnabled(DEVICE));
    }
}
