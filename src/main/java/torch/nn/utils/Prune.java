package torch.nn.utils;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Linalg;
import torch.Tensor;
import torch.Torch;
import torch.internal.ModuleAccess;
import torch.nn.Module;

/**
 * Pruning: sets elements of parameters to zero and keeps them there.
 *
 * {@snippet :
 * Prune.l1Unstructured(layer, "weight", 0.3); // the 30 % of least magnitude
 * Prune.remove(layer, "weight"); // for good
 * }
 *
 * <p>An amount is a whole number of elements, or a fraction of them from 0 to 1. What is pruned again is pruned further.
 *
 * <p>Mirrors {@code torch.nn.utils.prune}.
 */
public final class Prune {
    private Prune() {}

    /** A parameter of a module. */
    public record Target(Module module, String name) {}

    /** Prunes nothing, but makes the mask. */
    public static final class Identity extends PruningMethod {
        @Override
        public Tensor computeMask(Tensor t, Tensor defaultMask) {
            return defaultMask;
        }
    }

    /** Prunes elements at random. */
    public static final class RandomUnstructured extends PruningMethod {
        private final PruningAmount amount;

        /** Prunes {@code amount}. */
        public RandomUnstructured(Number amount) {
            this.amount = new PruningAmount(amount);
        }

        @Override
        public Tensor computeMask(Tensor t, Tensor defaultMask) {
            long pruned = amount.of(t.numel());
            return pruned == 0
                    ? defaultMask.clone()
                    : without(defaultMask, Torch.randLike(t).view(-1), pruned, true);
        }
    }

    /** Prunes the elements of least magnitude. */
    public static final class L1Unstructured extends PruningMethod {
        private final PruningAmount amount;

        /** Prunes {@code amount}. */
        public L1Unstructured(Number amount) {
            this.amount = new PruningAmount(amount);
        }

        @Override
        public Tensor computeMask(Tensor t, Tensor defaultMask) {
            long pruned = amount.of(t.numel());
            return pruned == 0
                    ? defaultMask.clone()
                    : without(defaultMask, t.abs().view(-1), pruned, false);
        }
    }

    /** Prunes channels at random. */
    public static final class RandomStructured extends PruningMethod {
        private final PruningAmount amount;
        private final long dim;

        /** Prunes {@code amount} of the channels of {@code dim}. */
        public RandomStructured(Number amount, long dim) {
            this.amount = new PruningAmount(amount);
            this.dim = dim;
        }

        @Override
        public Tensor computeMask(Tensor t, Tensor defaultMask) {
            int d = PruningAmount.dim(t, dim);
            long pruned = amount.of(t.size(d));
            if (pruned == 0) {
                return defaultMask;
            }
            Tensor random = Torch.rand(t.size(d));
            Tensor kept = random.gt(Torch.kthvalue(random, pruned).values());
            return channels(t, d, kept).mul_(defaultMask.to(t.dtype()));
        }

        @Override
        Tensor combine(Tensor t, Tensor mask) {
            return combineChannels(this, t, mask, PruningAmount.dim(t, dim));
        }
    }

    /** Prunes the channels of least norm. */
    public static final class LnStructured extends PruningMethod {
        private final PruningAmount amount;
        private final double n;
        private final long dim;

        /** Prunes {@code amount} of the channels of {@code dim} by their norms of order {@code n}. */
        public LnStructured(Number amount, double n, long dim) {
            this.amount = new PruningAmount(amount);
            this.n = n;
            this.dim = dim;
        }

        @Override
        public Tensor computeMask(Tensor t, Tensor defaultMask) {
            int d = PruningAmount.dim(t, dim);
            long pruned = amount.of(t.size(d));
            Tensor norm = Linalg.vectorNorm(t, n, others(t, d), false, null);
            Tensor indices = Torch.topk(norm, t.size(d) - pruned, -1, true, true).indices();
            if (pruned == 0) {
                return defaultMask;
            }
            Tensor kept = Torch.zerosLike(norm);
            Aten.index_fill__int_Scalar(kept, 0, indices, 1);
            return channels(t, d, kept).mul_(defaultMask.to(t.dtype()));
        }

        @Override
        Tensor combine(Tensor t, Tensor mask) {
            return combineChannels(this, t, mask, PruningAmount.dim(t, dim));
        }
    }

    /** Prunes what a mask says. */
    public static final class CustomFromMask extends PruningMethod {
        private final Tensor mask;

        /** Prunes where {@code mask} is zero. */
        public CustomFromMask(Tensor mask) {
            this.mask = mask;
        }

        @Override
        public Tensor computeMask(Tensor t, Tensor defaultMask) {
            if (!defaultMask.shape().equals(mask.shape())) {
                throw new IllegalArgumentException(
                        "default_mask shape %s must match self.mask shape %s"
                                .formatted(defaultMask.shape(), mask.shape()));
            }
            return defaultMask.mul(mask.to(defaultMask.dtype()));
        }

        @Override
        Tensor combine(Tensor t, Tensor defaultMask) {
            return computeMask(t, defaultMask).to(t.dtype());
        }
    }

    /** Makes the mask of a parameter and prunes nothing. Returns {@code module}. */
    public static <M extends Module> M identity(M module, String name) {
        return apply(module, name, new Identity(), null);
    }

    /** Prunes elements at random. Returns {@code module}. */
    public static <M extends Module> M randomUnstructured(M module, String name, Number amount) {
        return apply(module, name, new RandomUnstructured(amount), null);
    }

    /** Prunes the elements of least magnitude. Returns {@code module}. */
    public static <M extends Module> M l1Unstructured(M module, String name, Number amount) {
        return l1Unstructured(module, name, amount, null);
    }

    /** Prunes the elements of least score, which is their magnitude where it is null. Returns {@code module}. */
    public static <M extends Module> M l1Unstructured(
            M module, String name, Number amount, @Nullable Tensor importanceScores) {
        return apply(module, name, new L1Unstructured(amount), importanceScores);
    }

    /** Prunes channels of {@code dim} at random. Returns {@code module}. */
    public static <M extends Module> M randomStructured(
            M module, String name, Number amount, long dim) {
        return apply(module, name, new RandomStructured(amount, dim), null);
    }

    /** Prunes the channels of {@code dim} of least norm of order {@code n}. Returns {@code module}. */
    public static <M extends Module> M lnStructured(
            M module, String name, Number amount, double n, long dim) {
        return lnStructured(module, name, amount, n, dim, null);
    }

    /** Prunes the channels of {@code dim} whose scores, or elements where null, have the least norm. */
    public static <M extends Module> M lnStructured(
            M module,
            String name,
            Number amount,
            double n,
            long dim,
            @Nullable Tensor importanceScores) {
        return apply(module, name, new LnStructured(amount, n, dim), importanceScores);
    }

    /** Prunes where {@code mask} is zero. Returns {@code module}. */
    public static <M extends Module> M customFromMask(M module, String name, Tensor mask) {
        return apply(module, name, new CustomFromMask(mask), null);
    }

    /** Prunes the parameters of several modules as if they were one: {@link RandomUnstructured} or {@link L1Unstructured}. */
    public static void globalUnstructured(List<Target> parameters, PruningMethod pruningMethod) {
        if (!(pruningMethod instanceof RandomUnstructured
                || pruningMethod instanceof L1Unstructured)) {
            throw new IllegalArgumentException(
                    "Only \"unstructured\" PRUNING_TYPE supported for the `pruning_method`. Found method "
                            + pruningMethod.getClass().getSimpleName());
        }
        var tensors = new ArrayList<Tensor>();
        var masks = new ArrayList<Tensor>();
        for (Target target : parameters) {
            Tensor tensor = Utils.tensor(target.module, target.name);
            tensors.add(tensor);
            masks.add(
                    PruningMethod.of(target.module, target.name) == null
                            ? Torch.onesLike(tensor)
                            : Utils.tensor(target.module, target.name + "_mask"));
        }
        Tensor mask;
        try (var off = Torch.noGrad()) {
            mask =
                    pruningMethod.combine(
                            Utils.parametersToVector(tensors), Utils.parametersToVector(masks));
        }
        long at = 0;
        for (int i = 0; i < tensors.size(); i++) {
            Tensor tensor = tensors.get(i);
            Tensor part = mask.narrow(0, at, tensor.numel()).viewAs(tensor);
            at += tensor.numel();
            customFromMask(parameters.get(i).module, parameters.get(i).name, part);
        }
    }

    /**
     * Makes the pruned tensor the parameter again. Returns {@code module}.
     *
     * @throws IllegalArgumentException where it is not pruned
     */
    public static <M extends Module> M remove(M module, String name) {
        PruningMethod method = PruningMethod.of(module, name);
        if (method == null) {
            throw new IllegalArgumentException(
                    "Parameter '%s' of module %s has to be pruned before pruning can be removed"
                            .formatted(name, module));
        }
        method.remove(module);
        return module;
    }

    /** Whether anything in {@code module} or inside is pruned. */
    public static boolean isPruned(Module module) {
        return module.modules().stream()
                .flatMap(inner -> ModuleAccess.get().forwardPreHooks(inner).stream())
                .anyMatch(PruningMethod.class::isInstance);
    }

    private static <M extends Module> M apply(
            M module, String name, PruningMethod method, @Nullable Tensor importanceScores) {
        method.apply(module, name, importanceScores);
        return module;
    }

    /** The mask without the elements of the {@code count} largest or smallest scores. */
    private static Tensor without(Tensor mask, Tensor scores, long count, boolean largest) {
        Tensor left = mask.clone();
        Tensor indices = Torch.topk(scores, count, -1, largest, true).indices();
        Aten.index_fill__int_Scalar(left.view(-1), 0, indices, 0);
        return left;
    }

    /** Ones in the channels that are kept. */
    private static Tensor channels(Tensor t, int dim, Tensor kept) {
        long[] shape = new long[(int) t.dim()];
        Arrays.fill(shape, 1);
        shape[dim] = -1;
        return Torch.zerosLike(t).add_(kept.to(t.dtype()).reshape(shape));
    }

    /** Prunes some of the channels that are not pruned yet. */
    private static Tensor combineChannels(PruningMethod method, Tensor t, Tensor mask, int dim) {
        Tensor combined = mask.to(t.dtype());
        Tensor left = mask.sum(others(t, dim)).ne(0).nonzero().view(-1);
        Tensor partial = method.computeMask(t.indexSelect(dim, left), mask.indexSelect(dim, left));
        return combined.indexCopy_(dim, left, partial.to(combined.dtype()));
    }

    private static long[] others(Tensor t, int dim) {
        return LongStream.range(0, t.dim()).filter(d -> d != dim).toArray();
    }
}
