package torch.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import torch.DType;
import torch.Handles;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.nn.utils.PackedSequence;
import torch.nn.utils.RnnUtils;

/** What Java adds to the recurrent networks: weights by name, copies, hooks, states as records, and memory. */
class RNNTest {
    @Test
    void allWeights_areTheParametersOfEachLayerAndDirection() {
        var lstm = new LSTM(3, 4, 2, o -> o.bidirectional(true).projSize(2).bias(false));
        List<List<Tensor>> weights = lstm.allWeights();
        assertEquals(4, weights.size());
        var flat = weights.stream().flatMap(List::stream).toList();
        assertEquals(lstm.parameters(), flat);
        assertSame(lstm.getParameter("weight_hr_l1_reverse"), weights.getLast().getLast());
    }

    @Test
    void flattenParameters_onCpu_leavesWeightsWhereTheyAre() {
        var gru = new GRU(3, 4, 2);
        var before = gru.parameters().stream().map(Tensor::dataPtr).toList();
        gru.flattenParameters();
        assertEquals(before, gru.parameters().stream().map(Tensor::dataPtr).toList());
    }

    @Test
    void clone_runsOnWeightsOfItsOwn() {
        var original = new LSTM(3, 4, 2);
        var copy = (LSTM) original.clone();
        Tensor x = Torch.randn(5, 2, 3);
        Tensor expected = original.call(x).output();
        assertTrue(expected.equal(copy.call(x).output()));
        Torch.noGrad(() -> original.parameters().forEach(Tensor::zero_));
        assertTrue(expected.equal(copy.call(x).output()));
        assertEquals(0, original.call(x).output().abs().sum().itemDouble());
    }

    @Test
    void weight_registeredAnew_isUsed() {
        var rnn = new RNN(3, 4, o -> o.bias(false));
        rnn.registerParameter("weight_ih_l0", new Parameter(Torch.zeros(4, 3)));
        assertEquals(0, rnn.call(Torch.randn(2, 1, 3)).output().abs().sum().itemDouble());
    }

    @Test
    void network_inAnotherType_takesInputOfThatType() {
        var gru = new GRU(3, 4);
        gru.to(DType.FLOAT64);
        Tensor x = Torch.randn(Torch.shape(2, 1, 3), Torch.dtype(DType.FLOAT64));
        assertEquals(DType.FLOAT64, gru.call(x).hN().dtype());
    }

    @Test
    void hooks_seeInputsAndRecord() {
        var seen = new ArrayList<Object>();
        var lstm = new LSTM(3, 4);
        lstm.registerForwardHook(
                (module, args, output) -> {
                    seen.addAll(args);
                    seen.add(output);
                    return null;
                });
        Tensor x = Torch.randn(2, 1, 3);
        var output = lstm.call(x);
        assertEquals(List.of(x, output), seen);
        seen.clear();
        var next = lstm.call(x, output.state());
        assertEquals(List.of(x, output.state(), next), seen);
    }

    @Test
    void state_ofOneCall_continuesInTheNext() {
        var lstm = new LSTM(3, 4, 2);
        Tensor x = Torch.randn(6, 2, 3);
        var whole = lstm.call(x);
        var first = lstm.call(x.narrow(0, 0, 2));
        var second = lstm.call(x.narrow(0, 2, 4), first.state());
        assertTrue(whole.output().narrow(0, 2, 4).allclose(second.output()));
        assertTrue(whole.cN().allclose(second.cN()));
        assertSame(second.state().h(), second.hN());
    }

    @Test
    void cell_repeated_isTheNetworkOfOneLayer() {
        var lstm = new LSTM(3, 4);
        var cell = new LSTMCell(3, 4);
        cell.loadStateDict(
                java.util.Map.of(
                        "weight_ih", lstm.getParameter("weight_ih_l0"),
                        "weight_hh", lstm.getParameter("weight_hh_l0"),
                        "bias_ih", lstm.getParameter("bias_ih_l0"),
                        "bias_hh", lstm.getParameter("bias_hh_l0")));
        Tensor x = Torch.randn(5, 2, 3);
        LSTM.State state = null;
        for (Tensor step : x) {
            state = cell.call(step, state);
        }
        assertTrue(lstm.call(x).hN().squeeze(0).allclose(state.h()));
    }

    @Test
    void packedSequences_comeOutInTheirOrder() {
        var gru = new GRU(3, 4);
        List<Tensor> sequences = List.of(Torch.randn(2, 3), Torch.randn(4, 3), Torch.randn(1, 3));
        PackedSequence packed = RnnUtils.packSequence(sequences, false);
        var result = gru.call(packed);
        List<Tensor> outputs = RnnUtils.unpackSequence(result.output());
        for (int i = 0; i < sequences.size(); i++) {
            var alone = gru.call(sequences.get(i));
            assertTrue(alone.output().allclose(outputs.get(i)), "output " + i);
            assertTrue(alone.hN().allclose(result.hN().select(1, i)), "state " + i);
        }
        assertNotSame(packed, result.output());
    }

    @Test
    void statesThatDoNotFitAPackedBatch_areRefused() {
        PackedSequence packed =
                RnnUtils.packPaddedSequence(Torch.randn(4, 3, 3), new long[] {4, 2, 1});
        var state = new LSTM.State(Torch.zeros(1, 2, 4), Torch.zeros(1, 2, 4));
        var thrown = assertThrows(TorchException.class, () -> new LSTM(3, 4).call(packed, state));
        assertEquals("Expected hidden[0] size (1, 3, 4), got [1, 2, 4]", thrown.getMessage());
    }

    @Test
    void batchSizesOfOtherData_areRefused() {
        Tensor data = Torch.randn(3, 3);
        for (Tensor sizes :
                List.of(
                        Torch.tensor(new long[] {2, 2}),
                        Torch.tensor(new long[] {1, 2}),
                        Torch.tensor(new long[] {3, 0}),
                        Torch.tensor(new long[] {}),
                        Torch.tensor(new long[][] {{2, 1}}),
                        Torch.tensor(new long[] {2, 1}).to(DType.INT32))) {
            var packed = new PackedSequence(data, sizes);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new LSTM(3, 4).call(packed),
                    sizes::toString);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new RNN(3, 4).call(packed),
                    sizes::toString);
        }
    }

    @Test
    void autocast_takesInputOfAnotherType() {
        Tensor x = Torch.randn(Torch.shape(2, 1, 3), Torch.dtype(DType.BFLOAT16));
        var lstm = new LSTM(3, 4);
        assertThrows(IllegalArgumentException.class, () -> lstm.call(x));
        try (var casts = Torch.autocast("cpu", DType.BFLOAT16)) {
            assertEquals(Torch.shape(2, 1, 4), lstm.call(x).output().shape());
        }
    }

    @Test
    void missingTensor_isNamed() {
        Tensor h = Torch.zeros(1, 4);
        var thrown = assertThrows(NullPointerException.class, () -> new LSTM.State(h, null));
        assertEquals("argument 'c' must be a Tensor, not null", thrown.getMessage());
    }

    @Test
    void closedInput_isRefused() {
        Tensor x = Torch.randn(2, 1, 3);
        x.close();
        assertThrows(IllegalStateException.class, () -> new LSTM(3, 4).call(x));
        assertThrows(IllegalStateException.class, () -> new GRUCell(3, 4).call(x));
    }

    @Test
    void training_inScope_leavesNoHandleBehind() {
        var lstm = new LSTM(3, 4, 2, o -> o.dropout(0.5).bidirectional(true));
        var cell = new GRUCell(3, 4);
        long before = Handles.settled();
        for (int i = 0; i < 3; i++) {
            try (var scope = Torch.scope()) {
                Tensor x = Torch.randn(5, 2, 3);
                PackedSequence packed =
                        RnnUtils.packPaddedSequence(x, new long[] {3, 5}, false, false);
                lstm.call(x).output().sum().backward();
                lstm.call(packed).output().data().sum().backward();
                cell.call(x.select(0, 0)).sum().backward();
                lstm.zeroGrad();
                cell.zeroGrad();
            }
        }
        assertEquals(before, Handles.settled());
    }
}
