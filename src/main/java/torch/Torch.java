package torch;

import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Libraries;
import torch.internal.Native;
import torch.internal.Results;

/**
 * PyTorch's functions. Mirrors the module {@code torch}: import it statically and {@code torch.randn(64, 100)} is
 * {@code randn(64, 100)}.
 */
public final class Torch extends TorchForms {
    private Torch() {}

    /** A shape, for the forms of factories that take options behind it. */
    public static Size shape(long... extents) {
        return Size.of(extents);
    }

    /** Options with a type of elements. */
    public static TensorOptions dtype(DType dtype) {
        return TensorOptions.DEFAULT.dtype(dtype);
    }

    /** Options with a device. */
    public static TensorOptions device(Device device) {
        return TensorOptions.DEFAULT.device(device);
    }

    /** Options with a device by its name, as {@code cuda:0}. */
    public static TensorOptions device(String device) {
        return TensorOptions.DEFAULT.device(device);
    }

    // ---- Values

    /**
     * A tensor with the values of arrays, nested to any depth, of a list, or of a single number or boolean. As in
     * Python, the kind of the values decides on the type, not their width: booleans give BOOL, integers INT64 (also
     * those of an {@code int[]} or a {@code byte[]}), floating-point numbers FLOAT32 (also those of a
     * {@code double[]}), {@link Complex} COMPLEX64. Mirrors {@code torch.tensor(data)}.
     *
     * @throws IllegalArgumentException if sequences on one level differ in length, or a value is no number or boolean
     */
    public static Tensor tensor(Object data) {
        return Nested.tensor(data, TensorOptions.DEFAULT);
    }

    /**
     * As {@link #tensor(Object)}, of the type and on the device of the options. Unsigned types take negative values by
     * their bits, so {@code tensor(bytes, dtype(UINT8))} reads bytes as unsigned. Mirrors
     * {@code torch.tensor(data, dtype=…, device=…, requires_grad=…)}.
     *
     * @throws IllegalArgumentException also if a value does not fit the type
     */
    public static Tensor tensor(Object data, TensorOptions options) {
        return Nested.tensor(data, options);
    }

    /** A FLOAT32 scalar. Mirrors {@code torch.tensor(1.5)}. */
    public static Tensor tensor(double value) {
        return Nested.tensor(value, TensorOptions.DEFAULT);
    }

    /** An INT64 scalar. Mirrors {@code torch.tensor(1)}. */
    public static Tensor tensor(long value) {
        return Nested.tensor(value, TensorOptions.DEFAULT);
    }

    /** A BOOL scalar. Mirrors {@code torch.tensor(True)}. */
    public static Tensor tensor(boolean value) {
        return Nested.tensor(value, TensorOptions.DEFAULT);
    }

    /** A FLOAT32 vector. Mirrors {@code torch.tensor([1.5, 2.5])}. */
    public static Tensor tensor(double... values) {
        return Nested.tensor(values, TensorOptions.DEFAULT);
    }

    /** A FLOAT32 vector. */
    public static Tensor tensor(float... values) {
        return Nested.tensor(values, TensorOptions.DEFAULT);
    }

    /** An INT64 vector. Mirrors {@code torch.tensor([1, 2])}. */
    public static Tensor tensor(long... values) {
        return Nested.tensor(values, TensorOptions.DEFAULT);
    }

    /** An INT64 vector. */
    public static Tensor tensor(int... values) {
        return Nested.tensor(values, TensorOptions.DEFAULT);
    }

    /** A BOOL vector. Mirrors {@code torch.tensor([True, False])}. */
    public static Tensor tensor(boolean... values) {
        return Nested.tensor(values, TensorOptions.DEFAULT);
    }

    // ---- Printing

    /**
     * Changes how tensors are printed, for all threads; what is not said stays, except {@code sciMode}, which as in
     * PyTorch is back to null. Mirrors {@code torch.set_printoptions}.
     *
     * {@snippet :
     * Torch.setPrintOptions(o -> o.precision(2).edgeitems(2));
     * Torch.setPrintOptions(o -> o.profile("default"));
     * }
     */
    public static void setPrintOptions(Consumer<PrintOptions.Builder> options) {
        var builder = new PrintOptions.Builder(TensorPrinter.options());
        options.accept(builder);
        TensorPrinter.setOptions(builder.build());
    }

    /** How tensors are printed now. Mirrors {@code torch.get_printoptions}. */
    public static PrintOptions getPrintOptions() {
        return TensorPrinter.options();
    }

    // ---- Autograd

    /** Whether operations of this thread are recorded. Mirrors {@code torch.is_grad_enabled}. */
    public static boolean isGradEnabled() {
        return GradMode.isGradEnabled();
    }

    /** Whether this thread is in inference mode. Mirrors {@code torch.is_inference_mode_enabled}. */
    public static boolean isInferenceModeEnabled() {
        return GradMode.isInferenceMode();
    }

    /** Records nothing on this thread until it is closed. Mirrors {@code with torch.no_grad():}. */
    public static GradMode noGrad() {
        return GradMode.grad(false);
    }

    /** Runs something without recording it. */
    public static void noGrad(Runnable body) {
        try (GradMode off = noGrad()) {
            body.run();
        }
    }

    /** Computes something without recording it. */
    public static <T> T noGrad(Supplier<T> body) {
        try (GradMode off = noGrad()) {
            return body.get();
        }
    }

    /** Records again on this thread until it is closed. Mirrors {@code with torch.enable_grad():}. */
    public static GradMode enableGrad() {
        return GradMode.grad(true);
    }

    /** Runs something and records it. */
    public static void enableGrad(Runnable body) {
        try (GradMode on = enableGrad()) {
            body.run();
        }
    }

    /** Computes something and records it. */
    public static <T> T enableGrad(Supplier<T> body) {
        try (GradMode on = enableGrad()) {
            return body.get();
        }
    }

    /** Mirrors {@code with torch.set_grad_enabled(mode):}. */
    public static GradMode setGradEnabled(boolean enabled) {
        return GradMode.grad(enabled);
    }

    /** Makes tensors without autograd's bookkeeping until it is closed. Mirrors {@code with torch.inference_mode():}. */
    public static GradMode inferenceMode() {
        return GradMode.inference(true);
    }

    /** Runs something in inference mode. */
    public static void inferenceMode(Runnable body) {
        try (GradMode on = inferenceMode()) {
            body.run();
        }
    }

    /** Computes something in inference mode. */
    public static <T> T inferenceMode(Supplier<T> body) {
        try (GradMode on = inferenceMode()) {
            return body.get();
        }
    }

    /** Mirrors {@code with torch.inference_mode(mode):}. */
    public static GradMode inferenceMode(boolean enabled) {
        return GradMode.inference(enabled);
    }

    // ---- Transforms

    /**
     * The function of one tensor, mapped over the first dimension; see {@link #vmapTuple}. Mirrors
     * {@code torch.vmap(func)}.
     */
    public static UnaryOperator<Tensor> vmap(
            java.util.function.Function<? super Tensor, Tensor> func) {
        return vmap(func, o -> {});
    }

    /** The function of one tensor, mapped; see {@link #vmapTuple}. Mirrors {@code torch.vmap(func, in_dims, …)}. */
    public static UnaryOperator<Tensor> vmap(
            java.util.function.Function<? super Tensor, Tensor> func,
            Consumer<VmapOptions> options) {
        GradOutputs.require(func, "func", "a function of Tensors");
        Vmap vmap = new Vmap(inputs -> one(func.apply(inputs.getFirst())), options);
        return input -> vmap.apply(Collections.singletonList(input)).getFirst();
    }

    /**
     * The function of two tensors, mapped over their first dimension; see {@link #vmapTuple}. Mirrors
     * {@code torch.vmap(func)}.
     */
    public static BinaryOperator<Tensor> vmap(
            BiFunction<? super Tensor, ? super Tensor, Tensor> func) {
        return vmap(func, o -> {});
    }

    /** The function of two tensors, mapped; see {@link #vmapTuple}. Mirrors {@code torch.vmap(func, in_dims, …)}. */
    public static BinaryOperator<Tensor> vmap(
            BiFunction<? super Tensor, ? super Tensor, Tensor> func,
            Consumer<VmapOptions> options) {
        GradOutputs.require(func, "func", "a function of Tensors");
        Vmap vmap = new Vmap(in -> one(func.apply(in.get(0), in.get(1))), options);
        return (first, second) -> vmap.apply(java.util.Arrays.asList(first, second)).getFirst();
    }

    private static List<Tensor> one(@Nullable Tensor output) {
        return Collections.singletonList(output);
    }

    /**
     * A function of several tensors that returns several, mapped over a dimension of its inputs: it runs once, on
     * tensors that hide that dimension, by libtorch's batching rules. Mirrors {@code torch.vmap}.
     *
     * {@snippet :
     * var rows = Torch.vmap((x, y) -> x.dot(y), o -> o.inDims(0, null));
     * rows.apply(matrix, vector);                     // (N, D), (D) -> (N)
     * }
     *
     * <p>The function must not keep the tensors that it is given. Maps nest.
     *
     * @throws IllegalArgumentException when it is applied, if the mapped dimensions do not exist or differ in size
     * @throws TorchException when it is applied, for what cannot be mapped: {@code item()}, in-place changes of what is
     *     shared by the batch, random functions where {@code randomness} is {@code error}
     */
    public static UnaryOperator<List<Tensor>> vmapTuple(
            java.util.function.Function<? super List<Tensor>, ? extends List<? extends Tensor>>
                    func,
            Consumer<VmapOptions> options) {
        GradOutputs.require(func, "func", "a function of a List<Tensor>");
        return new Vmap(func, options)::apply;
    }

    /** As {@link #vmapTuple(java.util.function.Function, Consumer)}, over the first dimension of all inputs. */
    public static UnaryOperator<List<Tensor>> vmapTuple(
            java.util.function.Function<? super List<Tensor>, ? extends List<? extends Tensor>>
                    func) {
        return vmapTuple(func, o -> {});
    }

    // ---- Random numbers

    /** Seeds the default generator. Mirrors {@code torch.manual_seed}. */
    public static void manualSeed(long seed) {
        Downcalls.call(Function.MANUAL_SEED, seed);
    }

    /** The default generator's seed. Mirrors {@code torch.initial_seed}. */
    public static long initialSeed() {
        return Downcalls.plain(Function.INITIAL_SEED, 0);
    }

    /** The default generator's state. Mirrors {@code torch.get_rng_state}. */
    public static Tensor getRngState() {
        return Tensor.wrap(Downcalls.call(Function.GENERATOR_STATE, 0));
    }

    /** Sets the state that {@link #getRngState} gave. Mirrors {@code torch.set_rng_state}. */
    public static void setRngState(Tensor state) {
        Downcalls.call(Function.GENERATOR_SET_STATE, 0, Tensor.handle(state, "new_state"));
        java.lang.ref.Reference.reachabilityFence(state);
    }

    // ---- Memory

    /** Closes what this thread creates until it is closed itself; see {@link Scope}. */
    public static Scope scope() {
        return new Scope();
    }

    /** What the Java side holds of native memory now. */
    public static MemoryStats memory() {
        return NativeHandle.stats();
    }

    // ---- The library

    /** How many threads an operator may use. Mirrors {@code torch.get_num_threads}. */
    public static int getNumThreads() {
        return (int) Downcalls.plain(Function.GET_NUM_THREADS);
    }

    /**
     * Sets how many threads an operator may use. Mirrors {@code torch.set_num_threads}; of the
     * presets' libtorch it sets the threads of OpenBLAS too, which keeps its own.
     */
    public static void setNumThreads(int threads) {
        if (threads < 1)
            throw new IllegalArgumentException(
                    "set_num_threads expects a positive integer, got " + threads);
        Downcalls.call(Function.SET_NUM_THREADS, threads, Tensor.isPresets() ? 1 : 0);
    }

    /** The version of the libtorch in use, as {@code 2.13.0}. Mirrors {@code torch.__version__}. */
    public static String version() {
        return Libraries.version();
    }

    /** How libtorch was built. Mirrors {@code torch.__config__.show}. */
    public static String showConfig() {
        return new Results(Downcalls.call(Function.SHOW_CONFIG)).nextString();
    }

    /** Whether libtorch has an operator, by its name in {@link Aten}'s order; for diagnostics. */
    static boolean hasOperator(int number) {
        Native.load();
        return Downcalls.plain(Function.HAS, number) != 0;
    }
}
