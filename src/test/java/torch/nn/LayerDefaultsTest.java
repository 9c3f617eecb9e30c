package torch.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import torch.DType;
import torch.Torch;

/** Layers that are told neither type nor device take the defaults of factories. */
class LayerDefaultsTest {
    @Test
    void defaultDtype_isTheLayers() {
        Torch.setDefaultDtype(DType.FLOAT64);
        try {
            var norm = new BatchNorm1d(3);
            assertEquals(DType.FLOAT64, norm.weight.dtype());
            assertEquals(DType.FLOAT64, norm.runningMean.dtype());
            assertEquals(DType.INT64, norm.numBatchesTracked.dtype());
            assertEquals(DType.FLOAT64, new Linear(2, 2).bias.dtype());
            assertEquals(DType.FLOAT32, new Linear(2, 2, o -> o.dtype(DType.FLOAT32)).bias.dtype());
            var lazy = new LazyLinear(2);
            lazy.call(Torch.ones(1, 2));
            assertEquals(DType.FLOAT64, lazy.weight.dtype());
        } finally {
            Torch.setDefaultDtype(DType.FLOAT32);
        }
    }

    @Test
    void defaultDevice_isTheLayers() {
        try (var meta = Torch.withDevice("meta")) {
            assertTrue(new Embedding(1000, 1000, 0).weight.isMeta());
            assertTrue(new InstanceNorm2d(3, o -> o.trackRunningStats(true)).runningVar.isMeta());
            assertTrue(new Bilinear(2, 3, 4).weight.isMeta());
            assertEquals("cpu", new PReLU(o -> o.device("cpu")).weight.device().toString());
        }
    }
}
