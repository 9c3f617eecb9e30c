package torch.nn;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/**
 * A layer of a transformer's decoder: self-attention, attention to what the encoder made and a network of two linear maps,
 * each added to its input and normalized.
 *
 * <p><b>Shape</b>, with batch {@code N}, {@code T} and {@code S} steps and {@code E = dModel}
 * <ul>
 *   <li>Target: {@code (T, N, E)}, {@code (N, T, E)} where {@code batchFirst}, or {@code (T, E)} for one sequence
 *   <li>Memory: likewise, with {@code S} steps
 *   <li>Output: the same as the target
 * </ul>
 *
 * {@snippet :
 * var layer = new TransformerDecoderLayer(512, 8);
 * var output = layer.call(Torch.rand(20, 32, 512), Torch.rand(10, 32, 512));
 * }
 *
 * <p>Mirrors {@code torch.nn.TransformerDecoderLayer}.
 */
public class TransformerDecoderLayer extends Module {
    /** The self-attention. */
    public final MultiheadAttention selfAttn;

    /** The attention to what the encoder made. */
    public final MultiheadAttention multiheadAttn;

    /** The first of the two linear maps. */
    public final Linear linear1;

    /** Dropout between the two linear maps. */
    public final Dropout dropout;

    /** The second of the two linear maps. */
    public final Linear linear2;

    /** Whether each block is normalized at its entrance, and not after its sum. */
    public final boolean normFirst;

    /** The normalization of the self-attention. */
    public final LayerNorm norm1;

    /** The normalization of the attention to the encoder. */
    public final LayerNorm norm2;

    /** The normalization of the linear maps. */
    public final LayerNorm norm3;

    /** Dropout after the self-attention. */
    public final Dropout dropout1;

    /** Dropout after the attention to the encoder. */
    public final Dropout dropout2;

    /** Dropout after the linear maps. */
    public final Dropout dropout3;

    /** The module between the two linear maps; null where it is a function. */
    public final @Nullable UnaryModule activation;

    private final UnaryOperator<Tensor> activationFunction;

    /** A layer of 2048 features between the linear maps. */
    public TransformerDecoderLayer(long dModel, long nhead) {
        this(dModel, nhead, o -> {});
    }

    /** A layer of {@code dimFeedforward} features between the linear maps. */
    public TransformerDecoderLayer(long dModel, long nhead, long dimFeedforward) {
        this(dModel, nhead, o -> o.dimFeedforward(dimFeedforward));
    }

    /** A layer of {@code dimFeedforward} features between the linear maps, with dropout. */
    public TransformerDecoderLayer(long dModel, long nhead, long dimFeedforward, double dropout) {
        this(dModel, nhead, o -> o.dimFeedforward(dimFeedforward).dropout(dropout));
    }

    /** A layer of {@code dimFeedforward} features between the linear maps, with keyword arguments. */
    public TransformerDecoderLayer(
            long dModel, long nhead, long dimFeedforward, Consumer<? super Options> options) {
        this(dModel, nhead, o -> options.accept(o.dimFeedforward(dimFeedforward)));
    }

    /** A layer with keyword arguments. */
    public TransformerDecoderLayer(long dModel, long nhead, Consumer<? super Options> options) {
        this(dModel, nhead, Keywords.set(new Options(), options));
    }

    @SuppressWarnings("this-escape")
    TransformerDecoderLayer(long dModel, long nhead, Options o) {
        selfAttn = registerModule("self_attn", o.attention(dModel, nhead));
        multiheadAttn = registerModule("multihead_attn", o.attention(dModel, nhead));
        linear1 = o.linear(dModel, o.dimFeedforward);
        dropout = new Dropout(o.dropout);
        linear2 = o.linear(o.dimFeedforward, dModel);
        normFirst = o.normFirst;
        norm1 = o.norm(dModel);
        norm2 = o.norm(dModel);
        norm3 = o.norm(dModel);
        dropout1 = new Dropout(o.dropout);
        dropout2 = new Dropout(o.dropout);
        dropout3 = new Dropout(o.dropout);
        activation = o.activation;
        activationFunction = o.activationFunction;
    }

    /** Runs without masks. */
    public final Tensor call(Tensor tgt, Tensor memory) {
        return call(tgt, memory, o -> {});
    }

    /** Runs with masks and padding, null for none. */
    public final Tensor call(
            Tensor tgt,
            Tensor memory,
            @Nullable Tensor tgtMask,
            @Nullable Tensor memoryMask,
            @Nullable Tensor tgtKeyPaddingMask,
            @Nullable Tensor memoryKeyPaddingMask) {
        return call(
                tgt,
                memory,
                tgtMask,
                memoryMask,
                tgtKeyPaddingMask,
                memoryKeyPaddingMask,
                false,
                false);
    }

    /** Runs with keyword arguments. */
    public final Tensor call(Tensor tgt, Tensor memory, Consumer<? super CallOptions> options) {
        CallOptions o = Keywords.set(new CallOptions(), options);
        return call(
                tgt,
                memory,
                o.tgtMask,
                o.memoryMask,
                o.tgtKeyPaddingMask,
                o.memoryKeyPaddingMask,
                Boolean.TRUE.equals(o.tgtIsCausal),
                o.memoryIsCausal);
    }

    /** Runs; the arguments are those of {@link CallOptions}. */
    public final Tensor call(
            Tensor tgt,
            Tensor memory,
            @Nullable Tensor tgtMask,
            @Nullable Tensor memoryMask,
            @Nullable Tensor tgtKeyPaddingMask,
            @Nullable Tensor memoryKeyPaddingMask,
            boolean tgtIsCausal,
            boolean memoryIsCausal) {
        return invokeAll(
                args ->
                        forward(
                                (Tensor) args.get(0),
                                (Tensor) args.get(1),
                                (Tensor) args.get(2),
                                (Tensor) args.get(3),
                                (Tensor) args.get(4),
                                (Tensor) args.get(5),
                                (boolean) args.get(6),
                                (boolean) args.get(7)),
                tgt,
                memory,
                tgtMask,
                memoryMask,
                tgtKeyPaddingMask,
                memoryKeyPaddingMask,
                tgtIsCausal,
                memoryIsCausal);
    }

    /** Computes the output; run through {@link #call(Tensor, Tensor)}. */
    public Tensor forward(
            Tensor tgt,
            Tensor memory,
            @Nullable Tensor tgtMask,
            @Nullable Tensor memoryMask,
            @Nullable Tensor tgtKeyPaddingMask,
            @Nullable Tensor memoryKeyPaddingMask,
            boolean tgtIsCausal,
            boolean memoryIsCausal) {
        UnaryOperator<Tensor> toTarget =
                x ->
                        dropout1.call(
                                attended(selfAttn, x, x, tgtMask, tgtKeyPaddingMask, tgtIsCausal));
        UnaryOperator<Tensor> toMemory =
                x ->
                        dropout2.call(
                                attended(
                                        multiheadAttn,
                                        x,
                                        memory,
                                        memoryMask,
                                        memoryKeyPaddingMask,
                                        memoryIsCausal));
        Tensor x = block(tgt, norm1, toTarget);
        x = block(x, norm2, toMemory);
        return block(x, norm3, this::feedForward);
    }

    private Tensor block(Tensor x, LayerNorm norm, UnaryOperator<Tensor> body) {
        return normFirst ? x.add(body.apply(norm.call(x))) : norm.call(x.add(body.apply(x)));
    }

    private static Tensor attended(
            MultiheadAttention attention,
            Tensor x,
            Tensor source,
            @Nullable Tensor mask,
            @Nullable Tensor padding,
            boolean isCausal) {
        return attention.call(x, source, source, padding, false, mask, true, isCausal).attnOutput();
    }

    private Tensor feedForward(Tensor x) {
        Tensor hidden = linear1.call(x);
        Tensor activated =
                activation == null ? activationFunction.apply(hidden) : activation.call(hidden);
        return dropout3.call(linear2.call(dropout.call(activated)));
    }

    /** The keyword arguments of {@link TransformerDecoderLayer}. */
    public static final class Options extends TransformerLayerOptions<Options> {
        Options() {}
    }

    /** The keyword arguments of a call. */
    public static final class CallOptions extends DecoderCallOptions<CallOptions> {
        private CallOptions() {}
    }
}
