package torch.autograd;

import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.DType;
import torch.ReturnTypes;
import torch.Tensor;
import torch.TorchException;
import torch.internal.Downcalls;
import torch.internal.Function;

/**
 * Forward mode: derivatives that are computed beside the values. Mirrors the module {@code torch.autograd.forward_ad}.
 *
 * {@snippet :
 * try (var level = ForwardAd.dualLevel()) {
 *     Tensor x = ForwardAd.makeDual(primal, tangent);
 *     Tensor jvp = ForwardAd.unpackDual(x.sin()).tangent();   // tangent * cos(primal)
 * }
 * }
 *
 * <p>As in PyTorch, there is one level at a time in the process, and it is to be used by one thread.
 */
public final class ForwardAd {
    private static volatile long current = -1;

    private ForwardAd() {}

    /** The level of dual tensors, until it is closed. Mirrors {@code torch.autograd.forward_ad.dual_level}. */
    public static final class DualLevel implements AutoCloseable {
        private final long level;
        private boolean closed;

        private DualLevel(long level) {
            this.level = level;
        }

        /** The number of the level, which is 0. */
        public long level() {
            return level;
        }

        /** Makes all dual tensors plain ones; a second call does nothing. */
        @Override
        public void close() {
            if (closed) return;
            exitDualLevel(level);
            closed = true;
        }
    }

    /**
     * The parts of a tensor. Mirrors {@code torch.autograd.forward_ad.UnpackedDualTensor}.
     *
     * @param primal a view of the value
     * @param tangent the derivative, or null where the tensor has none
     */
    public record Dual(Tensor primal, @Nullable Tensor tangent) {}

    /**
     * Opens a level for {@link #makeDual}. Mirrors {@code with torch.autograd.forward_ad.dual_level():}.
     *
     * @throws TorchException if a level is open
     */
    public static DualLevel dualLevel() {
        return new DualLevel(enterDualLevel());
    }

    /** Opens a level and tells its number. Mirrors {@code torch.autograd.forward_ad.enter_dual_level}. */
    public static synchronized long enterDualLevel() {
        long level = Downcalls.call(Function.ENTER_DUAL_LEVEL) - 1;
        if (level != current + 1) {
            throw new TorchException(
                    "Entering a new forward AD level but the current level is not valid. Make sure you did not modify it"
                            + " directly.");
        }
        current = level;
        return level;
    }

    /** Closes the level. Mirrors {@code torch.autograd.forward_ad.exit_dual_level()}. */
    public static void exitDualLevel() {
        exitDualLevel(current);
    }

    /**
     * Closes a level. Mirrors {@code torch.autograd.forward_ad.exit_dual_level(level=level)}.
     *
     * @throws TorchException if it is not the last one that was opened
     */
    public static synchronized void exitDualLevel(long level) {
        if (level != current || level < 0) {
            throw new TorchException(
                    "Trying to exit a forward AD level that was not the last one that was created. This is not"
                            + " supported.");
        }
        Downcalls.call(Function.EXIT_DUAL_LEVEL, level);
        current = level - 1;
    }

    /**
     * A view of a tensor that carries a tangent. Mirrors {@code torch.autograd.forward_ad.make_dual}.
     *
     * @param tangent of the tensor's shape; kept as it is where its strides are the tensor's, else copied
     * @throws TorchException if no level is open, or the shapes differ
     * @throws IllegalArgumentException if one of them is not of a floating-point or complex type
     */
    public static Tensor makeDual(Tensor tensor, Tensor tangent) {
        TupleFunction.require(tensor, "tensor", "a Tensor");
        TupleFunction.require(tangent, "tangent", "a Tensor");
        if (current < 0) {
            throw new TorchException(
                    "Trying to create a dual Tensor for forward AD but no level exists, make sure to enter_dual_level()"
                            + " first.");
        }
        requireFloating(tensor, "primal");
        requireFloating(tangent, "tangent");
        return Aten._make_dual(tensor, tangent, current);
    }

    private static void requireFloating(Tensor tensor, String name) {
        DType dtype = tensor.dtype();
        if (!dtype.isFloatingPoint() && !dtype.isComplex())
            throw new IllegalArgumentException(
                    "Expected " + name + " to be floating point or complex, but got: " + dtype);
    }

    /** A tensor's value and its tangent. Mirrors {@code torch.autograd.forward_ad.unpack_dual}. */
    public static Dual unpackDual(Tensor tensor) {
        TupleFunction.require(tensor, "tensor", "a Tensor");
        if (current < 0) return new Dual(tensor, null);
        ReturnTypes.PrimalTangent parts = Aten._unpack_dual(tensor, current);
        return new Dual(parts.primal(), parts.tangent());
    }
}
