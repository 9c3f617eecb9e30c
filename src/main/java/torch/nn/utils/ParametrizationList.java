package torch.nn.utils;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.internal.ModuleAccess;
import torch.nn.Module;
import torch.nn.ModuleList;
import torch.nn.Parameter;
import torch.nn.UnaryModule;

/**
 * The parametrizations of one tensor, each applied to what the one before made, and the tensors that are learned:
 * {@code original}, or {@code original0}, {@code original1} and so on.
 *
 * <p>Mirrors {@code torch.nn.utils.parametrize.ParametrizationList}.
 */
public final class ParametrizationList extends ModuleList<Module> {
    private static final ModuleAccess ACCESS = ModuleAccess.get();

    private final int originals;
    private final boolean one;
    private boolean unsafe;
    private @Nullable Tensor first;

    /** Takes over {@code original}, which stays the same object where it is the only one. */
    ParametrizationList(Module parametrization, Tensor original, boolean unsafe) {
        super(List.of(parametrization));
        this.unsafe = unsafe;
        var shape = original.shape();
        var dtype = original.dtype();
        List<Tensor> inverse;
        try (var off = Torch.noGrad()) {
            inverse = inverse(parametrization, original);
        }
        one = !(parametrization instanceof Parametrization);
        originals = inverse.size();
        if (one) {
            Tensor value = inverse.getFirst();
            checkSame("original", original, value);
            set(original, value);
            register("original", original);
        } else {
            for (int i = 0; i < originals; i++) {
                Tensor value = inverse.get(i);
                register(
                        "original" + i,
                        original instanceof Parameter
                                ? new Parameter(value, original.requiresGrad())
                                : value);
            }
        }
        first = call();
        if (!unsafe && !first.dtype().equals(dtype)) {
            throw new IllegalArgumentException(
                    ("Registering a parametrization may not change the dtype of the tensor, unless `unsafe` flag is "
                                    + "enabled.\nunparametrized dtype: %s\nparametrized dtype: %s")
                            .formatted(dtype, first.dtype()));
        }
        if (!unsafe && !first.shape().equals(shape)) {
            throw new IllegalArgumentException(
                    ("Registering a parametrization may not change the shape of the tensor, unless `unsafe` flag is "
                                    + "enabled.\nunparametrized shape: %s\nparametrized shape: %s")
                            .formatted(shape, first.shape()));
        }
    }

    /** What the constructor computed: a second computation may be another one. */
    Tensor takeFirst() {
        Tensor taken = Objects.requireNonNull(first, "taken");
        first = null;
        return taken;
    }

    /** Computes the tensor. */
    public Tensor forward() {
        List<Tensor> tensors = originals();
        Tensor x =
                get(0) instanceof Parametrization several
                        ? several.call(tensors)
                        : unary(get(0)).call(tensors.getFirst());
        for (int i = 1; i < size(); i++) {
            x = unary(get(i)).call(x);
        }
        return x;
    }

    /** Computes the tensor: what {@code parametrization()} is in Python. */
    public Tensor call() {
        return invokeAll(_ -> forward());
    }

    /**
     * Changes what is learned so that {@code value} is made of it.
     *
     * @throws TorchException where a parametrization has no right inverse
     */
    public void rightInverse(Tensor value) {
        try (var off = Torch.noGrad()) {
            Tensor x = value;
            for (int i = size() - 1; i > 0; i--) {
                x = inverse(get(i), x, true).getFirst();
            }
            List<Tensor> inverse = inverse(get(0), x, true);
            List<Tensor> tensors = originals();
            for (int i = 0; i < tensors.size(); i++) {
                if (!tensors.get(i).dtype().equals(inverse.get(i).dtype())) {
                    throw new IllegalArgumentException(
                            one
                                    ? "The tensor returned by `right_inverse` has dtype %s while `original` has dtype %s"
                                            .formatted(
                                                    inverse.get(i).dtype(), tensors.get(i).dtype())
                                    : "Tensor %d returned by `right_inverse` has dtype %s while `original%d` has dtype %s"
                                            .formatted(
                                                    i,
                                                    inverse.get(i).dtype(),
                                                    i,
                                                    tensors.get(i).dtype()));
                }
                set(tensors.get(i), inverse.get(i));
            }
        }
    }

    /** The tensors that are learned. */
    public List<Tensor> originals() {
        var tensors = new ArrayList<Tensor>();
        for (int i = 0; i < originals; i++) {
            tensors.add(Utils.tensor(this, one ? "original" : "original" + i));
        }
        return tensors;
    }

    /** Whether one tensor is learned. */
    boolean isTensor() {
        return one;
    }

    /** Adds a parametrization of what the others make. */
    void add(Module parametrization, boolean unsafe) {
        append(parametrization);
        this.unsafe |= unsafe;
    }

    private void register(String name, Tensor tensor) {
        if (tensor instanceof Parameter parameter) {
            registerParameter(name, parameter);
        } else {
            registerBuffer(name, tensor);
        }
    }

    /** What is learned at first: as it is where the parametrization has no inverse. */
    private static List<Tensor> inverse(Module parametrization, Tensor value) {
        try {
            return inverse(parametrization, value, false);
        } catch (UnsupportedOperationException e) {
            return List.of(value);
        }
    }

    private static List<Tensor> inverse(Module parametrization, Tensor value, boolean needed) {
        return switch (parametrization) {
            case Parametrization several -> several.rightInverse(value);
            case RightInverse known -> List.of(known.rightInverse(value));
            default -> {
                if (needed) {
                    throw new TorchException(
                            "parametrization %s does not implement right_inverse."
                                    .formatted(parametrization.getClass().getSimpleName()));
                }
                yield List.of(value);
            }
        };
    }

    private static UnaryModule unary(Module parametrization) {
        if (parametrization instanceof UnaryModule unary) {
            return unary;
        }
        throw new IllegalArgumentException(
                "a parametrization of one tensor must be a UnaryModule, but got "
                        + parametrization);
    }

    private static void checkSame(String name, Tensor original, Tensor value) {
        if (!original.dtype().equals(value.dtype())) {
            throw new IllegalArgumentException(
                    ("When `right_inverse` outputs one tensor, it may not change the dtype.\n%s.dtype: %s\n"
                                    + "right_inverse(%s).dtype: %s")
                            .formatted(name, original.dtype(), name, value.dtype()));
        }
        if (!original.device().equals(value.device())) {
            throw new IllegalArgumentException(
                    ("When `right_inverse` outputs one tensor, it may not change the device.\n%s.device: %s\n"
                                    + "right_inverse(%s).device: %s")
                            .formatted(name, original.device(), name, value.device()));
        }
    }

    /** Gives a tensor the memory of another. */
    static void set(Tensor target, Tensor source) {
        if (target != source) {
            try (var off = Torch.noGrad();
                    Tensor data = source.detach()) {
                Aten.set_data(target, data);
            }
        }
    }
}
