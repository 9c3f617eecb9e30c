package torch.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import torch.Handles;
import torch.Tensor;
import torch.Torch;

/** The transformers beyond PyTorch's numbers: copies of layers, parts of the caller's, the fused way, and memory. */
class TransformerTest {
    private static final Tensor PADDING =
            Torch.tensor(new boolean[][] {{false, false, true}, {false, true, true}});

    private final TransformerEncoderLayer layer =
            new TransformerEncoderLayer(4, 2, 6, o -> o.batchFirst(true));
    private final Tensor x = Torch.randn(2, 3, 4);

    @Test
    void layers_startFromTheSameWeights_andGoTheirOwnWays() {
        var encoder = new TransformerEncoder(layer, 2);
        var first = encoder.layers.get(0);
        var second = encoder.layers.get(1);
        assertNotSame(layer, first);
        assertTrue(first.linear1.weight.equal(second.linear1.weight));
        Torch.noGrad(() -> first.linear1.weight.zero_());
        assertTrue(second.linear1.weight.equal(layer.linear1.weight));
    }

    @Test
    void activationModule_belongsToEachCopy() {
        var prelu = new PReLU();
        var encoder =
                new TransformerEncoder(
                        new TransformerEncoderLayer(4, 2, 6, o -> o.activation(prelu)), 2);
        var first = (PReLU) encoder.layers.get(0).activation;
        assertNotSame(prelu, first);
        assertTrue(encoder.stateDict().containsKey("layers.1.activation.weight"));
        Torch.noGrad(() -> prelu.weight.fill_(100));
        encoder.call(x).sum().backward();
        assertEquals(0.25, first.weight.itemDouble());
        assertTrue(first.weight.grad().abs().itemDouble() > 0);
    }

    @Test
    void encoder_withoutPadding_givesZerosThere_andElsewhereTheSame() {
        var encoder = new TransformerEncoder(layer, 2);
        encoder.eval();
        Tensor plain = encoder.call(x, o -> o.srcKeyPaddingMask(PADDING));
        try (var off = Torch.noGrad()) {
            Tensor fused = encoder.call(x, o -> o.srcKeyPaddingMask(PADDING));
            Tensor padded = PADDING.unsqueeze(-1);
            assertEquals(0, fused.maskedSelect(padded).abs().sum().itemDouble());
            Tensor present = padded.logicalNot();
            assertTrue(
                    plain.maskedSelect(present).allclose(fused.maskedSelect(present), 1e-4, 1e-6));
        }
    }

    @Test
    void hookInALayer_isCalledInEvaluationToo() {
        layer.eval();
        int[] calls = {0};
        var hook =
                layer.linear1.registerForwardPreHook(
                        (module, args) -> {
                            calls[0]++;
                            return null;
                        });
        Torch.noGrad(() -> layer.call(x));
        assertEquals(1, calls[0]);
        hook.remove();
        Torch.noGrad(() -> layer.call(x));
        assertEquals(1, calls[0]);
    }

    @Test
    void decoder_seesThatAMaskIsCausal() {
        Tensor causal = Transformer.generateSquareSubsequentMask(3);
        Tensor almost = causal.clone();
        almost.select(0, 1).select(0, 0).fill_(-1);
        assertTrue(Masks.isCausal(causal, null, 3));
        assertTrue(!Masks.isCausal(almost, null, 3));
        assertTrue(!Masks.isCausal(causal, null, 4));
        assertTrue(!Masks.isCausal(causal, false, 3));
        assertTrue(Masks.isCausal(almost, true, 3));
        assertTrue(!Masks.isCausal(null, null, 3));
    }

    private static final class Doubling extends Module implements Transformer.Encoder {
        private @Nullable Boolean isCausal;

        @Override
        public Tensor call(
                Tensor src,
                @Nullable Tensor mask,
                @Nullable Tensor srcKeyPaddingMask,
                @Nullable Boolean isCausal) {
            this.isCausal = isCausal;
            return src.mul(2);
        }
    }

    @Test
    void customEncoder_isAskedForTheMemory() {
        var doubling = new Doubling();
        var transformer = new Transformer(4, 2, 1, 1, o -> o.customEncoder(doubling).dropout(0));
        assertSame(doubling, transformer.encoder);
        Tensor output = transformer.call(x, x, o -> o.srcIsCausal(true));
        assertEquals(true, doubling.isCausal);
        var decoder = (TransformerDecoder) transformer.decoder;
        assertTrue(output.equal(decoder.call(x, x.mul(2))));
    }

    @Test
    void calls_inScope_leaveNoHandleBehind() {
        var transformer = new Transformer(4, 2, 2, 2, o -> o.batchFirst(true).dimFeedforward(6));
        long before = Handles.settled();
        try (var scope = Torch.scope()) {
            Tensor causal = Transformer.generateSquareSubsequentMask(3);
            transformer.call(x, x, o -> o.tgtMask(causal)).sum().backward();
            transformer.zeroGrad();
            transformer.eval();
            Torch.noGrad(() -> transformer.call(x, x, o -> o.srcKeyPaddingMask(PADDING)));
        }
        assertEquals(before, Handles.settled());
    }
}
