package torch.serialization;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import torch.Complex;
import torch.Tensor;
import torch.internal.OrderedDict;
import torch.internal.PythonTuple;

/** Python's names of what a pickle is made of, for messages. */
final class Kinds {
    private Kinds() {}

    static String of(@Nullable Object value) {
        return switch (value) {
            case null -> "None";
            case Boolean flag -> "a bool";
            case Long number -> "the int " + number;
            case BigInteger number -> "a large int";
            case Double number -> "a float";
            case Complex number -> "a complex";
            case String text -> "the str '" + BrokenFile.shown(text) + "'";
            case byte[] bytes -> "bytes";
            case PythonTuple tuple -> "a tuple of " + tuple.size();
            case List<?> list -> "a list";
            case OrderedDict<?, ?> dict -> "an OrderedDict";
            case Map<?, ?> dict -> "a dict";
            case Set<?> set -> "a set";
            case Tensor tensor -> "a Tensor";
            case StorageRef storage -> "a storage";
            case Globals.Named named -> named.name();
            default -> value.toString();
        };
    }
}
