package torch.nn;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Tensor;
import torch.internal.PythonText;

/**
 * One way of resizing: the checks of its arguments against each other and an input, and the choice of the operator.
 *
 * @param scaleFactor one factor for all dimensions, or one for each
 */
record Interpolation(
        @Nullable IntOrTuple size,
        double @Nullable [] scaleFactor,
        InterpolationMode mode,
        @Nullable Boolean alignCorners,
        @Nullable Boolean recomputeScaleFactor,
        boolean antialias) {

    Tensor apply(Tensor input) {
        if (alignCorners != null && !blends()) {
            throw new IllegalArgumentException(
                    "align_corners option can only be set with the "
                            + "interpolating modes: linear | bilinear | bicubic | trilinear");
        }
        if (size != null && scaleFactor != null) {
            throw new IllegalArgumentException(
                    "only one of size or scale_factor should be defined");
        }
        long[] outputSize = size == null ? null : sizes(input, size);
        double[] factors = scaleFactor == null ? null : factors(input, scaleFactor);
        if (outputSize == null && factors == null) {
            throw new IllegalArgumentException("either size or scale_factor should be defined");
        }
        boolean recompute = Boolean.TRUE.equals(recomputeScaleFactor);
        if (recompute && outputSize != null) {
            throw new IllegalArgumentException(
                    "recompute_scale_factor is not meaningful with an explicit size.");
        }
        // An area needs a size.
        if (factors != null && (recompute || mode == InterpolationMode.AREA)) {
            outputSize = new long[factors.length];
            for (int d = 0; d < factors.length; d++) {
                outputSize[d] = (long) (input.size(d + 2) * factors[d]);
            }
            factors = null;
        }
        if (antialias && !(smooths() && input.dim() == 4)) {
            throw new IllegalArgumentException(
                    "Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor "
                            + "as input");
        }
        return resize(input, outputSize, factors);
    }

    /** Factors as Python prints them. */
    static String text(double[] factors) {
        return factors.length == 1
                ? Repr.of(factors[0])
                : PythonText.of(DoubleStream.of(factors).boxed().toList());
    }

    private boolean blends() {
        return switch (mode) {
            case NEAREST, NEAREST_EXACT, AREA -> false;
            default -> true;
        };
    }

    private boolean smooths() {
        return switch (mode) {
            case BILINEAR, BICUBIC, LANCZOS -> true;
            default -> false;
        };
    }

    private Tensor resize(Tensor input, long @Nullable [] size, double @Nullable [] factors) {
        boolean align = Boolean.TRUE.equals(alignCorners);
        return switch (mode) {
            case NEAREST ->
                    switch (input.dim()) {
                        case 3 -> Aten.upsample_nearest1d_vec(input, size, factors);
                        case 4 -> Aten.upsample_nearest2d_vec(input, size, factors);
                        case 5 -> Aten.upsample_nearest3d_vec(input, size, factors);
                        default -> throw unsupported(input);
                    };
            case NEAREST_EXACT ->
                    switch (input.dim()) {
                        case 3 -> Aten._upsample_nearest_exact1d_vec(input, size, factors);
                        case 4 -> Aten._upsample_nearest_exact2d_vec(input, size, factors);
                        case 5 -> Aten._upsample_nearest_exact3d_vec(input, size, factors);
                        default -> throw unsupported(input);
                    };
            case AREA -> {
                if (size == null || input.dim() < 3 || input.dim() > 5) {
                    throw unsupported(input);
                }
                yield F.adaptiveAvgPool(input.dim() - 2, input, size);
            }
            case LINEAR -> {
                checkDims(input, 3);
                yield Aten.upsample_linear1d_vec(input, size, align, factors);
            }
            case BILINEAR -> {
                checkDims(input, 4);
                yield antialias
                        ? Aten._upsample_bilinear2d_aa_vec(input, size, align, factors)
                        : Aten.upsample_bilinear2d_vec(input, size, align, factors);
            }
            case TRILINEAR -> {
                checkDims(input, 5);
                yield Aten.upsample_trilinear3d_vec(input, size, align, factors);
            }
            case BICUBIC -> {
                if (input.dim() != 4) {
                    throw unsupported(input);
                }
                yield antialias
                        ? Aten._upsample_bicubic2d_aa_vec(input, size, align, factors)
                        : Aten.upsample_bicubic2d_vec(input, size, align, factors);
            }
            case LANCZOS -> {
                if (input.dim() != 4) {
                    throw unsupported(input);
                }
                if (align) {
                    throw new IllegalArgumentException(
                            "Lanczos mode does not support align_corners=True");
                }
                if (!antialias) {
                    throw new IllegalArgumentException("Lanczos mode requires antialias=True");
                }
                yield Aten._upsample_lanczos2d_aa_vec(input, size, align, factors);
            }
        };
    }

    private static long[] sizes(Tensor input, IntOrTuple size) {
        int dims = input.dim() - 2;
        if (!size.isNumber() && size.values().size() != dims) {
            throw new IllegalArgumentException(
                    ("Input and output must have the same number of spatial dimensions, but got input with spatial "
                                    + "dimensions of %s and output size of %s. Please provide input tensor in "
                                    + "(N, C, d1, d2, ...,dK) format and output size in (o1, o2, ...,oK) format.")
                            .formatted(spatial(input), size));
        }
        return size.size(Math.max(dims, 0)).toArray();
    }

    private static double[] factors(Tensor input, double[] factors) {
        int dims = Math.max(input.dim() - 2, 0);
        if (factors.length != 1 && factors.length != dims) {
            throw new IllegalArgumentException(
                    ("Input and scale_factor must have the same number of spatial dimensions, but got input with "
                                    + "spatial dimensions of %s and scale_factor of shape %s. Please provide input "
                                    + "tensor in (N, C, d1, d2, ...,dK) format and scale_factor in "
                                    + "(s1, s2, ...,sK) format.")
                            .formatted(spatial(input), text(factors)));
        }
        return factors.length == dims
                ? factors
                : DoubleStream.generate(() -> factors[0]).limit(dims).toArray();
    }

    private static String spatial(Tensor input) {
        return Arrays.toString(input.shape().slice(2).toArray());
    }

    private void checkDims(Tensor input, int dims) {
        if (input.dim() >= 3 && input.dim() <= 5 && input.dim() != dims) {
            throw new UnsupportedOperationException(
                    "Got %dD input, but %s mode needs %dD input"
                            .formatted(input.dim(), mode, dims));
        }
        if (input.dim() != dims) {
            throw unsupported(input);
        }
    }

    private UnsupportedOperationException unsupported(Tensor input) {
        return new UnsupportedOperationException(
                ("Input Error: Only 3D, 4D and 5D input Tensors supported (got %dD) for the modes: "
                                + "nearest | linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact "
                                + "(got %s)")
                        .formatted(input.dim(), mode));
    }
}
