package torch.nn;

import org.jspecify.annotations.Nullable;

/** What the normalized exponentials share: the dimension along which they add up to one. */
abstract class SoftmaxNd extends UnaryModule {
    /** The dimension; null for PyTorch's old choice by the number of dimensions, which warns. */
    public final @Nullable Long dim;

    SoftmaxNd(@Nullable Long dim) {
        this.dim = dim;
    }

    @Override
    public String extraRepr() {
        return "dim=" + (dim == null ? "None" : dim);
    }
}
