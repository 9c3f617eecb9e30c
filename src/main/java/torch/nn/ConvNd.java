package torch.nn;

import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import torch.MemoryFormat;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.nn.init.Init;

/** What all convolutions share: settings, their checks, the parameters and the printed form. */
abstract class ConvNd extends UnaryModule {
    /** Channels of the input; 0 before a lazy layer saw one. */
    public long inChannels;

    /** Channels of the output. */
    public final long outChannels;

    /** Size of the kernel in each dimension. */
    public final Size kernelSize;

    /** Step of the kernel in each dimension. */
    public final Size stride;

    /** Padding on both sides of each dimension; 0 where {@link #paddingName} says how to pad. */
    public final Size padding;

    /** {@code "same"} or {@code "valid"}, or null where {@link #padding} is a number of elements. */
    public final @Nullable String paddingName;

    /** Distance between the elements of the kernel in each dimension. */
    public final Size dilation;

    /** Elements added to one side of the output in each dimension, for a transposed convolution. */
    public final Size outputPadding;

    /** Number of groups into which the channels are split. */
    public final long groups;

    /** Whether this is a transposed convolution, in whose {@link #weight} the channels of the input come first. */
    public final boolean transposed;

    /** What the padding is filled with. */
    public final PaddingMode paddingMode;

    /** The learned kernels. */
    public Parameter weight;

    /** The learned shift, {@code (outChannels)}; null without one. */
    public @Nullable Parameter bias;

    @SuppressWarnings("this-escape")
    ConvNd(
            long inChannels,
            long outChannels,
            Size kernelSize,
            boolean transposed,
            ConvNdOptions<?> o) {
        int dims = kernelSize.size();
        o.checkChannels(inChannels, outChannels);
        this.inChannels = inChannels;
        this.outChannels = outChannels;
        this.kernelSize = kernelSize;
        stride = ConvNdOptions.size("stride", o.stride, dims);
        paddingName = o instanceof ConvOptions named ? named.paddingName : null;
        padding = ConvNdOptions.size("padding", o.padding, dims);
        dilation = ConvNdOptions.size("dilation", o.dilation, dims);
        outputPadding = ConvNdOptions.size("output_padding", o.outputPadding, dims);
        groups = o.groups;
        paddingMode = o.paddingMode;
        if ("same".equals(paddingName) && !allEqual(stride, 1)) {
            throw new IllegalArgumentException(
                    "padding='same' is not supported for strided convolutions");
        }
        this.transposed = transposed;
        weight = o.parameter(weightShape().toArray());
        bias = o.bias ? o.parameter(outChannels) : null;
        resetParameters();
    }

    /** Draws {@link #weight} and {@link #bias} anew. */
    public void resetParameters() {
        if (isLazy() && inChannels == 0) {
            return;
        }
        if (weight.isContiguous()) {
            Init.kaimingUniform_(weight, Math.sqrt(5));
        } else {
            // The same numbers at the same places, however they lie in memory.
            try (var off = Torch.noGrad();
                    Tensor drawn = Torch.emptyLike(weight, MemoryFormat.CONTIGUOUS_FORMAT)) {
                Init.kaimingUniform_(drawn, Math.sqrt(5));
                weight.copy_(drawn);
            }
        }
        if (bias != null) {
            long fanIn = Init.calculateFanInAndFanOut(weight).fanIn();
            double bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
            Init.uniform_(bias, -bound, bound);
        }
    }

    @Override
    public Tensor forward(Tensor input) {
        int dims = kernelSize.size();
        if (paddingMode != PaddingMode.ZEROS) {
            return F.conv(
                    dims,
                    padded(input),
                    weight,
                    bias,
                    stride.toArray(),
                    new long[dims],
                    dilation.toArray(),
                    groups);
        }
        return paddingName != null
                ? F.conv(
                        dims,
                        input,
                        weight,
                        bias,
                        stride.toArray(),
                        paddingName,
                        dilation.toArray(),
                        groups)
                : F.conv(
                        dims,
                        input,
                        weight,
                        bias,
                        stride.toArray(),
                        padding.toArray(),
                        dilation.toArray(),
                        groups);
    }

    @Override
    public String extraRepr() {
        var text = new StringBuilder().append(inChannels).append(", ").append(outChannels);
        text.append(", kernel_size=").append(tuple(kernelSize));
        text.append(", stride=").append(tuple(stride));
        if (paddingName != null) {
            text.append(", padding=").append(paddingName);
        } else if (!allEqual(padding, 0)) {
            text.append(", padding=").append(tuple(padding));
        }
        if (!allEqual(dilation, 1)) {
            text.append(", dilation=").append(tuple(dilation));
        }
        if (!allEqual(outputPadding, 0)) {
            text.append(", output_padding=").append(tuple(outputPadding));
        }
        if (groups != 1) {
            text.append(", groups=").append(groups);
        }
        if (bias == null) {
            text.append(", bias=False");
        }
        if (paddingMode != PaddingMode.ZEROS) {
            text.append(", padding_mode=").append(paddingMode);
        }
        return text.toString();
    }

    /** The input with its border filled as {@link #paddingMode} says, for a convolution that then pads no more. */
    private Tensor padded(Tensor input) {
        int dims = kernelSize.size();
        // As F.pad takes it: the last dimension first, left and right of each.
        var pad = new long[2 * dims];
        for (int d = 0; d < dims; d++) {
            long total =
                    "same".equals(paddingName)
                            ? dilation.get(d) * (kernelSize.get(d) - 1)
                            : 2 * padding.get(d);
            int left = 2 * (dims - 1 - d);
            pad[left] = total / 2;
            pad[left + 1] = total - total / 2;
        }
        return F.pad(input, pad, PadMode.of(paddingMode));
    }

    /** The shape of {@link #weight}. */
    final Size weightShape() {
        LongStream channels =
                transposed
                        ? LongStream.of(inChannels, outChannels / groups)
                        : LongStream.of(outChannels, inChannels / groups);
        return Torch.shape(LongStream.concat(channels, kernelSize.stream()).toArray());
    }

    /** A kernel of this many dimensions. */
    static Size checked(Size kernelSize, int dims) {
        if (kernelSize.size() != dims) {
            throw new IllegalArgumentException(
                    "kernel_size must have %d numbers, but got %s"
                            .formatted(dims, Repr.tuple(kernelSize.toArray())));
        }
        return kernelSize;
    }

    private static boolean allEqual(Size sizes, long value) {
        return sizes.stream().allMatch(size -> size == value);
    }

    private static String tuple(Size sizes) {
        return Repr.tuple(sizes.toArray());
    }
}
