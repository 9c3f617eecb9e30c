package torch.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import torch.DType;
import torch.Torch;

/** Lazy linear maps and normalizations between their making and their first call. */
class LazyLayersTest {
    @Test
    void loadedState_givesTheShapes() {
        var trained = new Linear(5, 3);
        var lazy = new LazyLinear(3);
        lazy.loadStateDict(trained.stateDict());
        assertFalse(lazy.hasUninitializedParams());
        assertArrayEquals(
                trained.weight.detach().reshape(-1).toDouble().toDoubleArray(),
                lazy.weight.detach().reshape(-1).toDouble().toDoubleArray());
        var x = Torch.randn(2, 5);
        assertTrue(trained.call(x).equal(lazy.call(x)));
        assertEquals(5, lazy.inFeatures);
    }

    @Test
    void inputUnlikeTheLoadedState_isRefused() {
        var lazy = new LazyLinear(3);
        lazy.loadStateDict(new Linear(5, 3).stateDict());
        var error =
                assertThrows(IllegalArgumentException.class, () -> lazy.call(Torch.randn(2, 4)));
        assertEquals(
                "The in_features inferred from input: 4 is not equal to in_features from self.weight: 5",
                error.getMessage());
    }

    @Test
    void normLoadedBeforeItsFirstCall_keepsTheStatistics() {
        var trained = new BatchNorm1d(3);
        trained.call(Torch.randn(4, 3));
        var lazy = new LazyBatchNorm1d();
        lazy.loadStateDict(trained.stateDict());
        lazy.eval();
        trained.eval();
        var x = Torch.randn(4, 3);
        assertTrue(trained.call(x).equal(lazy.call(x)));
        assertEquals(1, lazy.numBatchesTracked.itemLong());
    }

    @Test
    void resetParameters_doesNothingBeforeTheFirstCall() {
        var linear = new LazyLinear(3);
        linear.resetParameters();
        var norm = new LazyBatchNorm2d();
        norm.resetParameters();
        assertTrue(linear.hasUninitializedParams() && norm.hasUninitializedParams());
    }

    @Test
    void conversionBeforeTheFirstCall_keepsTheType() {
        var lazy = new LazyBatchNorm1d();
        lazy.to(DType.FLOAT64);
        lazy.call(Torch.randn(Torch.shape(4, 3), Torch.dtype(DType.FLOAT64)));
        assertEquals(DType.FLOAT64, lazy.weight.dtype());
        assertEquals(DType.FLOAT64, lazy.runningVar.dtype());
        assertEquals(DType.INT64, lazy.numBatchesTracked.dtype());
    }
}
