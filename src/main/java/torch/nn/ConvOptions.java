package torch.nn;

import org.jspecify.annotations.Nullable;

/** The keyword arguments of every convolution: one number for all dimensions, or one for each. */
public abstract class ConvOptions<S extends ConvOptions<S>> extends LayerOptions<S> {
    long[] stride = {1};
    long[] padding = {0};
    @Nullable String paddingName;
    long[] dilation = {1};
    long[] outputPadding = {0};
    long groups = 1;
    boolean bias = true;
    PaddingMode paddingMode = PaddingMode.ZEROS;

    ConvOptions() {}

    /** Step of the kernel. Default: 1 */
    public S stride(long... stride) {
        this.stride = stride.clone();
        return self();
    }

    /** Padding on both sides of the input. Default: 0 */
    public S padding(long... padding) {
        this.padding = padding.clone();
        paddingName = null;
        return self();
    }

    /** Distance between the elements of the kernel. Default: 1 */
    public S dilation(long... dilation) {
        this.dilation = dilation.clone();
        return self();
    }

    /** Number of groups into which the channels are split, each with kernels of its own. Default: 1 */
    public S groups(long groups) {
        this.groups = groups;
        return self();
    }

    /** Whether the layer learns an additive bias. Default: true */
    public S bias(boolean bias) {
        this.bias = bias;
        return self();
    }

    /** What the padding is filled with. Default: {@link PaddingMode#ZEROS} */
    public S paddingMode(PaddingMode paddingMode) {
        this.paddingMode = paddingMode;
        return self();
    }
}
