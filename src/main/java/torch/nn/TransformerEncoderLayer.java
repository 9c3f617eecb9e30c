package torch.nn;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/**
 * A layer of a transformer's encoder: self-attention and a network of two linear maps, each added to its input and
 * normalized.
 *
 * <p><b>Shape</b>, with batch {@code N}, {@code S} steps and {@code E = dModel}
 * <ul>
 *   <li>Input: {@code (S, N, E)}, {@code (N, S, E)} where {@code batchFirst}, or {@code (S, E)} for one sequence
 *   <li>Output: the same as the input
 * </ul>
 *
 * <p>In evaluation mode and without gradients a layer with the batch first is one fused call of libtorch, if its
 * activation is one of {@link Activation}, the number of heads is even, and no hooks hang in it.
 *
 * {@snippet :
 * var layer = new TransformerEncoderLayer(512, 8, o -> o.batchFirst(true));
 * var output = layer.call(Torch.rand(32, 10, 512));
 * }
 *
 * <p>Mirrors {@code torch.nn.TransformerEncoderLayer}.
 */
public class TransformerEncoderLayer extends Module {
    /** The self-attention. */
    public final MultiheadAttention selfAttn;

    /** The first of the two linear maps. */
    public final Linear linear1;

    /** Dropout between the two linear maps. */
    public final Dropout dropout;

    /** The second of the two linear maps. */
    public final Linear linear2;

    /** Whether each block is normalized at its entrance, and not after its sum. */
    public final boolean normFirst;

    /** The normalization of the attention. */
    public final LayerNorm norm1;

    /** The normalization of the linear maps. */
    public final LayerNorm norm2;

    /** Dropout after the attention. */
    public final Dropout dropout1;

    /** Dropout after the linear maps. */
    public final Dropout dropout2;

    /** The module between the two linear maps; null where it is a function. */
    public final @Nullable UnaryModule activation;

    final UnaryOperator<Tensor> activationFunction;

    /** A layer of 2048 features between the linear maps. */
    public TransformerEncoderLayer(long dModel, long nhead) {
        this(dModel, nhead, o -> {});
    }

    /** A layer of {@code dimFeedforward} features between the linear maps. */
    public TransformerEncoderLayer(long dModel, long nhead, long dimFeedforward) {
        this(dModel, nhead, o -> o.dimFeedforward(dimFeedforward));
    }

    /** A layer of {@code dimFeedforward} features between the linear maps, with dropout. */
    public TransformerEncoderLayer(long dModel, long nhead, long dimFeedforward, double dropout) {
        this(dModel, nhead, o -> o.dimFeedforward(dimFeedforward).dropout(dropout));
    }

    /** A layer of {@code dimFeedforward} features between the linear maps, with keyword arguments. */
    public TransformerEncoderLayer(
            long dModel, long nhead, long dimFeedforward, Consumer<? super Options> options) {
        this(dModel, nhead, o -> options.accept(o.dimFeedforward(dimFeedforward)));
    }

    /** A layer with keyword arguments. */
    public TransformerEncoderLayer(long dModel, long nhead, Consumer<? super Options> options) {
        this(dModel, nhead, Keywords.set(new Options(), options));
    }

    @SuppressWarnings("this-escape")
    TransformerEncoderLayer(long dModel, long nhead, Options o) {
        selfAttn = registerModule("self_attn", o.attention(dModel, nhead));
        linear1 = o.linear(dModel, o.dimFeedforward);
        dropout = new Dropout(o.dropout);
        linear2 = o.linear(o.dimFeedforward, dModel);
        normFirst = o.normFirst;
        norm1 = o.norm(dModel);
        norm2 = o.norm(dModel);
        dropout1 = new Dropout(o.dropout);
        dropout2 = new Dropout(o.dropout);
        activation = o.activation;
        activationFunction = o.activationFunction;
    }

    /** Runs without masks. */
    public final Tensor call(Tensor src) {
        return call(src, o -> {});
    }

    /** Runs with a mask, null for none. */
    public final Tensor call(Tensor src, @Nullable Tensor srcMask) {
        return call(src, srcMask, null);
    }

    /** Runs with a mask and padding, null for none. */
    public final Tensor call(
            Tensor src, @Nullable Tensor srcMask, @Nullable Tensor srcKeyPaddingMask) {
        return call(src, srcMask, srcKeyPaddingMask, false);
    }

    /** Runs with keyword arguments. */
    public final Tensor call(Tensor src, Consumer<? super CallOptions> options) {
        CallOptions o = Keywords.set(new CallOptions(), options);
        return call(src, o.srcMask, o.srcKeyPaddingMask, o.isCausal);
    }

    /** Runs; the arguments are those of {@link CallOptions}. */
    public final Tensor call(
            Tensor src,
            @Nullable Tensor srcMask,
            @Nullable Tensor srcKeyPaddingMask,
            boolean isCausal) {
        return invokeAll(
                args ->
                        forward(
                                (Tensor) args.get(0),
                                (Tensor) args.get(1),
                                (Tensor) args.get(2),
                                (boolean) args.get(3)),
                src,
                srcMask,
                srcKeyPaddingMask,
                isCausal);
    }

    /** Computes the output; run through {@link #call(Tensor)}. */
    public Tensor forward(
            Tensor src,
            @Nullable Tensor srcMask,
            @Nullable Tensor srcKeyPaddingMask,
            boolean isCausal) {
        Tensor padding =
                Masks.canonical(
                        srcKeyPaddingMask,
                        "src_key_padding_mask",
                        srcMask,
                        "src_mask",
                        src.dtype());
        Tensor mask = Masks.canonical(srcMask, "src_mask", src.dtype());
        if (FastPath.takes(this, src)) {
            return FastPath.encoderLayer(this, src, selfAttn.mergeMasks(mask, padding, src));
        }
        if (normFirst) {
            Tensor x = src.add(attention(norm1.call(src), mask, padding, isCausal));
            return x.add(feedForward(norm2.call(x)));
        }
        Tensor x = norm1.call(src.add(attention(src, mask, padding, isCausal)));
        return norm2.call(x.add(feedForward(x)));
    }

    private Tensor attention(
            Tensor x, @Nullable Tensor mask, @Nullable Tensor padding, boolean isCausal) {
        var attended = selfAttn.call(x, x, x, padding, false, mask, true, isCausal);
        return dropout1.call(attended.attnOutput());
    }

    private Tensor feedForward(Tensor x) {
        Tensor hidden = linear1.call(x);
        Tensor activated =
                activation == null ? activationFunction.apply(hidden) : activation.call(hidden);
        return dropout2.call(linear2.call(dropout.call(activated)));
    }

    /** The keyword arguments of {@link TransformerEncoderLayer}. */
    public static final class Options extends TransformerLayerOptions<Options> {
        Options() {}
    }

    /** The keyword arguments of a call. */
    public static final class CallOptions extends Keywords<CallOptions> {
        private @Nullable Tensor srcMask;
        private @Nullable Tensor srcKeyPaddingMask;
        private boolean isCausal;

        private CallOptions() {}

        /** What each step may not see, {@code (S, S)} or {@code (N nhead, S, S)}. Default: none */
        public CallOptions srcMask(@Nullable Tensor srcMask) {
            this.srcMask = srcMask;
            return this;
        }

        /** Which steps are padding, {@code (N, S)}, or {@code (S)} for one sequence. Default: none */
        public CallOptions srcKeyPaddingMask(@Nullable Tensor srcKeyPaddingMask) {
            this.srcKeyPaddingMask = srcKeyPaddingMask;
            return this;
        }

        /** A hint that the mask, which must be given too, is causal. Default: false */
        public CallOptions isCausal(boolean isCausal) {
            this.isCausal = isCausal;
            return this;
        }
    }
}
