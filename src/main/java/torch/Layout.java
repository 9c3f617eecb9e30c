package torch;

import org.jspecify.annotations.Nullable;
import torch.internal.Slots;

/** How a tensor's elements are kept. Mirrors {@code torch.layout}. */
public enum Layout {
    STRIDED,
    SPARSE_COO,
    SPARSE_CSR,
    MKLDNN,
    SPARSE_CSC,
    SPARSE_BSR,
    SPARSE_BSC,
    JAGGED;

    /** The name that Python prints, as {@code torch.strided}. */
    @Override
    public String toString() {
        return (this == MKLDNN ? "torch._" : "torch.") + name().toLowerCase(java.util.Locale.ROOT);
    }

    static Layout ofCode(long code) {
        return values()[(int) code];
    }

    static long code(Layout layout, String argument) {
        if (layout == null) throw Slots.nullArgument(argument, "a Layout");
        return layout.ordinal();
    }

    static long codeOrMinus(@Nullable Layout layout) {
        return layout == null ? -1 : layout.ordinal();
    }
}
