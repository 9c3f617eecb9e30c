package torch.jit;

import org.bytedeco.pytorch.IValue;
import org.jspecify.annotations.Nullable;
import torch.internal.Presets;

/**
 * A member of an enumeration of a script, as a method or an attribute gives it; it may be given to the same script again.
 * Two are equal when their types and names are.
 */
public final class EnumValue {
    private final String type;
    private final String name;
    private final @Nullable Object value;
    private final Presets.Owned<IValue> member;

    EnumValue(String type, String name, @Nullable Object value, IValue member) {
        this.type = type;
        this.name = name;
        this.value = value;
        this.member = new Presets.Owned<>(this, new IValue(member), name);
    }

    /** The enumeration, with its module: {@code __torch__.Color}. */
    public String type() {
        return type;
    }

    /** The member's name. */
    public String name() {
        return name;
    }

    /** The member's value. */
    public @Nullable Object value() {
        return value;
    }

    IValue member() {
        return member.get();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EnumValue that && type.equals(that.type) && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + name.hashCode();
    }

    /** {@code Color.RED}, as Python prints it. */
    @Override
    public String toString() {
        return type.substring(type.lastIndexOf('.') + 1) + "." + name;
    }
}
