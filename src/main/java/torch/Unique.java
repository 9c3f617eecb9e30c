package torch;

import org.jspecify.annotations.Nullable;

/**
 * The distinct elements of a tensor: what {@code torch.unique} and {@code torch.unique_consecutive} return.
 *
 * @param output the distinct elements, or slices of one dimension
 * @param inverseIndices where each element of the input is in the output, null where not asked for
 * @param counts how often each element of the output is in the input, null where not asked for
 */
public record Unique(Tensor output, @Nullable Tensor inverseIndices, @Nullable Tensor counts) {

    static Unique of(
            Tensor input,
            boolean sorted,
            boolean returnInverse,
            boolean returnCounts,
            @Nullable Long dim) {
        return asked(
                dim == null
                        ? Aten._unique2(input, sorted, returnInverse, returnCounts)
                        : Aten.unique_dim(input, dim, sorted, returnInverse, returnCounts),
                returnInverse,
                returnCounts);
    }

    static Unique consecutive(
            Tensor input, boolean returnInverse, boolean returnCounts, @Nullable Long dim) {
        return asked(
                Aten.unique_consecutive(input, returnInverse, returnCounts, dim),
                returnInverse,
                returnCounts);
    }

    private static Unique asked(
            ReturnTypes.Tuple3<Tensor, Tensor, Tensor> found,
            boolean returnInverse,
            boolean returnCounts) {
        if (!returnInverse) found.second().close();
        if (!returnCounts) found.third().close();
        return new Unique(
                found.first(),
                returnInverse ? found.second() : null,
                returnCounts ? found.third() : null);
    }
}
