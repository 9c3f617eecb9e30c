package torch.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.nn.utils.PackedSequence;

/**
 * One pass of a recurrent network over its input: checks, first states and missing dimensions before the operator, the
 * caller's order and dimensions after it. The operator's results are the output and then the last states.
 */
final class RNNPass {
    private final RNNBase net;

    RNNPass(RNNBase net) {
        this.net = net;
    }

    /** Over a batch of sequences of one length, or over one sequence. */
    List<Tensor> over(Tensor input, @Nullable List<Tensor> states) {
        int dims = input.dim();
        if (dims != 2 && dims != 3) {
            throw new IllegalArgumentException(
                    "%s: Expected input to be 2D or 3D, got %dD%s instead"
                            .formatted(
                                    net.mode.layer,
                                    dims,
                                    net.mode.layer.equals("RNN") ? " tensor" : ""));
        }
        boolean batched = dims == 3;
        int batchDim = net.batchFirst ? 0 : 1;
        Tensor x = batched ? input : input.unsqueeze(batchDim);
        if (states != null) {
            checkDims(states, batched);
        }
        List<Tensor> first =
                states == null
                        ? zeros(x, x.size(batchDim))
                        : batched ? states : map(states, state -> state.unsqueeze(1));
        checkInput(x, 3);
        checkStates(first, x.size(batchDim));
        List<Tensor> results = net.run(x, null, first);
        if (batched) {
            return results;
        }
        var unbatched = new ArrayList<>(map(results, state -> state.squeeze(1)));
        unbatched.set(0, results.getFirst().squeeze(batchDim));
        return unbatched;
    }

    /** Over sequences of several lengths; the output's data come first. */
    List<Tensor> over(PackedSequence input, @Nullable List<Tensor> states) {
        Tensor sizes = input.batchSizes();
        long batch = checkedBatch(sizes, input.data());
        List<Tensor> first =
                states == null
                        ? zeros(input.data(), batch)
                        : permuted(states, input.sortedIndices());
        // PyTorch leaves an LSTM's checks to the operator, which finds out about the data, but not
        // about all states.
        if (net.mode != RNNMode.LSTM) {
            checkInput(input.data(), 2);
        }
        checkStates(first, batch);
        List<Tensor> results = net.run(input.data(), sizes, first);
        var ordered = new ArrayList<Tensor>();
        ordered.add(results.getFirst());
        ordered.addAll(permuted(results.subList(1, results.size()), input.unsortedIndices()));
        return ordered;
    }

    /** The size of the batch; libtorch would read and write past the data where the sizes are none of theirs. */
    private static long checkedBatch(Tensor sizes, Tensor data) {
        if (sizes.dtype() != DType.INT64 || sizes.dim() != 1) {
            throw new IllegalArgumentException(
                    "batch_sizes must be one row of int64, but got %s of shape %s"
                            .formatted(sizes.dtype(), sizes.shape()));
        }
        long[] all = sizes.toLongArray();
        long last = Long.MAX_VALUE;
        for (long size : all) {
            if (size <= 0 || size > last) {
                throw new IllegalArgumentException(
                        "batch_sizes must be positive and not increase, but got "
                                + Arrays.toString(all));
            }
            last = size;
        }
        if (all.length == 0 || data.dim() == 0 || Arrays.stream(all).sum() != data.size(0)) {
            throw new IllegalArgumentException(
                    "batch_sizes %s do not add up to data of shape %s"
                            .formatted(Arrays.toString(all), data.shape()));
        }
        return all[0];
    }

    /** A pass's output as a packed sequence of the same lengths and order as its input. */
    static PackedSequence packed(Tensor output, PackedSequence input) {
        return new PackedSequence(
                output, input.batchSizes(), input.sortedIndices(), input.unsortedIndices());
    }

    private List<Tensor> zeros(Tensor input, long batch) {
        return Arrays.stream(net.stateSizes())
                .mapToObj(
                        size ->
                                Torch.zeros(
                                        expected(batch, size),
                                        Torch.dtype(input.dtype()).device(input.device())))
                .toList();
    }

    private Size expected(long batch, long size) {
        return Torch.shape(net.numLayers * net.directions(), batch, size);
    }

    private void checkInput(Tensor input, int dims) {
        var dtype = net.weights().getFirst().dtype();
        if (input.dtype() != dtype && !isAutocastEnabled()) {
            throw new IllegalArgumentException(
                    ("RNN input dtype (%s) does not match weight dtype (%s). "
                                    + "Convert input: input.to(%s), or convert model: model.to(%s)")
                            .formatted(input.dtype(), dtype, dtype, input.dtype()));
        }
        if (input.dim() != dims) {
            throw new TorchException(
                    "input must have %d dimensions, got %d".formatted(dims, input.dim()));
        }
        if (input.size(-1) != net.inputSize) {
            throw new TorchException(
                    "input.size(-1) must be equal to input_size. Expected %d, got %d"
                            .formatted(net.inputSize, input.size(-1)));
        }
    }

    private static boolean isAutocastEnabled() {
        return Torch.isAutocastEnabled("cpu") || Torch.isAutocastEnabled("cuda");
    }

    private static void checkDims(List<Tensor> states, boolean batched) {
        int dims = batched ? 3 : 2;
        if (states.stream().allMatch(state -> state.dim() == dims)) {
            return;
        }
        String input = (batched ? "For batched %d-D input, " : "For unbatched %d-D input, ");
        throw new TorchException(
                states.size() == 1
                        ? (input + "hx should also be %d-D but got %d-D tensor")
                                .formatted(dims, dims, states.getFirst().dim())
                        : (input + "hx and cx should also be %d-D but got (%d-D, %d-D) tensors")
                                .formatted(
                                        dims,
                                        dims,
                                        states.getFirst().dim(),
                                        states.getLast().dim()));
    }

    private void checkStates(List<Tensor> states, long batch) {
        long[] sizes = net.stateSizes();
        for (int i = 0; i < sizes.length; i++) {
            Size expected = expected(batch, sizes[i]);
            Size actual = states.get(i).shape();
            if (!actual.equals(expected)) {
                throw new TorchException(
                        "Expected hidden%s size %s, got %s"
                                .formatted(
                                        sizes.length == 1 ? "" : "[" + i + "]",
                                        Repr.tuple(expected.toArray()),
                                        Arrays.toString(actual.toArray())));
            }
        }
    }

    private static List<Tensor> permuted(List<Tensor> states, @Nullable Tensor permutation) {
        return permutation == null
                ? states
                : map(states, state -> state.indexSelect(1, permutation));
    }

    private static List<Tensor> map(List<Tensor> tensors, UnaryOperator<Tensor> change) {
        return tensors.stream().map(change).toList();
    }
}
