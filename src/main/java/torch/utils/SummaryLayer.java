package torch.utils;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import torch.Size;
import torch.Tensor;
import torch.internal.ModuleAccess;
import torch.nn.Linear;
import torch.nn.Module;

/** One row of a summary: a call of a module, or a module that only holds what is called. */
final class SummaryLayer {
    final Module module;
    final String varName;
    final int depth;
    final boolean recursive;
    final boolean leaf;
    final int index;

    /** The rows of what was called inside. */
    final List<SummaryLayer> inside = new ArrayList<>();

    @Nullable Size inputSize;
    @Nullable Size outputSize;
    long outputBytes;
    SummaryParams params = SummaryParams.NONE;
    long multAdds;

    SummaryLayer(Module module, String varName, int depth, int index, boolean recursive) {
        this.module = module;
        this.varName = varName;
        this.depth = depth;
        this.index = index;
        this.recursive = recursive;
        leaf = module.children().isEmpty();
    }

    /** The class, as Python names it. */
    String className() {
        return ModuleAccess.get().name(module);
    }

    /** The size of the window, where the module has one. */
    String kernelSize() {
        try {
            Field field = module.getClass().getField("kernelSize");
            Object size = field.trySetAccessible() ? field.get(module) : null;
            return switch (size) {
                case Size several -> Arrays.toString(several.toArray());
                case Number one -> one.toString();
                case null, default -> "";
            };
        } catch (NoSuchFieldException e) {
            return "";
        } catch (IllegalAccessException e) {
            throw new AssertionError("made accessible", e);
        }
    }

    /** Counts what the pass has shown: parameters may have got their shapes only then. */
    void count() {
        params = SummaryParams.of(module);
        multAdds = 0;
        if (!leaf || outputSize == null) {
            return;
        }
        long[] shape = outputSize.toArray();
        for (Map.Entry<String, Tensor> parameter : SummaryParams.named(module).entrySet()) {
            String name = SummaryParams.plainName(module, parameter.getKey());
            long size = SummaryParams.size(module, parameter.getKey(), parameter.getValue());
            if (name.equals("weight") || name.equals("bias")) {
                multAdds += size * places(shape);
            } else if (name.contains("weight") || name.contains("bias")) {
                multAdds += size * LongStream.of(shape).limit(2).reduce(1, Math::multiplyExact);
            }
        }
    }

    /** At how many places of the output the parameters are applied. */
    private long places(long[] shape) {
        if (className().contains("Conv")) {
            return LongStream.concat(Arrays.stream(shape).limit(1), Arrays.stream(shape).skip(2))
                    .reduce(1, Math::multiplyExact);
        }
        if (module instanceof Linear) {
            return Arrays.stream(shape)
                    .limit(Math.max(0, shape.length - 1))
                    .reduce(1, Math::multiplyExact);
        }
        return shape.length == 0 ? 1 : shape[0];
    }
}
