package torch;

import org.jspecify.annotations.Nullable;
import torch.internal.Slots;

/** The order of a dense tensor's elements in memory. Mirrors {@code torch.memory_format}. */
public enum MemoryFormat {
    CONTIGUOUS_FORMAT,
    PRESERVE_FORMAT,
    CHANNELS_LAST,
    CHANNELS_LAST_3D;

    /** The name that Python prints, as {@code torch.channels_last}. */
    @Override
    public String toString() {
        return "torch." + name().toLowerCase(java.util.Locale.ROOT);
    }

    static MemoryFormat ofCode(long code) {
        return values()[(int) code];
    }

    static long code(MemoryFormat format, String argument) {
        if (format == null) throw Slots.nullArgument(argument, "a MemoryFormat");
        return format.ordinal();
    }

    static long codeOrMinus(@Nullable MemoryFormat format) {
        return format == null ? -1 : format.ordinal();
    }
}
