package torch.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Tensor;
import torch.Torch;
import torch.nn.init.Init;

/** What the recurrent networks share: settings, the weights of all layers and directions, and the printed form. */
abstract class RNNBase extends Module {
    /** Number of features of the input. */
    public final long inputSize;

    /** Number of features of the state. */
    public final long hiddenSize;

    /** Number of layers, each fed with what the one before made. */
    public final long numLayers;

    /** Whether the layers learn biases. */
    public final boolean bias;

    /** Whether the first dimension of input and output is the batch. */
    public final boolean batchFirst;

    /** Probability of dropout between the layers in training mode. */
    public final double dropout;

    /** Whether each layer also runs from the end to the start. */
    public final boolean bidirectional;

    /** Number of features to which {@link LSTM} projects its output; 0 for no projection. */
    public final long projSize;

    final RNNMode mode;

    /** Names of the weights, a list for each layer and direction. */
    private final List<List<String>> weightNames;

    /** Where the weights start that were flattened last; 0 before. */
    private long flattened;

    @SuppressWarnings("this-escape")
    RNNBase(RNNMode mode, long inputSize, long hiddenSize, long projSize, RNNOptions<?> o) {
        o.check(inputSize, hiddenSize, projSize);
        this.mode = mode;
        this.inputSize = inputSize;
        this.hiddenSize = hiddenSize;
        this.projSize = projSize;
        numLayers = o.numLayers;
        bias = o.bias;
        batchFirst = o.batchFirst;
        dropout = o.dropout;
        bidirectional = o.bidirectional;
        var names = new ArrayList<List<String>>();
        for (long layer = 0; layer < numLayers; layer++) {
            long size = layer == 0 ? inputSize : outputSize() * directions();
            for (String suffix : bidirectional ? List.of("", "_reverse") : List.of("")) {
                names.add(registerWeights(size, "_l" + layer + suffix, o));
            }
        }
        weightNames = List.copyOf(names);
        flattenParameters();
        resetParameters();
    }

    private List<String> registerWeights(long size, String suffix, RNNOptions<?> o) {
        long gates = mode.gates * hiddenSize;
        var names = new ArrayList<String>();
        names.add(register("weight_ih" + suffix, o.parameter(gates, size)));
        names.add(register("weight_hh" + suffix, o.parameter(gates, outputSize())));
        if (bias) {
            names.add(register("bias_ih" + suffix, o.parameter(gates)));
            names.add(register("bias_hh" + suffix, o.parameter(gates)));
        }
        if (projSize > 0) {
            names.add(register("weight_hr" + suffix, o.parameter(projSize, hiddenSize)));
        }
        return List.copyOf(names);
    }

    private String register(String name, Parameter weight) {
        registerParameter(name, weight);
        return name;
    }

    /** Draws all weights anew. */
    public void resetParameters() {
        double bound = 1 / Math.sqrt(hiddenSize);
        for (Parameter weight : parameters()) {
            Init.uniform_(weight, -bound, bound);
        }
    }

    /** The weights: for each layer and direction those of input and state, their biases and that of the projection. */
    public final List<List<Tensor>> allWeights() {
        return weightNames.stream()
                .map(names -> names.stream().map(this::weight).toList())
                .toList();
    }

    private Tensor weight(String name) {
        return Objects.requireNonNull(
                members().tensor(name), () -> name() + " has no attribute '" + name + "'");
    }

    /**
     * Moves the weights on a GPU into one block of memory, where cuDNN wants them. Happens by itself when a network is
     * made there or first used there; on the CPU it does nothing.
     */
    public final void flattenParameters() {
        List<Tensor> weights = flatWeights();
        Tensor first = weights.getFirst();
        boolean acceptable =
                weights.stream()
                        .allMatch(
                                weight ->
                                        weight.isCuda()
                                                && weight.dtype() == first.dtype()
                                                && Aten.cudnn_is_acceptable(weight));
        if (!acceptable || !Aten._use_cudnn_rnn_flatten_weight()) {
            return;
        }
        // Weights that share memory must stay where they are.
        if (weights.stream().mapToLong(Tensor::dataPtr).distinct().count() != weights.size()) {
            return;
        }
        try (var off = Torch.noGrad()) {
            Aten._cudnn_rnn_flatten_weight(
                            weights,
                            weightNames.getFirst().size(),
                            inputSize,
                            mode.cudnnMode(),
                            hiddenSize,
                            projSize,
                            numLayers,
                            batchFirst,
                            bidirectional)
                    .close();
        }
        flattened = first.dataPtr();
    }

    /** All weights in one list, as the operators take them, in one block where cuDNN runs them. */
    final List<Tensor> weights() {
        List<Tensor> weights = flatWeights();
        if (weights.getFirst().isCuda() && weights.getFirst().dataPtr() != flattened) {
            flattenParameters();
        }
        return weights;
    }

    private List<Tensor> flatWeights() {
        return allWeights().stream().flatMap(List::stream).toList();
    }

    /** Number of features that a layer hands on, and of its first state. */
    final long outputSize() {
        return projSize > 0 ? projSize : hiddenSize;
    }

    final long directions() {
        return bidirectional ? 2 : 1;
    }

    /** Number of features of each state: of the hidden one, and of an LSTM's cell. */
    abstract long[] stateSizes();

    /**
     * Calls libtorch's operator on input of full shape, packed where there are batch sizes. Gives the output and then
     * the last states.
     */
    abstract List<Tensor> run(Tensor input, @Nullable Tensor batchSizes, List<Tensor> states);

    @Override
    public String extraRepr() {
        var text = new StringBuilder().append(inputSize).append(", ").append(hiddenSize);
        if (projSize != 0) {
            text.append(", proj_size=").append(projSize);
        }
        if (numLayers != 1) {
            text.append(", num_layers=").append(numLayers);
        }
        if (!bias) {
            text.append(", bias=False");
        }
        if (batchFirst) {
            text.append(", batch_first=True");
        }
        if (dropout != 0) {
            text.append(", dropout=").append(Repr.of(dropout));
        }
        if (bidirectional) {
            text.append(", bidirectional=True");
        }
        return text.toString();
    }
}
