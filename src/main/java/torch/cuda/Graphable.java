package torch.cuda;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.nn.Module;
import torch.nn.UnaryModule;

/**
 * A module or a function of tensors with samples of its arguments: what
 * {@link Cuda#makeGraphedCallables(List, java.util.function.Consumer)} makes graphs of.
 */
public final class Graphable {
    final @Nullable Module module;
    final Function<List<Tensor>, List<Tensor>> function;
    final List<Tensor> sampleArgs;

    private Graphable(
            @Nullable Module module,
            Function<List<Tensor>, List<Tensor>> function,
            List<Tensor> sampleArgs) {
        this.module = module;
        this.function = Objects.requireNonNull(function, "function");
        this.sampleArgs = List.copyOf(sampleArgs);
    }

    /** A module of one tensor. */
    public static Graphable of(UnaryModule module, Tensor sample) {
        Objects.requireNonNull(module, "module");
        return new Graphable(
                module, args -> List.of(module.call(args.getFirst())), List.of(sample));
    }

    /**
     * A module of any tensors.
     *
     * @param call what calls it with such arguments
     */
    public static Graphable of(
            Module module, Function<List<Tensor>, List<Tensor>> call, List<Tensor> sampleArgs) {
        return new Graphable(Objects.requireNonNull(module, "module"), call, sampleArgs);
    }

    /** A function of one tensor that has no parameters. */
    public static Graphable of(UnaryOperator<Tensor> function, Tensor sample) {
        Objects.requireNonNull(function, "function");
        return new Graphable(
                null, args -> List.of(function.apply(args.getFirst())), List.of(sample));
    }

    /** A function of any tensors that has no parameters. */
    public static Graphable of(
            Function<List<Tensor>, List<Tensor>> function, List<Tensor> sampleArgs) {
        return new Graphable(null, function, sampleArgs);
    }
}
