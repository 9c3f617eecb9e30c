package torch.nn;

import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.TensorOptions;
import torch.TorchException;
import torch.nn.init.Init;

/**
 * An encoder of a source and a decoder that attends to it and to the target, as in
 * <a href="https://arxiv.org/abs/1706.03762">Attention Is All You Need</a>.
 *
 * <p><b>Shape</b>, with batch {@code N}, {@code S} and {@code T} steps and {@code E = dModel}
 * <ul>
 *   <li>Source: {@code (S, N, E)}, {@code (N, S, E)} where {@code batchFirst}, or {@code (S, E)} for one sequence
 *   <li>Target: likewise, with {@code T} steps
 *   <li>Output: the same as the target
 * </ul>
 *
 * <p>All weights of two or more dimensions are drawn as {@link Init#xavierUniform_} does.
 *
 * {@snippet :
 * var transformer = new Transformer(o -> o.nhead(16).numEncoderLayers(12));
 * var output = transformer.call(Torch.rand(10, 32, 512), Torch.rand(20, 32, 512));
 * }
 *
 * <p>Mirrors {@code torch.nn.Transformer}.
 */
public class Transformer extends Module {
    /** The encoder: a {@link TransformerEncoder}, or one of the caller's. */
    public final Module encoder;

    /** The decoder: a {@link TransformerDecoder}, or one of the caller's. */
    public final Module decoder;

    /** Number of features. */
    public final long dModel;

    /** Number of heads. */
    public final long nhead;

    /** Whether the batch is the first dimension. */
    public final boolean batchFirst;

    /** A transformer of 512 features, 8 heads and 6 layers on either side. */
    public Transformer() {
        this(o -> {});
    }

    /** A transformer of 6 layers on either side. */
    public Transformer(long dModel, long nhead) {
        this(o -> o.dModel(dModel).nhead(nhead));
    }

    /** A transformer with these numbers of layers. */
    public Transformer(long dModel, long nhead, long numEncoderLayers, long numDecoderLayers) {
        this(dModel, nhead, numEncoderLayers, numDecoderLayers, o -> {});
    }

    /** A transformer with these numbers of layers, and keyword arguments. */
    public Transformer(
            long dModel,
            long nhead,
            long numEncoderLayers,
            long numDecoderLayers,
            Consumer<? super Options> options) {
        this(
                o ->
                        options.accept(
                                o.dModel(dModel)
                                        .nhead(nhead)
                                        .numEncoderLayers(numEncoderLayers)
                                        .numDecoderLayers(numDecoderLayers)));
    }

    /** A transformer with keyword arguments. */
    @SuppressWarnings("this-escape")
    public Transformer(Consumer<? super Options> options) {
        Options o = Keywords.set(new Options(), options);
        encoder = o.customEncoder != null ? o.customEncoder : encoder(o);
        decoder = o.customDecoder != null ? o.customDecoder : decoder(o);
        dModel = o.dModel;
        nhead = o.nhead;
        batchFirst = o.batchFirst;
        resetParameters();
    }

    private static TransformerEncoder encoder(Options o) {
        var layer =
                new TransformerEncoderLayer(
                        o.dModel, o.nhead, new TransformerEncoderLayer.Options().like(o));
        return new TransformerEncoder(layer, o.numEncoderLayers, o.norm(o.dModel));
    }

    private static TransformerDecoder decoder(Options o) {
        var layer =
                new TransformerDecoderLayer(
                        o.dModel, o.nhead, new TransformerDecoderLayer.Options().like(o));
        return new TransformerDecoder(layer, o.numDecoderLayers, o.norm(o.dModel));
    }

    /** Draws all weights of two or more dimensions anew. */
    public void resetParameters() {
        for (Parameter parameter : parameters()) {
            if (parameter.dim() > 1) {
                Init.xavierUniform_(parameter);
            }
        }
    }

    /** Runs without masks. */
    public final Tensor call(Tensor src, Tensor tgt) {
        return call(src, tgt, o -> {});
    }

    /** Runs with masks and padding, null for none. */
    public final Tensor call(
            Tensor src,
            Tensor tgt,
            @Nullable Tensor srcMask,
            @Nullable Tensor tgtMask,
            @Nullable Tensor memoryMask,
            @Nullable Tensor srcKeyPaddingMask,
            @Nullable Tensor tgtKeyPaddingMask,
            @Nullable Tensor memoryKeyPaddingMask) {
        return call(
                src,
                tgt,
                srcMask,
                tgtMask,
                memoryMask,
                srcKeyPaddingMask,
                tgtKeyPaddingMask,
                memoryKeyPaddingMask,
                null,
                null,
                false);
    }

    /** Runs with keyword arguments. */
    public final Tensor call(Tensor src, Tensor tgt, Consumer<? super CallOptions> options) {
        CallOptions o = Keywords.set(new CallOptions(), options);
        return call(
                src,
                tgt,
                o.srcMask,
                o.tgtMask,
                o.memoryMask,
                o.srcKeyPaddingMask,
                o.tgtKeyPaddingMask,
                o.memoryKeyPaddingMask,
                o.srcIsCausal,
                o.tgtIsCausal,
                o.memoryIsCausal);
    }

    /** Runs; the arguments are those of {@link CallOptions}. */
    public final Tensor call(
            Tensor src,
            Tensor tgt,
            @Nullable Tensor srcMask,
            @Nullable Tensor tgtMask,
            @Nullable Tensor memoryMask,
            @Nullable Tensor srcKeyPaddingMask,
            @Nullable Tensor tgtKeyPaddingMask,
            @Nullable Tensor memoryKeyPaddingMask,
            @Nullable Boolean srcIsCausal,
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
                                (Tensor) args.get(6),
                                (Tensor) args.get(7),
                                (Boolean) args.get(8),
                                (Boolean) args.get(9),
                                (boolean) args.get(10)),
                src,
                tgt,
                srcMask,
                tgtMask,
                memoryMask,
                srcKeyPaddingMask,
                tgtKeyPaddingMask,
                memoryKeyPaddingMask,
                srcIsCausal,
                tgtIsCausal,
                memoryIsCausal);
    }

    /** Computes the output; run through {@link #call(Tensor, Tensor)}. */
    public Tensor forward(
            Tensor src,
            Tensor tgt,
            @Nullable Tensor srcMask,
            @Nullable Tensor tgtMask,
            @Nullable Tensor memoryMask,
            @Nullable Tensor srcKeyPaddingMask,
            @Nullable Tensor tgtKeyPaddingMask,
            @Nullable Tensor memoryKeyPaddingMask,
            @Nullable Boolean srcIsCausal,
            @Nullable Boolean tgtIsCausal,
            boolean memoryIsCausal) {
        int batchDim = batchFirst ? 0 : 1;
        if (src.size(batchDim) != tgt.size(batchDim) && src.dim() == 3) {
            throw new TorchException("the batch number of src and tgt must be equal");
        }
        if (src.size(-1) != dModel || tgt.size(-1) != dModel) {
            throw new TorchException("the feature number of src and tgt must be equal to d_model");
        }
        Tensor memory = ((Encoder) encoder).call(src, srcMask, srcKeyPaddingMask, srcIsCausal);
        return ((Decoder) decoder)
                .call(
                        tgt,
                        memory,
                        tgtMask,
                        memoryMask,
                        tgtKeyPaddingMask,
                        memoryKeyPaddingMask,
                        tgtIsCausal,
                        memoryIsCausal);
    }

    /** The mask {@code (size, size)} of a sequence whose steps see none that come after. */
    public static Tensor generateSquareSubsequentMask(long size) {
        return generateSquareSubsequentMask(size, TensorOptions.DEFAULT);
    }

    /** The mask of a sequence whose steps see none that come after, of this type and on this device. */
    public static Tensor generateSquareSubsequentMask(long size, TensorOptions options) {
        return Masks.causal(size, options);
    }

    /** Deep copies of a layer, which start from the same weights. */
    @SuppressWarnings("unchecked")
    static <M extends Module> ModuleList<M> copies(M layer, long count) {
        return new ModuleList<>(
                LongStream.range(0, count).mapToObj(i -> (M) layer.clone()).toList());
    }

    /** What a transformer takes for its encoder: a {@link TransformerEncoder}, or a module of the caller's. */
    public interface Encoder {
        /** Encodes a source, with masks or null, as {@link TransformerEncoder} does. */
        Tensor call(
                Tensor src,
                @Nullable Tensor mask,
                @Nullable Tensor srcKeyPaddingMask,
                @Nullable Boolean isCausal);
    }

    /** What a transformer takes for its decoder: a {@link TransformerDecoder}, or a module of the caller's. */
    public interface Decoder {
        /** Decodes a target, with masks or null, as {@link TransformerDecoder} does. */
        Tensor call(
                Tensor tgt,
                Tensor memory,
                @Nullable Tensor tgtMask,
                @Nullable Tensor memoryMask,
                @Nullable Tensor tgtKeyPaddingMask,
                @Nullable Tensor memoryKeyPaddingMask,
                @Nullable Boolean tgtIsCausal,
                boolean memoryIsCausal);
    }

    /** The keyword arguments of {@link Transformer}. */
    public static final class Options extends TransformerLayerOptions<Options> {
        private long dModel = 512;
        private long nhead = 8;
        private long numEncoderLayers = 6;
        private long numDecoderLayers = 6;
        private @Nullable Module customEncoder;
        private @Nullable Module customDecoder;

        private Options() {}

        /** Number of features. Default: 512 */
        public Options dModel(long dModel) {
            this.dModel = dModel;
            return this;
        }

        /** Number of heads. Default: 8 */
        public Options nhead(long nhead) {
            this.nhead = nhead;
            return this;
        }

        /** Number of layers of the encoder. Default: 6 */
        public Options numEncoderLayers(long numEncoderLayers) {
            this.numEncoderLayers = numEncoderLayers;
            return this;
        }

        /** Number of layers of the decoder. Default: 6 */
        public Options numDecoderLayers(long numDecoderLayers) {
            this.numDecoderLayers = numDecoderLayers;
            return this;
        }

        /** An encoder in place of {@link TransformerEncoder}. Default: none */
        public <E extends Module & Encoder> Options customEncoder(@Nullable E customEncoder) {
            this.customEncoder = customEncoder;
            return this;
        }

        /** A decoder in place of {@link TransformerDecoder}. Default: none */
        public <D extends Module & Decoder> Options customDecoder(@Nullable D customDecoder) {
            this.customDecoder = customDecoder;
            return this;
        }
    }

    /** The keyword arguments of a call. */
    public static final class CallOptions extends DecoderCallOptions<CallOptions> {
        private @Nullable Tensor srcMask;
        private @Nullable Tensor srcKeyPaddingMask;
        private @Nullable Boolean srcIsCausal;

        private CallOptions() {}

        /** What each step of the source may not see of it, {@code (S, S)} or {@code (N nhead, S, S)}. Default: none */
        public CallOptions srcMask(@Nullable Tensor srcMask) {
            this.srcMask = srcMask;
            return this;
        }

        /** Which steps of the source are padding, {@code (N, S)}, or {@code (S)} for one sequence. Default: none */
        public CallOptions srcKeyPaddingMask(@Nullable Tensor srcKeyPaddingMask) {
            this.srcKeyPaddingMask = srcKeyPaddingMask;
            return this;
        }

        /**
         * A hint that the source's mask, which must be given too, is causal; null to look at the mask. Default: null
         */
        public CallOptions srcIsCausal(@Nullable Boolean srcIsCausal) {
            this.srcIsCausal = srcIsCausal;
            return this;
        }
    }
}
