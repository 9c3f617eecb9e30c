package torch.nn;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/**
 * A stack of copies of one layer, which all start from the same weights and attend to the same memory.
 *
 * <p><b>Shape</b>: as in {@link TransformerDecoderLayer}.
 *
 * {@snippet :
 * var decoder = new TransformerDecoder(new TransformerDecoderLayer(512, 8), 6);
 * var output = decoder.call(Torch.rand(20, 32, 512), Torch.rand(10, 32, 512));
 * }
 *
 * <p>Mirrors {@code torch.nn.TransformerDecoder}.
 */
public class TransformerDecoder extends Module implements Transformer.Decoder {
    /** The copies, the first of them called first. */
    public final ModuleList<TransformerDecoderLayer> layers;

    /** Number of layers. */
    public final long numLayers;

    /** What is applied to the output of the last layer; null for nothing. */
    public final @Nullable UnaryModule norm;

    /** A stack without a normalization at its end. */
    public TransformerDecoder(TransformerDecoderLayer decoderLayer, long numLayers) {
        this(decoderLayer, numLayers, null);
    }

    /** A stack with a normalization at its end, null for none. */
    public TransformerDecoder(
            TransformerDecoderLayer decoderLayer, long numLayers, @Nullable UnaryModule norm) {
        layers = Transformer.copies(decoderLayer, numLayers);
        this.numLayers = numLayers;
        this.norm = norm;
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
                null,
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
                o.tgtIsCausal,
                o.memoryIsCausal);
    }

    @Override
    public final Tensor call(
            Tensor tgt,
            Tensor memory,
            @Nullable Tensor tgtMask,
            @Nullable Tensor memoryMask,
            @Nullable Tensor tgtKeyPaddingMask,
            @Nullable Tensor memoryKeyPaddingMask,
            @Nullable Boolean tgtIsCausal,
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
                                (Boolean) args.get(6),
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
            @Nullable Boolean tgtIsCausal,
            boolean memoryIsCausal) {
        long length = Masks.length(tgt, layers.get(0).selfAttn.batchFirst);
        boolean causal = Masks.isCausal(tgtMask, tgtIsCausal, length);
        Tensor output = tgt;
        for (TransformerDecoderLayer layer : layers) {
            output =
                    layer.call(
                            output,
                            memory,
                            tgtMask,
                            memoryMask,
                            tgtKeyPaddingMask,
                            memoryKeyPaddingMask,
                            causal,
                            memoryIsCausal);
        }
        return norm == null ? output : norm.call(output);
    }

    /** The keyword arguments of a call. */
    public static final class CallOptions extends DecoderCallOptions<CallOptions> {
        private CallOptions() {}
    }
}
