package torch.nn;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Size;
import torch.Tensor;
import torch.internal.PythonText;

/**
 * Resizes a signal, image or volume.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, W_in)}, {@code (N, C, H_in, W_in)} or {@code (N, C, D_in, H_in, W_in)}
 *   <li>Output: the same with {@code size}, or with {@code ⌊size · scaleFactor⌋} in each dimension after the channels
 * </ul>
 *
 * {@snippet :
 * var m = new Upsample(o -> o.scaleFactor(2).mode(InterpolationMode.BILINEAR).alignCorners(true));
 * m.call(Torch.randn(1, 1, 2, 2)).shape(); // torch.Size([1, 1, 4, 4])
 * }
 *
 * <p>Mirrors {@code torch.nn.Upsample}.
 */
public class Upsample extends UnaryModule {
    /** Size of the output, one number where it counts for all dimensions; null where {@link #scaleFactor} says it. */
    public final @Nullable Size size;

    /** Factors of the size, one where it counts for all dimensions; null where {@link #size} says it. */
    public final @Nullable List<Double> scaleFactor;

    /** How values between those of the input are found. */
    public final InterpolationMode mode;

    /** Whether the centres of the outermost elements are laid on each other; null for the default, false. */
    public final @Nullable Boolean alignCorners;

    /** Whether the scale is computed again from the rounded size; null for the default, false. */
    public final @Nullable Boolean recomputeScaleFactor;

    private final Interpolation interpolation;

    /** A layer with an output of this size in all dimensions, made of the nearest values. */
    public Upsample(long size) {
        this(o -> o.size(size));
    }

    /** A layer with an output of this size, made of the nearest values. */
    public Upsample(Size size) {
        this(o -> o.size(size));
    }

    /** A layer with keyword arguments, of which {@code size} or {@code scaleFactor} has to be given. */
    public Upsample(Consumer<? super UpsampleOptions> options) {
        this(Keywords.set(new UpsampleOptions(), options));
    }

    private Upsample(UpsampleOptions o) {
        this(o, o.mode, o.alignCorners, o.recomputeScaleFactor);
    }

    Upsample(
            ResizeOptions<?> o,
            InterpolationMode mode,
            @Nullable Boolean alignCorners,
            @Nullable Boolean recomputeScaleFactor) {
        // A factor of zero is none for PyTorch.
        double[] factors = Arrays.equals(o.scaleFactor, new double[1]) ? null : o.scaleFactor;
        size = o.size == null ? null : o.size.size(1);
        scaleFactor = factors == null ? null : Arrays.stream(factors).boxed().toList();
        this.mode = mode;
        this.alignCorners = alignCorners;
        this.recomputeScaleFactor = recomputeScaleFactor;
        interpolation =
                new Interpolation(o.size, factors, mode, alignCorners, recomputeScaleFactor, false);
    }

    @Override
    public Tensor forward(Tensor input) {
        return interpolation.apply(input);
    }

    @Override
    public String extraRepr() {
        double[] factors = interpolation.scaleFactor();
        String extent =
                factors == null
                        ? "size=" + PythonText.of(interpolation.size())
                        : "scale_factor=" + Interpolation.text(factors);
        return extent + ", mode='" + mode + "'";
    }
}
