package torchvision.transforms;

import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Generator;
import torch.Tensor;
import torch.Torch;

/** The random numbers of transforms: from the worker's generator in a worker, from the default one elsewhere. */
final class Draws {
    private static final long[] ONE = {1};

    private Draws() {}

    static @Nullable Generator generator() {
        return Torch.threadSafeGenerator();
    }

    /** {@code torch.rand(1) < p}, compared as tensors are. */
    static boolean below(double p) {
        try (var scope = Torch.scope()) {
            return Torch.rand(ONE, generator()).lt(p).itemBoolean();
        }
    }

    /** {@code p < torch.rand(1)}, compared as tensors are. */
    static boolean above(double p) {
        try (var scope = Torch.scope()) {
            return Torch.rand(ONE, generator()).gt(p).itemBoolean();
        }
    }

    /** {@code torch.rand(1).item() < p}. */
    static boolean itemBelow(double p) {
        try (var scope = Torch.scope()) {
            return Torch.rand(ONE, generator()).itemDouble() < p;
        }
    }

    /** {@code torch.empty(1).uniform_(low, high).item()}. */
    static double uniform(double low, double high) {
        try (var scope = Torch.scope()) {
            return Torch.empty(ONE).uniform_(low, high, generator()).itemDouble();
        }
    }

    /** A number between two, uniform in its logarithm. */
    static double logUniform(double low, double high) {
        try (var scope = Torch.scope()) {
            Tensor logs =
                    Torch.tensor(
                                    (Object) new double[] {low, high},
                                    Torch.dtype(Torch.getDefaultDtype()))
                            .log();
            double[] bounds = logs.toDouble().toDoubleArray();
            return Torch.empty(ONE).uniform_(bounds[0], bounds[1], generator()).exp().itemDouble();
        }
    }

    /** {@code int(torch.randint(low, high, size=(1,)).item())}. */
    static int randint(int low, int high) {
        try (var scope = Torch.scope()) {
            return Torch.randint(low, high, ONE, generator()).itemInt();
        }
    }

    /** {@code torch.randperm(n)}. */
    static long[] randperm(int n) {
        try (var scope = Torch.scope()) {
            return Torch.randperm(n, generator()).toLongArray();
        }
    }

    /** A number from 0 to 1 with 53 random bits. */
    static double random() {
        try (var scope = Torch.scope()) {
            return Torch.rand(ONE, generator(), Torch.dtype(DType.FLOAT64)).itemDouble();
        }
    }
}
