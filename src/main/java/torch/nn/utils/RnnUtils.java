package torch.nn.utils;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.DType;
import torch.MemoryFormat;
import torch.Tensor;
import torch.Torch;

/**
 * Sequences of several lengths: as a list, padded to one length, and packed without padding.
 *
 * <p>A padded batch is {@code (T, B, *)}, or {@code (B, T, *)} with {@code batchFirst}: {@code T} is the largest
 * length, {@code B} the number of sequences.
 *
 * {@snippet :
 * var packed = RnnUtils.packSequence(List.of(Torch.arange(2), Torch.arange(3)), false);
 * var padded = RnnUtils.padPackedSequence(packed, true);
 * padded.output();  // tensor([[0, 1, 0], [0, 1, 2]])
 * padded.lengths(); // tensor([2, 3])
 * }
 *
 * <p>Mirrors {@code torch.nn.utils.rnn}.
 */
public final class RnnUtils {
    private RnnUtils() {}

    /**
     * A padded batch and what is known of it.
     *
     * @param output the batch, in the order in which the sequences were given
     * @param lengths the length of each sequence
     */
    public record Padded(Tensor output, Tensor lengths) {}

    /** Packs a padded batch {@code (T, B, *)} of sequences, longest first. */
    public static PackedSequence packPaddedSequence(Tensor input, Tensor lengths) {
        return packPaddedSequence(input, lengths, false);
    }

    /** Packs a padded batch of sequences, longest first. */
    public static PackedSequence packPaddedSequence(
            Tensor input, Tensor lengths, boolean batchFirst) {
        return packPaddedSequence(input, lengths, batchFirst, true);
    }

    /**
     * Packs a padded batch of sequences.
     *
     * @param lengths the length of each sequence, on the CPU; what lies beyond is dropped
     * @param batchFirst whether {@code input} is {@code (B, T, *)} and not {@code (T, B, *)}
     * @param enforceSorted whether the sequences must come longest first; otherwise they are sorted
     * @throws torch.TorchException where they do not, where a length is not positive, or where there is not one for
     *     each sequence
     */
    public static PackedSequence packPaddedSequence(
            Tensor input, Tensor lengths, boolean batchFirst, boolean enforceSorted) {
        return pack(input, lengths.to(DType.INT64), batchFirst, enforceSorted);
    }

    /** Packs a padded batch {@code (T, B, *)} of sequences, longest first. */
    public static PackedSequence packPaddedSequence(Tensor input, long[] lengths) {
        return packPaddedSequence(input, lengths, false);
    }

    /** Packs a padded batch of sequences, longest first. */
    public static PackedSequence packPaddedSequence(
            Tensor input, long[] lengths, boolean batchFirst) {
        return packPaddedSequence(input, lengths, batchFirst, true);
    }

    /** Packs a padded batch of sequences; see {@link #packPaddedSequence(Tensor, Tensor, boolean, boolean)}. */
    public static PackedSequence packPaddedSequence(
            Tensor input, long[] lengths, boolean batchFirst, boolean enforceSorted) {
        return pack(input, Torch.tensor(lengths), batchFirst, enforceSorted);
    }

    private static PackedSequence pack(
            Tensor input, Tensor lengths, boolean batchFirst, boolean enforceSorted) {
        if (enforceSorted) {
            var packed = Aten._pack_padded_sequence(input, lengths, batchFirst);
            return new PackedSequence(packed.first(), packed.second());
        }
        var sorted = Aten.sort(lengths, -1, true);
        Tensor indices = sorted.indices().to(input.device());
        Tensor longestFirst = input.indexSelect(batchDim(batchFirst), indices);
        var packed = Aten._pack_padded_sequence(longestFirst, sorted.values(), batchFirst);
        return new PackedSequence(packed.first(), packed.second(), indices);
    }

    /** Pads packed sequences with zeros, {@code (T, B, *)}. */
    public static Padded padPackedSequence(PackedSequence sequence) {
        return padPackedSequence(sequence, false);
    }

    /** Pads packed sequences with zeros. */
    public static Padded padPackedSequence(PackedSequence sequence, boolean batchFirst) {
        return padPackedSequence(sequence, batchFirst, 0);
    }

    /** Pads packed sequences with a value. */
    public static Padded padPackedSequence(
            PackedSequence sequence, boolean batchFirst, double paddingValue) {
        return padPackedSequence(sequence, batchFirst, paddingValue, null);
    }

    /** Pads packed sequences with keyword arguments. */
    public static Padded padPackedSequence(
            PackedSequence sequence, Consumer<? super PadPackedOptions> options) {
        var o = new PadPackedOptions();
        options.accept(o);
        return padPackedSequence(sequence, o.batchFirst, o.paddingValue, o.totalLength);
    }

    /**
     * Pads packed sequences.
     *
     * @param totalLength the length to pad to, null for that of the longest sequence
     * @throws IllegalArgumentException where {@code totalLength} is less than the longest length
     */
    public static Padded padPackedSequence(
            PackedSequence sequence,
            boolean batchFirst,
            double paddingValue,
            @Nullable Long totalLength) {
        long longest = sequence.batchSizes().size(0);
        if (totalLength != null && totalLength < longest) {
            throw new IllegalArgumentException(
                    ("Expected total_length to be at least the length of the longest sequence in input, but got "
                                    + "total_length=%d and max sequence length being %d")
                            .formatted(totalLength, longest));
        }
        var padded =
                Aten._pad_packed_sequence(
                        sequence.data(),
                        sequence.batchSizes(),
                        batchFirst,
                        paddingValue,
                        totalLength == null ? longest : totalLength);
        Tensor unsorted = sequence.unsortedIndices();
        return unsorted == null
                ? new Padded(padded.first(), padded.second())
                : new Padded(
                        padded.first().indexSelect(batchDim(batchFirst), unsorted),
                        padded.second().get(unsorted.cpu()));
    }

    /** Pads sequences {@code (L, *)} with zeros at their ends, {@code (T, B, *)}. */
    public static Tensor padSequence(List<? extends Tensor> sequences) {
        return padSequence(sequences, false);
    }

    /** Pads sequences with zeros at their ends. */
    public static Tensor padSequence(List<? extends Tensor> sequences, boolean batchFirst) {
        return padSequence(sequences, batchFirst, 0);
    }

    /** Pads sequences with a value at their ends. */
    public static Tensor padSequence(
            List<? extends Tensor> sequences, boolean batchFirst, double paddingValue) {
        return padSequence(sequences, batchFirst, paddingValue, PaddingSide.RIGHT);
    }

    /** Pads sequences with keyword arguments. */
    public static Tensor padSequence(
            List<? extends Tensor> sequences, Consumer<? super PadSequenceOptions> options) {
        var o = new PadSequenceOptions();
        options.accept(o);
        return padSequence(sequences, o.batchFirst, o.paddingValue, o.paddingSide);
    }

    /** Pads sequences {@code (L, *)} at one of their sides. */
    public static Tensor padSequence(
            List<? extends Tensor> sequences,
            boolean batchFirst,
            double paddingValue,
            PaddingSide paddingSide) {
        return Aten.pad_sequence(sequences, batchFirst, paddingValue, paddingSide.toString());
    }

    /** Cuts a padded batch {@code (T, B, *)} into sequences. */
    public static List<Tensor> unpadSequence(Tensor paddedSequences, Tensor lengths) {
        return unpadSequence(paddedSequences, lengths, false);
    }

    /**
     * Cuts a padded batch into sequences of these lengths. The batch stays as it is; PyTorch's leaves one of
     * {@code (T, B, *)} transposed.
     *
     * @throws IllegalArgumentException where there is not one length for each sequence
     */
    public static List<Tensor> unpadSequence(
            Tensor paddedSequences, Tensor lengths, boolean batchFirst) {
        Tensor padded = batchFirst ? paddedSequences : paddedSequences.transpose(0, 1);
        long count = padded.size(0);
        if (lengths.dim() == 0) {
            throw new IllegalArgumentException("iteration over a 0-d tensor");
        }
        if (lengths.size(0) != count) {
            throw new IllegalArgumentException(
                    "zip() argument 2 is "
                            + (lengths.size(0) < count ? "shorter" : "longer")
                            + " than argument 1");
        }
        Tensor step = Torch.arange(padded.size(1), Torch.device(lengths.device()));
        var sequences = new ArrayList<Tensor>();
        for (long i = 0; i < count; i++) {
            sequences.add(padded.get(i).get(step.lt(lengths.get(i))));
        }
        return sequences;
    }

    /** Packs sequences {@code (L, *)} that come longest first. */
    public static PackedSequence packSequence(List<? extends Tensor> sequences) {
        return packSequence(sequences, true);
    }

    /** Packs sequences {@code (L, *)}, which must come longest first where {@code enforceSorted}. */
    public static PackedSequence packSequence(
            List<? extends Tensor> sequences, boolean enforceSorted) {
        long[] lengths = sequences.stream().mapToLong(sequence -> sequence.size(0)).toArray();
        return packPaddedSequence(padSequence(sequences), lengths, false, enforceSorted);
    }

    /** The sequences that were packed. */
    public static List<Tensor> unpackSequence(PackedSequence packedSequences) {
        Padded padded = padPackedSequence(packedSequences, true);
        return unpadSequence(padded.output(), padded.lengths(), true);
    }

    /** The permutation that undoes this one, a vector of indices; null for null. */
    public static @Nullable Tensor invertPermutation(@Nullable Tensor permutation) {
        if (permutation == null) {
            return null;
        }
        Tensor inverse =
                Aten.empty_like(
                        permutation, null, null, null, null, MemoryFormat.CONTIGUOUS_FORMAT);
        Tensor places = Torch.arange(permutation.numel(), Torch.device(permutation.device()));
        return inverse.scatter_(0, permutation, places);
    }

    private static long batchDim(boolean batchFirst) {
        return batchFirst ? 0 : 1;
    }

    /** The keyword arguments of {@link RnnUtils#padSequence}. */
    public static final class PadSequenceOptions extends PadOptions<PadSequenceOptions> {
        private PaddingSide paddingSide = PaddingSide.RIGHT;

        private PadSequenceOptions() {}

        /** The side that is filled up. Default: {@link PaddingSide#RIGHT} */
        public PadSequenceOptions paddingSide(PaddingSide paddingSide) {
            this.paddingSide = paddingSide;
            return this;
        }
    }

    /** The keyword arguments of {@link RnnUtils#padPackedSequence}. */
    public static final class PadPackedOptions extends PadOptions<PadPackedOptions> {
        private @Nullable Long totalLength;

        private PadPackedOptions() {}

        /** The length to pad to, null for that of the longest sequence. Default: null */
        public PadPackedOptions totalLength(@Nullable Long totalLength) {
            this.totalLength = totalLength;
            return this;
        }
    }
}
