package torch.utils;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.nn.Module;
import torch.nn.UninitializedParameter;

/** How many parameters a module holds, with all inside. */
record SummaryParams(long all, long trainable, long bytes) {
    static final SummaryParams NONE = new SummaryParams(0, 0, 0);

    private static final String ORIGINAL = "_orig";

    static SummaryParams of(Module module) {
        return of(module, named(module));
    }

    /** Only those that the module itself holds. */
    static SummaryParams own(Module module) {
        return of(module, module.namedParameters("", false));
    }

    private static SummaryParams of(Module module, Map<String, ? extends Tensor> parameters) {
        SummaryParams sum = NONE;
        for (Map.Entry<String, ? extends Tensor> parameter : parameters.entrySet()) {
            Tensor tensor = parameter.getValue();
            long size = size(module, parameter.getKey(), tensor);
            sum =
                    sum.plus(
                            new SummaryParams(
                                    size,
                                    tensor.requiresGrad() ? size : 0,
                                    size == 0 ? 0 : size * tensor.elementSize()));
        }
        return sum;
    }

    SummaryParams plus(SummaryParams other) {
        return new SummaryParams(all + other.all, trainable + other.trainable, bytes + other.bytes);
    }

    /** Whether they are learned, as Python says it. */
    String trainableText() {
        if (all == 0) {
            return "--";
        }
        return trainable == 0 ? "False" : trainable == all ? "True" : "Partial";
    }

    static Map<String, Tensor> named(Module module) {
        return new LinkedHashMap<>(module.namedParameters());
    }

    /** The name that a pruned parameter had before. */
    static String plainName(Module module, String name) {
        return mask(module, name) == null
                ? name
                : name.substring(0, name.length() - ORIGINAL.length());
    }

    /** How many numbers a parameter holds, of a pruned one those that are left; 0 before its shape is known. */
    static long size(Module module, String name, Tensor parameter) {
        if (parameter instanceof UninitializedParameter lazy && lazy.isUninitialized()) {
            return 0;
        }
        Tensor mask = mask(module, name);
        if (mask == null) {
            return parameter.numel();
        }
        try (Tensor left = mask.sum()) {
            return (long) left.itemDouble();
        }
    }

    private static @Nullable Tensor mask(Module module, String name) {
        return name.endsWith(ORIGINAL)
                ? module.namedBuffers()
                        .get(name.substring(0, name.length() - ORIGINAL.length()) + "_mask")
                : null;
    }
}
