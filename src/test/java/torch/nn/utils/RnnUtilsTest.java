package torch.nn.utils;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import torch.DType;
import torch.Handles;
import torch.Tensor;
import torch.Torch;

/** What recordings cannot say of packed sequences: printed form, identity and memory. */
class RnnUtilsTest {
    private static PackedSequence packed() {
        return RnnUtils.packSequence(
                List.of(
                        Torch.tensor(1L, 2L),
                        Torch.tensor(new long[] {3}),
                        Torch.tensor(4L, 5L, 6L)),
                false);
    }

    @Test
    void toString_isPythons() {
        assertEquals(
                "PackedSequence(data=tensor([4, 1, 3, 5, 2, 6]), batch_sizes=tensor([3, 2, 1]), "
                        + "sorted_indices=tensor([2, 0, 1]), unsorted_indices=tensor([1, 2, 0]))",
                packed().toString());
        assertEquals(
                "PackedSequence(data=tensor([1, 3, 2]), batch_sizes=tensor([2, 1]), "
                        + "sorted_indices=None, unsorted_indices=None)",
                RnnUtils.packSequence(List.of(Torch.tensor(1L, 2L), Torch.tensor(new long[] {3})))
                        .toString());
    }

    @Test
    void conversion_changesData() {
        PackedSequence packed = packed();
        PackedSequence doubles = packed.toDouble();
        assertEquals(DType.FLOAT64, doubles.data().dtype());
        assertSame(packed.batchSizes(), doubles.batchSizes());
        assertSame(packed.sortedIndices(), doubles.sortedIndices());
        assertSame(packed.unsortedIndices(), doubles.unsortedIndices());
        assertEquals(DType.FLOAT32, packed.toFloat().data().dtype());
        assertEquals(DType.FLOAT16, packed.toHalf().data().dtype());
        assertEquals(DType.INT32, packed.toInt().data().dtype());
        assertEquals(DType.INT16, packed.toShort().data().dtype());
        assertEquals(DType.INT8, packed.toChar().data().dtype());
        assertEquals(DType.UINT8, packed.toByte().data().dtype());
        assertEquals(DType.FLOAT64, packed.to(doubles.data()).data().dtype());
        assertEquals("meta", packed.to("meta").sortedIndices().device().type());
    }

    @Test
    void conversion_thatChangesNothing_isTheSameObject() {
        PackedSequence packed = packed();
        assertSame(packed, packed.toLong());
        assertSame(packed, packed.cpu());
        assertSame(packed, packed.to("cpu"));
        assertNotSame(packed, packed.to(packed.data().device(), null, false, true));
    }

    @Test
    void unpadSequence_leavesItsArgument() {
        Tensor padded = Torch.ones(3, 2);
        List<Tensor> sequences = RnnUtils.unpadSequence(padded, Torch.tensor(3L, 1L));
        assertEquals(List.of(3L, 1L), sequences.stream().map(s -> s.size(0)).toList());
        assertEquals(Torch.shape(3, 2), padded.shape());
    }

    @Test
    void invertPermutation_ofNull_isNull() {
        assertNull(RnnUtils.invertPermutation(null));
    }

    @Test
    void null_isNamed() {
        Tensor x = Torch.ones(3, 2);
        assertTrue(
                assertThrows(NullPointerException.class, () -> new PackedSequence(null, x))
                        .getMessage()
                        .contains("'data'"));
        assertTrue(
                assertThrows(NullPointerException.class, () -> new PackedSequence(x, null))
                        .getMessage()
                        .contains("'batchSizes'"));
        assertThrows(
                NullPointerException.class, () -> RnnUtils.packPaddedSequence(x, (Tensor) null));
        assertThrows(NullPointerException.class, () -> RnnUtils.padPackedSequence(null));
        assertThrows(NullPointerException.class, () -> RnnUtils.padSequence(null));
    }

    @Test
    void closed_isAnIllegalState() {
        PackedSequence packed = packed();
        packed.close();
        packed.close();
        assertThrows(IllegalStateException.class, () -> RnnUtils.padPackedSequence(packed));
        assertThrows(IllegalStateException.class, packed::toDouble);
    }

    @Test
    void handles_return() {
        long before = Handles.settled();
        try (var scope = Torch.scope();
                var packed = packed()) {
            RnnUtils.padPackedSequence(packed.toDouble(), true);
            RnnUtils.unpackSequence(packed);
            RnnUtils.invertPermutation(packed.sortedIndices());
        }
        assertEquals(before, Torch.memory().liveHandles());
    }

    @Test
    void keep_leavesTheScope() {
        PackedSequence kept;
        try (var scope = Torch.scope()) {
            kept = packed().keep();
        }
        assertEquals(6, RnnUtils.padPackedSequence(kept).output().max().itemLong());
    }
}
