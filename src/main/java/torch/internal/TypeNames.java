package torch.internal;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The types of tensors in libtorch's error messages, as Python shows them: those that it knows by old names. */
public final class TypeNames {
    private static final Pattern TYPE =
            Pattern.compile(
                    "(Sparse)?(CPU|CUDA)(Byte|Char|Short|Int|Long|Half|Float|Double)Type");

    private TypeNames() {}

    /** {@code CPUFloatType} is {@code torch.FloatTensor}. */
    public static String asInPython(String message) {
        return message.contains("Type")
                ? TYPE.matcher(message).replaceAll(TypeNames::tensorType)
                : message;
    }

    private static String tensorType(MatchResult type) {
        String device = type.group(2).equals("CPU") ? "" : "cuda.";
        String layout = type.group(1) == null ? "" : "sparse.";
        return "torch." + device + layout + type.group(3) + "Tensor";
    }
}
