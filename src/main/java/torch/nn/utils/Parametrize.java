package torch.nn.utils;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.Torch;
import torch.internal.ModuleAccess;
import torch.nn.ForwardPreHook;
import torch.nn.Module;
import torch.nn.ModuleDict;
import torch.nn.Parameter;
import torch.nn.UnaryModule;

/**
 * Has parameters computed of others by modules.
 *
 * {@snippet :
 * class Symmetric extends UnaryModule {
 *     @Override
 *     public Tensor forward(Tensor x) {
 *         return x.triu().add(x.triu(1).transpose(-1, -2));
 *     }
 * }
 * var layer = new Linear(5, 5);
 * Parametrize.registerParametrization(layer, "weight", new Symmetric());
 * }
 *
 * <p>The module's field holds the computed tensor: of the latest forward, until the next one computes it anew and closes
 * it. {@link #get} computes it now.
 *
 * <p>Mirrors {@code torch.nn.utils.parametrize}.
 */
public final class Parametrize {
    private static final ModuleAccess ACCESS = ModuleAccess.get();
    private static final String NAME = "parametrizations";

    /** What was computed since the outermost {@link #cached} opened; null outside of one. */
    private static @Nullable Set<ParametrizationList> computed;

    private static int open;

    private Parametrize() {}

    /** Computes the tensor before each forward. */
    private record Computation(String name) implements ForwardPreHook {
        @Override
        public @Nullable List<@Nullable Object> run(Module module, List<@Nullable Object> args) {
            compute(module, name);
            return null;
        }
    }

    /** A time in which each parametrized tensor is computed once. */
    public static final class Cached implements AutoCloseable {
        private boolean closed;

        private Cached() {}

        /** Ends it. */
        @Override
        public void close() {
            synchronized (Parametrize.class) {
                if (!closed && --open == 0) {
                    computed = null;
                }
                closed = true;
            }
        }
    }

    /** Has each parametrized tensor computed once until this is closed, for modules used several times in a forward. */
    public static synchronized Cached cached() {
        if (open++ == 0) {
            computed = Collections.newSetFromMap(new IdentityHashMap<>());
        }
        return new Cached();
    }

    /** Has {@code tensorName} computed by {@code parametrization}; see the longer form. */
    public static <M extends Module> M registerParametrization(
            M module, String tensorName, Module parametrization) {
        return registerParametrization(module, tensorName, parametrization, false);
    }

    /**
     * Has a parameter or buffer computed by {@code parametrization}, of what it computed before where it has one already.
     * Returns {@code module}.
     *
     * @param parametrization a {@link UnaryModule}, or a {@link Parametrization} of several tensors
     * @param unsafe whether it may change the shape or type
     * @throws IllegalArgumentException where there is no such tensor, or its shape or type changes
     */
    public static <M extends Module> M registerParametrization(
            M module, String tensorName, Module parametrization, boolean unsafe) {
        parametrization.train(module.isTraining());
        if (isParametrized(module, tensorName)) {
            if (!unsafe) {
                check(tensorName, get(module, tensorName), parametrization);
            }
            list(module, tensorName).add(parametrization, unsafe);
            compute(module, tensorName);
            return module;
        }
        Tensor original = ACCESS.tensor(module, tensorName);
        if (original == null) {
            throw new IllegalArgumentException(
                    ("Module '%s' does not have a parameter, a buffer, or a parametrized element with name '%s'")
                            .formatted(module, tensorName));
        }
        var list = new ParametrizationList(parametrization, original, unsafe);
        try (Tensor value = list.takeFirst()) {
            ACCESS.compute(module, tensorName, value);
        }
        if (!isParametrized(module)) {
            module.registerModule(NAME, new ModuleDict<ParametrizationList>());
        }
        lists(module).put(tensorName, list);
        module.registerForwardPreHook(new Computation(tensorName));
        return module;
    }

    private static void check(String name, Tensor before, Module parametrization) {
        if (!(parametrization instanceof UnaryModule unary)) {
            throw new IllegalArgumentException(
                    "a parametrization of a computed tensor must be a UnaryModule, but got "
                            + parametrization);
        }
        try (Tensor after = unary.call(before)) {
            if (!after.dtype().equals(before.dtype())) {
                throw new IllegalArgumentException(
                        ("Registering a parametrization may not change the dtype of the tensor, unless the `unsafe` flag is "
                                        + "enabled.\nmodule.%s.dtype: %s\nparametrization(module.%s).dtype: %s")
                                .formatted(name, before.dtype(), name, after.dtype()));
            }
            if (!after.shape().equals(before.shape())) {
                throw new IllegalArgumentException(
                        ("Registering a parametrization may not change the shape of the tensor, unless the `unsafe` flag is "
                                        + "enabled.\nmodule.%s.shape: %s\nparametrization(module.%s).shape: %s")
                                .formatted(name, before.shape(), name, after.shape()));
            }
        }
    }

    /** Whether anything in {@code module} itself is parametrized. */
    public static boolean isParametrized(Module module) {
        return module.namedChildren().get(NAME) instanceof ModuleDict<?> dict && dict.size() > 0;
    }

    /** Whether the tensor of this name is parametrized. */
    public static boolean isParametrized(Module module, String tensorName) {
        return isParametrized(module) && lists(module).containsKey(tensorName);
    }

    /** The parametrized tensor, computed now. */
    public static Tensor get(Module module, String tensorName) {
        return list(module, tensorName).call();
    }

    /** Changes what is learned so that the parametrized tensor becomes {@code value}: Python's assignment to it. */
    public static void set(Module module, String tensorName, Tensor value) {
        list(module, tensorName).rightInverse(value);
        compute(module, tensorName);
    }

    /** Makes a parametrized tensor an ordinary one that holds its present value. */
    public static <M extends Module> M removeParametrizations(M module, String tensorName) {
        return removeParametrizations(module, tensorName, true);
    }

    /**
     * Makes a parametrized tensor an ordinary one. Returns {@code module}.
     *
     * @param leaveParametrized whether it holds its present value, or what it was computed of
     * @throws IllegalArgumentException where it is not parametrized, or was computed of several tensors and is not left
     */
    public static <M extends Module> M removeParametrizations(
            M module, String tensorName, boolean leaveParametrized) {
        ParametrizationList list = list(module, tensorName);
        Tensor original;
        if (list.isTensor()) {
            original = list.originals().getFirst();
            if (leaveParametrized) {
                try (var off = Torch.noGrad();
                        Tensor value = list.call()) {
                    ParametrizationList.set(original, value);
                }
            }
        } else if (leaveParametrized) {
            try (Tensor value = list.call()) {
                original = value.requiresGrad() ? new Parameter(value) : value.detach();
            }
        } else {
            throw new IllegalArgumentException(
                    "Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is parametrized in terms of a "
                            + "sequence of tensors.");
        }
        for (ForwardPreHook hook : ACCESS.forwardPreHooks(module)) {
            if (hook instanceof Computation(String name) && name.equals(tensorName)) {
                ACCESS.removeForwardPreHook(module, hook);
            }
        }
        lists(module).pop(tensorName);
        ACCESS.restore(module, tensorName, original);
        if (lists(module).size() == 0) {
            ACCESS.remove(module, NAME);
        }
        return module;
    }

    private static void compute(Module module, String tensorName) {
        ParametrizationList list = list(module, tensorName);
        synchronized (Parametrize.class) {
            if (computed != null && !computed.add(list)) {
                return;
            }
        }
        try (Tensor value = list.call()) {
            ACCESS.compute(module, tensorName, value);
        }
    }

    private static ParametrizationList list(Module module, String tensorName) {
        if (!isParametrized(module, tensorName)) {
            throw new IllegalArgumentException(
                    "Module %s does not have a parametrization on %s"
                            .formatted(module, tensorName));
        }
        return lists(module).get(tensorName);
    }

    @SuppressWarnings("unchecked")
    private static ModuleDict<ParametrizationList> lists(Module module) {
        return (ModuleDict<ParametrizationList>) module.getSubmodule(NAME);
    }
}
