package torch.serialization;

import org.jspecify.annotations.Nullable;
import torch.Size;
import torch.Tensor;

/**
 * A tensor in an open safetensors file, of which parts are read. Mirrors what {@code safe_open.get_slice} returns.
 */
public final class SafeSlice {
    private final SafeOpen file;
    private final String name;
    private final SafetensorsHeader.Info info;

    SafeSlice(SafeOpen file, String name, SafetensorsHeader.Info info) {
        this.file = file;
        this.name = name;
        this.info = info;
    }

    /** The shape that the file gives. Mirrors {@code get_shape}. */
    public Size getShape() {
        return Size.of(info.shape());
    }

    /** The type of the elements by the format's name, as {@code "F32"}. Mirrors {@code get_dtype}. */
    public String getDtype() {
        return info.dtype().name();
    }

    /**
     * A part, indexed as a tensor is: {@code get(slice(0, 10))}, {@code get(ELLIPSIS, 0)}. Of a mapped file it is a view,
     * and only what is touched is read.
     *
     * @throws IllegalStateException if the file was closed
     * @throws IndexOutOfBoundsException as {@link Tensor#get} does
     */
    public Tensor get(@Nullable Object... indices) {
        return file.part(name, info, indices);
    }
}
