package torch.nn;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Tensor;

/**
 * A stack of copies of one layer, which all start from the same weights.
 *
 * <p><b>Shape</b>: as in {@link TransformerEncoderLayer}.
 *
 * <p>In evaluation mode and without gradients, a batch with padding at its ends goes through the fused kernels without
 * the padding, as libtorch's nested tensors; the padding comes out as zeros. A {@link #norm} is applied to those zeros
 * too.
 *
 * {@snippet :
 * var layer = new TransformerEncoderLayer(512, 8, o -> o.batchFirst(true));
 * var encoder = new TransformerEncoder(layer, 6);
 * var output = encoder.call(Torch.rand(32, 10, 512));
 * }
 *
 * <p>Mirrors {@code torch.nn.TransformerEncoder}.
 */
public class TransformerEncoder extends Module implements Transformer.Encoder {
    /** The copies, the first of them called first. */
    public final ModuleList<TransformerEncoderLayer> layers;

    /** Number of layers. */
    public final long numLayers;

    /** What is applied to the output of the last layer; null for nothing. */
    public final @Nullable UnaryModule norm;

    /** Whether padding may be left out, as the caller said. */
    public final boolean enableNestedTensor;

    /** Whether padding is left out where it can be. */
    public final boolean useNestedTensor;

    /** Whether it is checked that the padding lies at the ends. */
    public final boolean maskCheck;

    /** A stack without a normalization at its end. */
    public TransformerEncoder(TransformerEncoderLayer encoderLayer, long numLayers) {
        this(encoderLayer, numLayers, o -> {});
    }

    /** A stack with a normalization at its end. */
    public TransformerEncoder(
            TransformerEncoderLayer encoderLayer, long numLayers, @Nullable UnaryModule norm) {
        this(encoderLayer, numLayers, o -> o.norm(norm));
    }

    /** A stack with keyword arguments. */
    public TransformerEncoder(
            TransformerEncoderLayer encoderLayer,
            long numLayers,
            Consumer<? super Options> options) {
        Options o = Keywords.set(new Options(), options);
        layers = Transformer.copies(encoderLayer, numLayers);
        this.numLayers = numLayers;
        norm = o.norm;
        enableNestedTensor = o.enableNestedTensor;
        maskCheck = o.maskCheck;
        String why = FastPath.whyNotNested(encoderLayer);
        useNestedTensor = enableNestedTensor && why == null;
        if (enableNestedTensor && why != null) {
            Warnings.warnOnce(
                    "enable_nested_tensor is True, but self.use_nested_tensor is False because encoder_layer"
                            + why);
        }
    }

    /** Runs without masks. */
    public final Tensor call(Tensor src) {
        return call(src, o -> {});
    }

    /** Runs with a mask, null for none. */
    public final Tensor call(Tensor src, @Nullable Tensor mask) {
        return call(src, mask, null);
    }

    /** Runs with a mask and padding, null for none. */
    public final Tensor call(
            Tensor src, @Nullable Tensor mask, @Nullable Tensor srcKeyPaddingMask) {
        return call(src, mask, srcKeyPaddingMask, null);
    }

    /** Runs with keyword arguments. */
    public final Tensor call(Tensor src, Consumer<? super CallOptions> options) {
        CallOptions o = Keywords.set(new CallOptions(), options);
        return call(src, o.mask, o.srcKeyPaddingMask, o.isCausal);
    }

    @Override
    public final Tensor call(
            Tensor src,
            @Nullable Tensor mask,
            @Nullable Tensor srcKeyPaddingMask,
            @Nullable Boolean isCausal) {
        return invokeAll(
                args ->
                        forward(
                                (Tensor) args.get(0),
                                (Tensor) args.get(1),
                                (Tensor) args.get(2),
                                (Boolean) args.get(3)),
                src,
                mask,
                srcKeyPaddingMask,
                isCausal);
    }

    /** Computes the output; run through {@link #call(Tensor)}. */
    public Tensor forward(
            Tensor src,
            @Nullable Tensor mask,
            @Nullable Tensor srcKeyPaddingMask,
            @Nullable Boolean isCausal) {
        Tensor padding =
                Masks.canonical(
                        srcKeyPaddingMask, "src_key_padding_mask", mask, "mask", src.dtype());
        Tensor added = Masks.canonical(mask, "mask", src.dtype());
        long length = Masks.length(src, layers.get(0).selfAttn.batchFirst);
        boolean causal = Masks.isCausal(added, isCausal, length);
        Tensor unpadded = padding == null || added != null ? null : unpadded(src, padding);
        boolean nested = unpadded != null;
        Tensor output = unpadded == null ? src : unpadded;
        for (TransformerEncoderLayer layer : layers) {
            output = layer.call(output, added, nested ? null : padding, causal);
        }
        if (nested) {
            output = Aten.to_padded_tensor(output, 0, src.shape().toArray());
        }
        return norm == null ? output : norm.call(output);
    }

    /** The batch without its padding, as a nested tensor; null where the kernels cannot take it. */
    private @Nullable Tensor unpadded(Tensor src, Tensor padding) {
        TransformerEncoderLayer first = layers.get(0);
        if (!useNestedTensor || first.isTraining() || src.dim() != 3) {
            return null;
        }
        Tensor present = padding.logicalNot();
        if (maskCheck && !Aten._nested_tensor_from_mask_left_aligned(src, present)) {
            return null;
        }
        boolean takes =
                FastPath.takes(src)
                        && FastPath.takes(FastPath.weights(first).toArray(Tensor[]::new));
        return takes ? Aten._nested_tensor_from_mask(src, present, false) : null;
    }

    /** The keyword arguments of {@link TransformerEncoder}. */
    public static final class Options extends Keywords<Options> {
        private @Nullable UnaryModule norm;
        private boolean enableNestedTensor = true;
        private boolean maskCheck = true;

        private Options() {}

        /** What is applied to the output of the last layer. Default: nothing */
        public Options norm(@Nullable UnaryModule norm) {
            this.norm = norm;
            return this;
        }

        /** Whether padding may be left out in evaluation mode. Default: true */
        public Options enableNestedTensor(boolean enableNestedTensor) {
            this.enableNestedTensor = enableNestedTensor;
            return this;
        }

        /** Whether it is checked that padding, where it is left out, lies at the ends. Default: true */
        public Options maskCheck(boolean maskCheck) {
            this.maskCheck = maskCheck;
            return this;
        }
    }

    /** The keyword arguments of a call. */
    public static final class CallOptions extends Keywords<CallOptions> {
        private @Nullable Tensor mask;
        private @Nullable Tensor srcKeyPaddingMask;
        private @Nullable Boolean isCausal;

        private CallOptions() {}

        /** What each step may not see, {@code (S, S)} or {@code (N nhead, S, S)}. Default: none */
        public CallOptions mask(@Nullable Tensor mask) {
            this.mask = mask;
            return this;
        }

        /** Which steps are padding, {@code (N, S)}, or {@code (S)} for one sequence. Default: none */
        public CallOptions srcKeyPaddingMask(@Nullable Tensor srcKeyPaddingMask) {
            this.srcKeyPaddingMask = srcKeyPaddingMask;
            return this;
        }

        /** A hint that the mask, which must be given too, is causal; null to look at the mask. Default: null */
        public CallOptions isCausal(@Nullable Boolean isCausal) {
            this.isCausal = isCausal;
            return this;
        }
    }
}
