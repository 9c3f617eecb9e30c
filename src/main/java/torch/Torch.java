package torch;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.Buffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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
import torch.serialization.LoadOptions;
import torch.serialization.Serialization;

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
     * those of an {@code int[]} or a {@code byte[]}), floating-point numbers the default type, FLOAT32 unless set (also
     * those of a {@code double[]}), {@link Complex} its complex type. Mirrors {@code torch.tensor(data)}.
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

    /** A scalar of the default type. Mirrors {@code torch.tensor(1.5)}. */
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

    /** A vector of the default type. Mirrors {@code torch.tensor([1.5, 2.5])}. */
    public static Tensor tensor(double... values) {
        return Nested.tensor(values, TensorOptions.DEFAULT);
    }

    /** A vector of the default type. */
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

    /** As {@link #frombuffer(Buffer, DType, long, long, boolean)}, of all of the buffer. */
    public static Tensor frombuffer(Buffer buffer, DType dtype) {
        return frombuffer(buffer, dtype, -1);
    }

    /** As {@link #frombuffer(Buffer, DType, long, long, boolean)}, from the buffer's position on. */
    public static Tensor frombuffer(Buffer buffer, DType dtype, long count) {
        return frombuffer(buffer, dtype, count, 0);
    }

    /** As {@link #frombuffer(Buffer, DType, long, long, boolean)}, without gradient. */
    public static Tensor frombuffer(Buffer buffer, DType dtype, long count, long offset) {
        return frombuffer(buffer, dtype, count, offset, false);
    }

    /**
     * A vector over the memory of a direct buffer between its position and its limit, without a copy: writing to one
     * writes to the other. The buffer's memory is kept while a tensor over it exists. Mirrors
     * {@code torch.frombuffer}.
     *
     * @param buffer a direct buffer of any kind, in native byte order where elements are of several bytes
     * @param count how many elements, or a negative number for all that there are
     * @param offset the bytes to leave out at the beginning
     * @throws IllegalArgumentException if the buffer is on the heap, read-only, in the other byte order, misaligned,
     *     empty or too short
     */
    public static Tensor frombuffer(
            Buffer buffer, DType dtype, long count, long offset, boolean requiresGrad) {
        return Buffers.fromBuffer(buffer, dtype, count, offset, requiresGrad);
    }

    /**
     * A tensor over the memory that another library, or a tensor, exported; the capsule is consumed. Mirrors
     * {@code torch.utils.dlpack.from_dlpack}.
     *
     * @throws IllegalStateException if the capsule was consumed before
     * @throws TorchException if libtorch has no such type or device; the capsule is not consumed then
     */
    public static Tensor fromDlpack(DLPack capsule) {
        Arguments.required(capsule, "from_dlpack", "capsule", "a DLPack");
        return capsule.consume();
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
        Arguments.required(body, "no_grad", "body", "a Runnable");
        try (GradMode off = noGrad()) {
            body.run();
        }
    }

    /** Computes something without recording it. */
    public static <T> T noGrad(Supplier<T> body) {
        Arguments.required(body, "no_grad", "body", "a Supplier");
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
        Arguments.required(body, "enable_grad", "body", "a Runnable");
        try (GradMode on = enableGrad()) {
            body.run();
        }
    }

    /** Computes something and records it. */
    public static <T> T enableGrad(Supplier<T> body) {
        Arguments.required(body, "enable_grad", "body", "a Supplier");
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
        Arguments.required(body, "inference_mode", "body", "a Runnable");
        try (GradMode on = inferenceMode()) {
            body.run();
        }
    }

    /** Computes something in inference mode. */
    public static <T> T inferenceMode(Supplier<T> body) {
        Arguments.required(body, "inference_mode", "body", "a Supplier");
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
        Arguments.required(func, "func", "a function of Tensors");
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
        Arguments.required(func, "func", "a function of Tensors");
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
        Arguments.required(func, "func", "a function of a List<Tensor>");
        return new Vmap(func, options)::apply;
    }

    /** As {@link #vmapTuple(java.util.function.Function, Consumer)}, over the first dimension of all inputs. */
    public static UnaryOperator<List<Tensor>> vmapTuple(
            java.util.function.Function<? super List<Tensor>, ? extends List<? extends Tensor>>
                    func) {
        return vmapTuple(func, o -> {});
    }

    // ---- Random numbers

    /** The CPU's default generator. Mirrors {@code torch.default_generator}. */
    public static Generator defaultGenerator() {
        return Generator.standard();
    }

    /**
     * Seeds the default generators of all devices. Mirrors {@code torch.manual_seed}.
     *
     * @param seed any 64 bits: a negative seed is the unsigned number of the same bits, as in PyTorch
     * @return the CPU's default generator
     */
    public static Generator manualSeed(long seed) {
        Downcalls.call(Function.MANUAL_SEED, seed);
        return Generator.standard();
    }

    /**
     * Seeds the default generators of all devices with a number that cannot be foreseen. Mirrors {@code torch.seed}.
     *
     * @return the seed
     */
    public static long seed() {
        long seed = Generator.standard().seed();
        Downcalls.call(Function.MANUAL_SEED, seed);
        return seed;
    }

    /** The default generator's seed. Mirrors {@code torch.initial_seed}. */
    public static long initialSeed() {
        return Generator.standard().initialSeed();
    }

    /** The default generator's state. Mirrors {@code torch.get_rng_state}. */
    public static Tensor getRngState() {
        return Generator.standard().getState();
    }

    /** Sets the state that {@link #getRngState} gave. Mirrors {@code torch.set_rng_state}. */
    public static void setRngState(Tensor state) {
        Generator.standard().setState(state);
    }

    /**
     * Puts the default generators of all devices back, when it is closed, to where they are now. Mirrors
     * {@code with torch.random.fork_rng():}.
     */
    public static RngFork forkRng() {
        return forkRng(true);
    }

    /** As {@link #forkRng()}, or nothing. Mirrors {@code with torch.random.fork_rng(enabled=enabled):}. */
    public static RngFork forkRng(boolean enabled) {
        return new RngFork(enabled ? RngFork.allDevices() : List.of(), enabled);
    }

    /**
     * As {@link #forkRng()}, for the CPU and the CUDA devices of these indices. Mirrors
     * {@code with torch.random.fork_rng(devices=devices, enabled=enabled):}.
     */
    public static RngFork forkRng(List<Integer> devices, boolean enabled) {
        return new RngFork(devices, enabled);
    }

    /** Runs something whose random numbers do not count. */
    public static void forkRng(Runnable body) {
        Arguments.required(body, "fork_rng", "body", "a Runnable");
        try (RngFork fork = forkRng()) {
            body.run();
        }
    }

    /** Computes something whose random numbers do not count. */
    public static <T> T forkRng(Supplier<T> body) {
        Arguments.required(body, "fork_rng", "body", "a Supplier");
        try (RngFork fork = forkRng()) {
            return body.get();
        }
    }

    // ---- Determinism

    /** As {@link #useDeterministicAlgorithms(boolean, boolean)}, which throws rather than warns. */
    public static void useDeterministicAlgorithms(boolean mode) {
        Context.setDeterministic(mode, false);
    }

    /**
     * Makes operators choose deterministic algorithms, for the whole process; those that have none throw a
     * {@link TorchException}, or only warn on standard error. Mirrors {@code torch.use_deterministic_algorithms}.
     */
    public static void useDeterministicAlgorithms(boolean mode, boolean warnOnly) {
        Context.setDeterministic(mode, warnOnly);
    }

    /** Mirrors {@code torch.are_deterministic_algorithms_enabled}. */
    public static boolean areDeterministicAlgorithmsEnabled() {
        return Context.isDeterministic();
    }

    /** Mirrors {@code torch.is_deterministic_algorithms_warn_only_enabled}. */
    public static boolean isDeterministicAlgorithmsWarnOnlyEnabled() {
        return Context.isDeterministicWarnOnly();
    }

    /**
     * 0 for off, 1 for warnings, 2 for errors. Mirrors {@code torch.set_deterministic_debug_mode}.
     *
     * @throws IllegalArgumentException for another number
     */
    public static void setDeterministicDebugMode(int mode) {
        Context.setDebugMode(mode);
    }

    /**
     * {@code default}, {@code warn} or {@code error}. Mirrors {@code torch.set_deterministic_debug_mode}.
     *
     * @throws IllegalArgumentException for another word
     */
    public static void setDeterministicDebugMode(String mode) {
        Context.setDebugMode(mode);
    }

    /** Mirrors {@code torch.get_deterministic_debug_mode}. */
    public static int getDeterministicDebugMode() {
        return Context.debugMode();
    }

    /**
     * Whether uninitialized memory is filled with NaN, or the largest integer, while deterministic algorithms are used.
     * Mirrors {@code torch.utils.deterministic.fill_uninitialized_memory}.
     */
    public static boolean fillUninitializedMemory() {
        return Context.fillsUninitializedMemory();
    }

    /** Mirrors setting {@code torch.utils.deterministic.fill_uninitialized_memory}, which is on at first. */
    public static void fillUninitializedMemory(boolean fill) {
        Context.setFillUninitializedMemory(fill);
    }

    /** {@code highest}, {@code high} or {@code medium}. Mirrors {@code torch.get_float32_matmul_precision}. */
    public static String getFloat32MatmulPrecision() {
        return Context.matmulPrecision();
    }

    /**
     * Sets how precise products of FLOAT32 matrices are inside. Mirrors {@code torch.set_float32_matmul_precision}: a
     * word other than {@code highest}, {@code high} and {@code medium} changes nothing, and libtorch warns on standard
     * error.
     */
    public static void setFloat32MatmulPrecision(String precision) {
        Context.setMatmulPrecision(precision);
    }

    /**
     * Makes this thread take denormal numbers for 0. Mirrors {@code torch.set_flush_denormal}. It is a mode of the
     * processor: as it is for Python's floats, so it is for Java's {@code float} and {@code double} on this thread.
     *
     * @return whether the processor can do it
     */
    public static boolean setFlushDenormal(boolean mode) {
        return Context.setFlushDenormal(mode);
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
        return Context.numThreads();
    }

    /**
     * Sets how many threads an operator may use. Mirrors {@code torch.set_num_threads}; of the
     * presets' libtorch it sets the threads of OpenBLAS too, which keeps its own.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public static void setNumThreads(int threads) {
        Context.setNumThreads(threads);
    }

    /** How many threads run operators beside each other. Mirrors {@code torch.get_num_interop_threads}. */
    public static int getNumInteropThreads() {
        return Context.numInteropThreads();
    }

    /**
     * Sets how many threads run operators beside each other. Mirrors {@code torch.set_num_interop_threads}.
     *
     * @throws IllegalArgumentException if the number is not positive
     * @throws TorchException if it was set before, or parallel work has begun
     */
    public static void setNumInteropThreads(int threads) {
        Context.setNumInteropThreads(threads);
    }

    /** The version of the libtorch in use, as {@code 2.13.0}. Mirrors {@code torch.__version__}. */
    public static String version() {
        return Libraries.version();
    }

    /** How libtorch was built. Mirrors {@code torch.__config__.show}. */
    public static String showConfig() {
        return Context.showConfig();
    }

    /** How libtorch divides work between threads. Mirrors {@code torch.__config__.parallel_info}. */
    public static String parallelInfo() {
        return Context.parallelInfo();
    }

    // ---- Files

    /**
     * Saves a value so that {@link #load} in Java and {@code torch.load} in Python give it again, with
     * {@code weights_only=True} too: tensors of all types and layouts, parameters, and lists, maps, sets and tuples of
     * them, numbers, booleans, strings, bytes, null, {@link Size}, {@link DType}, {@link Device}, {@link Layout}. A storage
     * that tensors share is written once. The file's name shows what it showed before or all that is saved, never a part,
     * also where the process is killed. Mirrors {@code torch.save}.
     *
     * {@snippet :
     * Torch.save(model.stateDict(), Path.of("model.pt"));
     * }
     *
     * @throws IllegalArgumentException if something cannot be saved; the message has the way to it
     * @throws TorchException if tensors of different types share a storage
     * @throws java.io.UncheckedIOException if the file cannot be written
     */
    public static void save(@Nullable Object obj, Path f) {
        Serialization.save(obj, f);
    }

    /** Saves a value in the file of this name; see {@link #save(Object, Path)}. */
    public static void save(@Nullable Object obj, String f) {
        save(obj, path(f, "save"));
    }

    /** Saves a value to a stream, which stays open; see {@link #save(Object, Path)}. */
    public static void save(@Nullable Object obj, OutputStream f) {
        Serialization.save(obj, f);
    }

    /**
     * Loads what {@code torch.save} saved, here or in Python: {@link java.util.LinkedHashMap} for a dict, {@link List} for
     * a list or tuple, {@link java.util.LinkedHashSet} for a set, Long or BigInteger, Double, {@link Complex}, Boolean,
     * String, byte[], {@link Size}, {@link DType}, {@link Device}, {@link Layout}, {@link Tensor} and
     * {@code torch.nn.Parameter}. Tensors that shared a storage share one again. The file is data and cannot run code: as
     * with {@code weights_only=True}, any other class or function in it is refused by name. Mirrors {@code torch.load}.
     *
     * @throws FileFormatException if the file is no such file, or is damaged, or has something else in it
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static @Nullable Object load(Path f) {
        return load(f, o -> {});
    }

    /** Loads the file of this name; see {@link #load(Path)}. */
    public static @Nullable Object load(String f) {
        return load(path(f, "load"));
    }

    /**
     * Loads what was saved, as {@link #load(Path)}.
     *
     * {@snippet :
     * Object checkpoint = Torch.load(Path.of("model.pt"), o -> o.mapLocation("cpu").mmap(true));
     * }
     *
     * @throws TorchException if a storage goes to a device that is not there
     */
    public static @Nullable Object load(Path f, Consumer<? super LoadOptions> options) {
        return Serialization.load(f, options);
    }

    /** Loads the file of this name; see {@link #load(Path, Consumer)}. */
    public static @Nullable Object load(String f, Consumer<? super LoadOptions> options) {
        return load(path(f, "load"), options);
    }

    /** Loads what was saved to a stream, to the stream's end; see {@link #load(Path)}. */
    public static @Nullable Object load(InputStream f) {
        return load(f, o -> {});
    }

    /** Loads what was saved to a stream, to the stream's end; see {@link #load(Path, Consumer)}. */
    public static @Nullable Object load(InputStream f, Consumer<? super LoadOptions> options) {
        return Serialization.load(f, options);
    }

    /**
     * Loads tensors by name, as a module has them: {@code model.loadStateDict(Torch.loadStateDict(path))}. Mirrors
     * {@code torch.load} of a file that a {@code state_dict} was saved in.
     *
     * @throws FileFormatException also if the file has anything else
     */
    public static Map<String, Tensor> loadStateDict(Path f) {
        return loadStateDict(f, o -> {});
    }

    /** Loads tensors by name from the file of this name; see {@link #loadStateDict(Path)}. */
    public static Map<String, Tensor> loadStateDict(String f) {
        return loadStateDict(path(f, "loadStateDict"));
    }

    /** Loads tensors by name; see {@link #loadStateDict(Path)} and {@link #load(Path, Consumer)}. */
    public static Map<String, Tensor> loadStateDict(Path f, Consumer<? super LoadOptions> options) {
        return Serialization.loadStateDict(f, options);
    }

    private static Path path(String f, String function) {
        return Path.of(Arguments.required(f, function, "f", "a file's name"));
    }

    /** Whether libtorch has an operator, by its name in {@link Aten}'s order; for diagnostics. */
    static boolean hasOperator(int number) {
        Native.load();
        return Downcalls.plain(Function.HAS, number) != 0;
    }
}
