package torch.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.ReturnTypes;
import torch.Tensor;
import torch.nn.utils.PackedSequence;

/** A recurrent network whose state is one tensor: {@link RNN} and {@link GRU}. */
abstract class HiddenRNN extends RNNBase {
    private final PaddedOperator padded;
    private final PackedOperator packed;

    HiddenRNN(
            RNNMode mode,
            long inputSize,
            long hiddenSize,
            RNNOptions<?> options,
            PaddedOperator padded,
            PackedOperator packed) {
        super(mode, inputSize, hiddenSize, 0, options);
        this.padded = padded;
        this.packed = packed;
    }

    /** Runs over {@code input} from a state of zeros. */
    public final Output call(Tensor input) {
        return invoke(x -> forward(x, null), input);
    }

    /** Runs over {@code input} from the state {@code hx}, null for zeros. */
    public final Output call(Tensor input, @Nullable Tensor hx) {
        return invokeAll(
                args -> forward((Tensor) args.getFirst(), (Tensor) args.getLast()), input, hx);
    }

    /** Runs over sequences of several lengths from a state of zeros. */
    public final PackedOutput call(PackedSequence input) {
        return invoke(x -> forward(x, null), input);
    }

    /** Runs over sequences of several lengths from the state {@code hx}, null for zeros. */
    public final PackedOutput call(PackedSequence input, @Nullable Tensor hx) {
        return invokeAll(
                args -> forward((PackedSequence) args.getFirst(), (Tensor) args.getLast()),
                input,
                hx);
    }

    /** Computes the output; run through {@link #call(Tensor, Tensor)}. */
    public Output forward(Tensor input, @Nullable Tensor hx) {
        List<Tensor> results = new RNNPass(this).over(input, hx == null ? null : List.of(hx));
        return new Output(results.getFirst(), results.getLast());
    }

    /** Computes the output; run through {@link #call(PackedSequence, Tensor)}. */
    public PackedOutput forward(PackedSequence input, @Nullable Tensor hx) {
        List<Tensor> results = new RNNPass(this).over(input, hx == null ? null : List.of(hx));
        return new PackedOutput(RNNPass.packed(results.getFirst(), input), results.getLast());
    }

    @Override
    final long[] stateSizes() {
        return new long[] {hiddenSize};
    }

    @Override
    final List<Tensor> run(Tensor input, @Nullable Tensor batchSizes, List<Tensor> states) {
        Tensor hx = states.getFirst();
        var results =
                batchSizes == null
                        ? padded.call(
                                input,
                                hx,
                                weights(),
                                bias,
                                numLayers,
                                dropout,
                                isTraining(),
                                bidirectional,
                                batchFirst)
                        : packed.call(
                                input,
                                batchSizes,
                                hx,
                                weights(),
                                bias,
                                numLayers,
                                dropout,
                                isTraining(),
                                bidirectional);
        return List.of(results.first(), results.second());
    }

    /** An operator of libtorch over sequences of one length. */
    interface PaddedOperator {
        ReturnTypes.Tuple2<Tensor, Tensor> call(
                Tensor input,
                Tensor hx,
                List<Tensor> weights,
                boolean bias,
                long numLayers,
                double dropout,
                boolean training,
                boolean bidirectional,
                boolean batchFirst);
    }

    /** An operator of libtorch over packed sequences. */
    interface PackedOperator {
        ReturnTypes.Tuple2<Tensor, Tensor> call(
                Tensor data,
                Tensor batchSizes,
                Tensor hx,
                List<Tensor> weights,
                boolean bias,
                long numLayers,
                double dropout,
                boolean training,
                boolean bidirectional);
    }

    /**
     * What a network makes of its input.
     *
     * @param output the state of the last layer at every step, those of both directions side by side
     * @param hN the last state of every layer and direction
     */
    public record Output(Tensor output, Tensor hN) {}

    /**
     * What a network makes of sequences of several lengths.
     *
     * @param output the state of the last layer at every step, those of both directions side by side
     * @param hN the last state of every layer and direction, in the order in which the sequences were packed
     */
    public record PackedOutput(PackedSequence output, Tensor hN) {}
}
