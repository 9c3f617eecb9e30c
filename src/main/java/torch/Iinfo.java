package torch;

import java.math.BigInteger;
import torch.internal.Slots;

/**
 * The limits of an integer type. Mirrors {@code torch.iinfo}.
 *
 * @param bits the bits of an element
 * @param max the largest number: a Long, or for UINT64, whose largest no Long holds, a BigInteger
 * @param min the smallest number
 * @param dtype the type's name, as Python's {@code iinfo.dtype}
 */
public record Iinfo(int bits, Number max, long min, String dtype) {

    static Iinfo of(DType dtype) {
        if (dtype == null) throw Slots.nullArgument("dtype", "a DType");
        String name = dtype.toString().substring("torch.".length());
        int bits = 8 * dtype.itemSize();
        return switch (dtype) {
            case UINT8, UINT16, UINT32 -> new Iinfo(bits, (1L << bits) - 1, 0, name);
            case UINT64 ->
                    new Iinfo(bits, BigInteger.TWO.pow(64).subtract(BigInteger.ONE), 0, name);
            case INT8, INT16, INT32, INT64 ->
                    new Iinfo(bits, Long.MAX_VALUE >> 64 - bits, Long.MIN_VALUE >> 64 - bits, name);
            case BOOL ->
                    throw new IllegalArgumentException(
                            "torch.bool is not supported by torch.iinfo");
            default ->
                    throw new IllegalArgumentException(
                            "torch.iinfo() requires an integer input type. Use torch.finfo to handle"
                                    + " 'torch.iinfo'");
        };
    }
}
