package torch.nn.utils;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Device;
import torch.Tensor;

/**
 * Sequences of several lengths in one tensor without padding, step by step: of the sequences {@code abc} and
 * {@code x} the data are {@code axbc} and the batch sizes {@code [2, 1, 1]}. Recurrent layers take it in place of a
 * padded batch.
 *
 * <p>It is made by {@link RnnUtils#packPaddedSequence} and {@link RnnUtils#packSequence}. The conversions change the
 * data; indices follow them to their device, and batch sizes stay on the CPU. A conversion that changes nothing gives
 * this very object, as {@link Tensor#to(DType)} does, and any other shares with this one the tensors that need no
 * change.
 *
 * <p>Mirrors {@code torch.nn.utils.rnn.PackedSequence}.
 *
 * @param data the elements of all sequences, {@code (Σ lengths, *)}
 * @param batchSizes how many sequences reach each step, of type int64 and on the CPU
 * @param sortedIndices which sequence stands where, longest first; null where they were given so
 * @param unsortedIndices the inverse, which leads back to the order in which they were given; null with
 *     {@code sortedIndices}
 */
public record PackedSequence(
        Tensor data,
        Tensor batchSizes,
        @Nullable Tensor sortedIndices,
        @Nullable Tensor unsortedIndices)
        implements AutoCloseable {

    /**
     * Holds these tensors; the unsorted indices are computed from the sorted ones where they are null.
     *
     * @throws IllegalArgumentException where the batch sizes are not on the CPU
     */
    public PackedSequence {
        Objects.requireNonNull(data, "argument 'data' must be a Tensor, not null");
        Objects.requireNonNull(batchSizes, "argument 'batchSizes' must be a Tensor, not null");
        if (!batchSizes.device().type().equals("cpu")) {
            throw new IllegalArgumentException(
                    "batch_sizes should always be on CPU. Instances of PackedSequence should never be created "
                            + "manually. They should be instantiated by functions like pack_sequence and "
                            + "pack_padded_sequences in nn.utils.rnn. "
                            + "https://pytorch.org/docs/stable/nn.html#torch.nn.utils.rnn.pack_sequence");
        }
        if (unsortedIndices == null) {
            unsortedIndices = RnnUtils.invertPermutation(sortedIndices);
        }
    }

    /** Sequences that were given longest first. */
    public PackedSequence(Tensor data, Tensor batchSizes) {
        this(data, batchSizes, null);
    }

    /** Sequences that were sorted. */
    public PackedSequence(Tensor data, Tensor batchSizes, @Nullable Tensor sortedIndices) {
        this(data, batchSizes, sortedIndices, null);
    }

    /** The data in another type. */
    public PackedSequence to(DType dtype) {
        return with(data.to(dtype));
    }

    /** The data on another device. */
    public PackedSequence to(Device device) {
        return with(data.to(device));
    }

    /** The data on a device given by name, for example {@code "cuda:0"}. */
    public PackedSequence to(String device) {
        return to(Device.of(device));
    }

    /** The data on another device and in another type. */
    public PackedSequence to(Device device, DType dtype) {
        return with(data.to(device, dtype));
    }

    /** The data on the device and in the type of another tensor. */
    public PackedSequence to(Tensor other) {
        return with(data.to(other));
    }

    /**
     * The data on another device and in another type.
     *
     * @param dtype the type, null to keep it
     * @param nonBlocking whether copies between pinned memory and a GPU may go on behind the call's back
     * @param copy whether to copy the data also where nothing changes
     */
    public PackedSequence to(
            Device device, @Nullable DType dtype, boolean nonBlocking, boolean copy) {
        return with(
                data.to(device, dtype, nonBlocking, copy), index -> index.to(device, nonBlocking));
    }

    /** On the CPU. */
    public PackedSequence cpu() {
        return with(data.cpu());
    }

    /** On the current GPU. */
    public PackedSequence cuda() {
        return with(data.cuda());
    }

    /** On the GPU of a number. */
    public PackedSequence cuda(int device) {
        return with(data.cuda(device));
    }

    /** Python's {@code double()}. */
    public PackedSequence toDouble() {
        return to(DType.FLOAT64);
    }

    /** Python's {@code float()}. */
    public PackedSequence toFloat() {
        return to(DType.FLOAT32);
    }

    /** Python's {@code half()}. */
    public PackedSequence toHalf() {
        return to(DType.FLOAT16);
    }

    /** Python's {@code long()}. */
    public PackedSequence toLong() {
        return to(DType.INT64);
    }

    /** Python's {@code int()}. */
    public PackedSequence toInt() {
        return to(DType.INT32);
    }

    /** Python's {@code short()}. */
    public PackedSequence toShort() {
        return to(DType.INT16);
    }

    /** Python's {@code char()}: signed bytes. */
    public PackedSequence toChar() {
        return to(DType.INT8);
    }

    /** Python's {@code byte()}: unsigned bytes. */
    public PackedSequence toByte() {
        return to(DType.UINT8);
    }

    /** In memory that a GPU reads directly. */
    public PackedSequence pinMemory() {
        return with(data.pinMemory(), Tensor::pinMemory);
    }

    /** Whether the data are on a GPU. */
    public boolean isCuda() {
        return data.isCuda();
    }

    /** Whether the data are in memory that a GPU reads directly. */
    public boolean isPinned() {
        return data.isPinned();
    }

    /** Takes all tensors out of every {@link torch.Scope}. Returns this object. */
    public PackedSequence keep() {
        data.keep();
        batchSizes.keep();
        if (sortedIndices != null) {
            sortedIndices.keep();
        }
        if (unsortedIndices != null) {
            unsortedIndices.keep();
        }
        return this;
    }

    /** Closes all tensors, also those that a conversion of this object shares. */
    @Override
    public void close() {
        data.close();
        batchSizes.close();
        if (sortedIndices != null) {
            sortedIndices.close();
        }
        if (unsortedIndices != null) {
            unsortedIndices.close();
        }
    }

    /** The printed form of PyTorch. */
    @Override
    public String toString() {
        return "PackedSequence(data=%s, batch_sizes=%s, sorted_indices=%s, unsorted_indices=%s)"
                .formatted(data, batchSizes, text(sortedIndices), text(unsortedIndices));
    }

    private PackedSequence with(Tensor converted) {
        return with(converted, index -> index.to(converted.device()));
    }

    private PackedSequence with(Tensor converted, UnaryOperator<Tensor> conversion) {
        if (converted == data) {
            return this;
        }
        return new PackedSequence(
                converted,
                batchSizes,
                sortedIndices == null ? null : conversion.apply(sortedIndices),
                unsortedIndices == null ? null : conversion.apply(unsortedIndices));
    }

    private static String text(@Nullable Tensor indices) {
        return indices == null ? "None" : indices.toString();
    }
}
