package torch;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.amp.Autocast;
import torch.internal.Slots;
import torch.internal.WorkerGenerator;

/**
 * The functions of {@link Torch} that PyTorch writes in Python or in its binding, over the operators; {@link Torch} is
 * the class to use.
 */
public abstract class TorchForms extends TorchFunctions {
    TorchForms() {}

    // ---- Types and devices

    /** What is used for floating-point numbers of which nothing else is said. Mirrors {@code torch.get_default_dtype}. */
    public static DType getDefaultDtype() {
        return Defaults.dtype();
    }

    /**
     * Sets what is used for floating-point numbers of which nothing else is said, in libtorch and for all threads.
     * Mirrors {@code torch.set_default_dtype}.
     *
     * @throws IllegalArgumentException if it is not FLOAT16, BFLOAT16, FLOAT32 or FLOAT64
     */
    public static void setDefaultDtype(DType d) {
        Defaults.setDtype(d);
    }

    /** This thread's default device, else the CPU. Mirrors {@code torch.get_default_device}. */
    public static Device getDefaultDevice() {
        Device device = Defaults.deviceOrNull();
        return device == null ? Device.CPU : device;
    }

    /**
     * Sets where this thread's factories make tensors that are not told a device; null for the CPU again. Functions
     * like {@code zerosLike} and {@code newZeros} follow their tensor, and {@code normal} stays on the CPU, as in
     * PyTorch. Mirrors {@code torch.set_default_device}.
     */
    public static void setDefaultDevice(@Nullable Device device) {
        Defaults.setDevice(device);
    }

    /** Mirrors {@code torch.set_default_device("cuda:0")}. */
    public static void setDefaultDevice(String device) {
        Defaults.setDevice(Device.of(device));
    }

    /** Makes tensors on a device until it is closed. Mirrors {@code with torch.device("meta"):}. */
    public static DeviceContext withDevice(Device device) {
        if (device == null) throw Slots.nullArgument("device", "a Device");
        return new DeviceContext(device);
    }

    /** Makes tensors on a device until it is closed. Mirrors {@code with torch.device("meta"):}. */
    public static DeviceContext withDevice(String device) {
        return new DeviceContext(Device.of(device));
    }

    /**
     * Sets default type and device by the name of one of PyTorch's old types, as {@code torch.DoubleTensor}. Mirrors
     * {@code torch.set_default_tensor_type}.
     *
     * @throws IllegalArgumentException if there is no such type, or it is not a floating-point one
     */
    public static void setDefaultTensorType(String t) {
        if (t == null) throw Slots.nullArgument("t", "a String");
        DType named = t.startsWith("torch.") ? Defaults.ofTypeName(t) : null;
        if (named == null) throw new IllegalArgumentException("invalid type: '" + t + "'");
        Defaults.setDtype(named);
        Defaults.setDevice(t.startsWith("torch.cuda.") ? new Device("cuda", -1) : null);
    }

    /**
     * The limits of a floating-point or complex type. Mirrors {@code torch.finfo(type)}.
     *
     * @throws IllegalArgumentException for another type
     */
    public static Finfo finfo(DType type) {
        return Finfo.of(type);
    }

    /** The limits of the default type. Mirrors {@code torch.finfo()}. */
    public static Finfo finfo() {
        return Finfo.of(Defaults.dtype());
    }

    /**
     * The limits of an integer type. Mirrors {@code torch.iinfo(type)}.
     *
     * @throws IllegalArgumentException for another type
     */
    public static Iinfo iinfo(DType type) {
        return Iinfo.of(type);
    }

    /** Whether an object is a tensor. Mirrors {@code torch.is_tensor}. */
    public static boolean isTensor(@Nullable Object obj) {
        return obj instanceof Tensor;
    }

    // ---- Random numbers

    /**
     * The generator that code which draws random numbers for samples should use: in a worker of a
     * {@link torch.utils.data.DataLoader} the worker's own, elsewhere null, which stands for the default one. Mirrors
     * {@code torch.thread_safe_generator}.
     *
     * {@snippet :
     * Tensor offset = Torch.randint(10, shape(2), Torch.threadSafeGenerator());
     * }
     */
    public static @Nullable Generator threadSafeGenerator() {
        return WorkerGenerator.get();
    }

    // ---- Values

    /**
     * A tensor itself, or what {@link Torch#tensor(Object)} makes of other values. Mirrors
     * {@code torch.as_tensor(data)}.
     */
    public static Tensor asTensor(Object data) {
        return asTensor(data, TensorOptions.DEFAULT);
    }

    /**
     * A tensor of a type and on a device: itself where it is one already. Mirrors
     * {@code torch.as_tensor(data, dtype, device)}.
     */
    public static Tensor asTensor(Object data, TensorOptions options) {
        if (!(data instanceof Tensor tensor)) return Nested.tensor(data, options);
        Device device = Defaults.device(options);
        DType said = options.dtypeOrNull();
        DType dtype = said == null ? tensor.dtype() : said;
        return tensor.to(device == null ? tensor.device() : device, dtype);
    }

    /** Mirrors {@code torch.asarray(obj)}. */
    public static Tensor asarray(Object obj) {
        return asarray(obj, TensorOptions.DEFAULT, null);
    }

    /** Mirrors {@code torch.asarray(obj, dtype=…, device=…, requires_grad=…)}. */
    public static Tensor asarray(Object obj, TensorOptions options) {
        return asarray(obj, options, null);
    }

    /**
     * A tensor over the same elements where that is possible, else a copy. Mirrors
     * {@code torch.asarray(obj, dtype=…, device=…, copy=…, requires_grad=…)}.
     *
     * @param copy true to copy always, false never, null where needed
     * @throws IllegalArgumentException if {@code copy} is false and a copy is needed
     */
    public static Tensor asarray(Object obj, TensorOptions options, @Nullable Boolean copy) {
        Arguments.required(options, "asarray", "options", "a TensorOptions");
        if (!(obj instanceof Tensor tensor)) {
            if (Boolean.FALSE.equals(copy))
                throw new IllegalArgumentException("can't alias arbitrary sequence into a tensor.");
            return Nested.tensor(obj, options);
        }
        DType said = options.dtypeOrNull();
        DType dtype = said == null ? tensor.dtype() : said;
        Device asked = Defaults.device(options);
        Device device = asked == null ? tensor.device() : asked;
        Tensor made = tensor.to(device, dtype, false, Boolean.TRUE.equals(copy));
        if (Boolean.FALSE.equals(copy) && made != tensor) {
            made.close();
            throw new IllegalArgumentException(
                    device.type().equals(tensor.device().type())
                            ? "can't alias tensor with dtype '%s' into dtype '%s'."
                                    .formatted(tensor.dtype().typeName(), dtype.typeName())
                            : "can't alias tensor from device '%s' to '%s'."
                                    .formatted(tensor.device(), device));
        }
        return made.requiresGrad() ? made : options.finish(made);
    }

    // ---- A number first

    /** An operation whose left side is a number, which decides on the result's type only by its kind. */
    private static Tensor first(
            Number input, Tensor other, java.util.function.BinaryOperator<Tensor> operation) {
        if (input == null) throw Slots.nullArgument("input", "a Number");
        DType dtype = Aten.result_type_Scalar_Tensor(input, other);
        // a tensor of no dimensions weighs as much as the one that holds the number
        Tensor same = other.dim() == 0 ? other.to(dtype) : other;
        try (Tensor number = Aten.scalar_tensor(input, dtype, null, other.device(), null)) {
            return operation.apply(number, same);
        } finally {
            if (same != other) same.close();
        }
    }

    /** Mirrors {@code torch.add(2, other)}. */
    public static Tensor add(Number input, Tensor other) {
        return add(input, other, 1);
    }

    /** {@code input + alpha·other}. Mirrors {@code torch.add(2, other, alpha=…)}. */
    public static Tensor add(Number input, Tensor other, Number alpha) {
        return first(input, other, (a, b) -> Aten.add_Tensor(a, b, alpha));
    }

    /** Mirrors {@code torch.sub(2, other)}. */
    public static Tensor sub(Number input, Tensor other) {
        return sub(input, other, 1);
    }

    /** {@code input - alpha·other}. Mirrors {@code torch.sub(2, other, alpha=…)}. */
    public static Tensor sub(Number input, Tensor other, Number alpha) {
        return first(input, other, (a, b) -> Aten.sub_Tensor(a, b, alpha));
    }

    /** Mirrors {@code torch.subtract(2, other)}. */
    public static Tensor subtract(Number input, Tensor other) {
        return sub(input, other, 1);
    }

    /** Mirrors {@code torch.subtract(2, other, alpha=…)}. */
    public static Tensor subtract(Number input, Tensor other, Number alpha) {
        return sub(input, other, alpha);
    }

    /** Mirrors {@code torch.mul(2, other)}. */
    public static Tensor mul(Number input, Tensor other) {
        return first(input, other, (a, b) -> Aten.mul_Tensor(a, b));
    }

    /** Mirrors {@code torch.multiply(2, other)}. */
    public static Tensor multiply(Number input, Tensor other) {
        return mul(input, other);
    }

    /** Mirrors {@code torch.div(2, other)}. */
    public static Tensor div(Number input, Tensor other) {
        return div(input, other, null);
    }

    /** Mirrors {@code torch.div(2, other, rounding_mode=…)}. */
    public static Tensor div(Number input, Tensor other, @Nullable String roundingMode) {
        return first(input, other, (a, b) -> Aten.div_Tensor_mode(a, b, roundingMode));
    }

    /** Mirrors {@code torch.divide(2, other)}. */
    public static Tensor divide(Number input, Tensor other) {
        return div(input, other, null);
    }

    /** Mirrors {@code torch.divide(2, other, rounding_mode=…)}. */
    public static Tensor divide(Number input, Tensor other, @Nullable String roundingMode) {
        return div(input, other, roundingMode);
    }

    /** Mirrors {@code torch.true_divide(2, other)}. */
    public static Tensor trueDivide(Number input, Tensor other) {
        return div(input, other, null);
    }

    /** Mirrors {@code torch.floor_divide(2, other)}. */
    public static Tensor floorDivide(Number input, Tensor other) {
        return first(input, other, (a, b) -> Aten.floor_divide(a, b));
    }

    // ---- Shapes

    /**
     * The shape that tensors of these shapes are broadcast to. Mirrors {@code torch.broadcast_shapes}.
     *
     * @throws TorchException if they do not fit
     */
    public static Size broadcastShapes(Size... shapes) {
        return Shapes.broadcast(shapes);
    }

    /**
     * The coordinates of flat indices, one tensor per dimension. Mirrors {@code torch.unravel_index}.
     *
     * @param indices integers
     * @throws IllegalArgumentException if the indices are not integers, or an extent is negative
     */
    public static List<Tensor> unravelIndex(Tensor indices, long... shape) {
        return Shapes.unravel(indices, shape);
    }

    /** Mirrors {@code torch.unravel_index}. */
    public static List<Tensor> unravelIndex(Tensor indices, Size shape) {
        Arguments.required(shape, "unravel_index", "shape", "a Size");
        return Shapes.unravel(indices, shape.toArray());
    }

    /** Mirrors {@code torch.nonzero(input, as_tuple=…)}: see {@link Tensor#nonzero(boolean)}. */
    public static List<Tensor> nonzero(Tensor input, boolean asTuple) {
        Arguments.required(input, "nonzero", "input", "a Tensor");
        return input.nonzero(asTuple);
    }

    /** Mirrors {@code torch.index_put(input, indices, values)}. */
    public static Tensor indexPut(Tensor input, @Nullable Tensor[] indices, Tensor values) {
        Arguments.required(input, "index_put", "input", "a Tensor");
        return input.indexPut(indices, values);
    }

    /** Mirrors {@code torch.index_put(input, indices, values, accumulate)}. */
    public static Tensor indexPut(
            Tensor input, @Nullable Tensor[] indices, Tensor values, boolean accumulate) {
        Arguments.required(input, "index_put", "input", "a Tensor");
        return input.indexPut(indices, values, accumulate);
    }

    /** Mirrors {@code torch.index_put_(input, indices, values)}. */
    public static Tensor indexPut_(Tensor input, @Nullable Tensor[] indices, Tensor values) {
        Arguments.required(input, "index_put_", "input", "a Tensor");
        return input.indexPut_(indices, values);
    }

    /** Mirrors {@code torch.index_put_(input, indices, values, accumulate)}. */
    public static Tensor indexPut_(
            Tensor input, @Nullable Tensor[] indices, Tensor values, boolean accumulate) {
        Arguments.required(input, "index_put_", "input", "a Tensor");
        return input.indexPut_(indices, values, accumulate);
    }

    // ---- Products

    /** Sums over the last two axes of a and the first two of b. Mirrors {@code torch.tensordot(a, b)}. */
    public static Tensor tensordot(Tensor a, Tensor b) {
        return Shapes.tensordot(a, b, 2);
    }

    /**
     * Sums over the last axes of a and the first ones of b. Mirrors {@code torch.tensordot(a, b, dims)}.
     *
     * @param dims how many axes
     * @throws TorchException if there are not as many
     */
    public static Tensor tensordot(Tensor a, Tensor b, long dims) {
        return Shapes.tensordot(a, b, dims);
    }

    /**
     * A sum of products by lists of subscripts. Mirrors {@code torch.einsum(op1, sublist1, op2, sublist2, …)}.
     *
     * {@snippet :
     * einsum(a, new int[] {0, 1}, b, new int[] {1, 2}, new int[] {0, 2});   // a @ b
     * }
     *
     * @param operandsAndSubscripts tensors, each followed by an int[], a long[] or a List, in which {@link
     *     Index#ELLIPSIS} stands for the rest; last, where it is not to be inferred, the result's
     * @throws IllegalArgumentException if they do not alternate so, or a subscript is not in 0..51
     */
    public static Tensor einsum(Object... operandsAndSubscripts) {
        return Shapes.einsum(operandsAndSubscripts);
    }

    /** Distances of the rows of two batches of matrices. Mirrors {@code torch.cdist(x1, x2)}. */
    public static Tensor cdist(Tensor x1, Tensor x2) {
        return cdist(x1, x2, 2);
    }

    /** Mirrors {@code torch.cdist(x1, x2, p)}. */
    public static Tensor cdist(Tensor x1, Tensor x2, double p) {
        return cdist(x1, x2, p, "use_mm_for_euclid_dist_if_necessary");
    }

    /**
     * Distances of the rows of two batches of matrices in the p-norm. Mirrors {@code torch.cdist}.
     *
     * @param x1 shape (*, P, M)
     * @param x2 shape (*, R, M)
     * @param computeMode whether a matrix product serves for p = 2: {@code use_mm_for_euclid_dist_if_necessary},
     *     {@code use_mm_for_euclid_dist} or {@code donot_use_mm_for_euclid_dist}
     * @return shape (*, P, R)
     * @throws IllegalArgumentException for another mode
     */
    public static Tensor cdist(Tensor x1, Tensor x2, double p, String computeMode) {
        if (computeMode == null) throw Slots.nullArgument("compute_mode", "a String");
        Long mode =
                switch (computeMode) {
                    case "use_mm_for_euclid_dist_if_necessary" -> null;
                    case "use_mm_for_euclid_dist" -> 1L;
                    case "donot_use_mm_for_euclid_dist" -> 2L;
                    default ->
                            throw new IllegalArgumentException(
                                    computeMode + " is not a valid value for compute_mode");
                };
        return Aten.cdist(x1, x2, p, mode);
    }

    /** The 2-norm of all elements. Mirrors {@code torch.norm(input)}. */
    public static Tensor norm(Tensor input) {
        return Norms.norm(input, "fro", null, false, null);
    }

    /** Mirrors {@code torch.norm(input, p)}. */
    public static Tensor norm(Tensor input, @Nullable Number p) {
        return Norms.norm(input, p, null, false, null);
    }

    /** Mirrors {@code torch.norm(input, p, dim)}. */
    public static Tensor norm(Tensor input, @Nullable Number p, long... dim) {
        return Norms.norm(input, p, dim, false, null);
    }

    /** Mirrors {@code torch.norm(input, p, dim, keepdim)}. */
    public static Tensor norm(Tensor input, @Nullable Number p, long dim, boolean keepdim) {
        return Norms.norm(input, p, new long[] {dim}, keepdim, null);
    }

    /** Mirrors {@code torch.norm(input, p, dim, keepdim)}. */
    public static Tensor norm(
            Tensor input, @Nullable Number p, long @Nullable [] dim, boolean keepdim) {
        return Norms.norm(input, p, dim, keepdim, null);
    }

    /**
     * The p-norm of all elements, or over dimensions. Mirrors {@code torch.norm(input, p, dim, keepdim, dtype=…)}.
     *
     * @param p the exponent; null is 2
     * @param dim the dimensions, null for all
     * @param dtype the type that is computed in, null for the input's
     */
    public static Tensor norm(
            Tensor input,
            @Nullable Number p,
            long @Nullable [] dim,
            boolean keepdim,
            @Nullable DType dtype) {
        return Norms.norm(input, p, dim, keepdim, dtype);
    }

    /** Mirrors {@code torch.norm(input, "fro")} or {@code "nuc"}. */
    public static Tensor norm(Tensor input, String p) {
        return Norms.norm(input, p, null, false, null);
    }

    /** Mirrors {@code torch.norm(input, "nuc", dim)}. */
    public static Tensor norm(Tensor input, String p, long... dim) {
        return Norms.norm(input, p, dim, false, null);
    }

    /** Mirrors {@code torch.norm(input, "nuc", dim, keepdim)}. */
    public static Tensor norm(Tensor input, String p, long @Nullable [] dim, boolean keepdim) {
        return Norms.norm(input, p, dim, keepdim, null);
    }

    /**
     * The Frobenius or the nuclear norm. Mirrors {@code torch.norm(input, p, dim, keepdim, dtype=…)}.
     *
     * @param p {@code fro} or {@code nuc}
     * @throws TorchException for another p
     */
    public static Tensor norm(
            Tensor input, String p, long @Nullable [] dim, boolean keepdim, @Nullable DType dtype) {
        return Norms.norm(input, p, dim, keepdim, dtype);
    }

    /** Mirrors {@code torch.svd_lowrank(A)}. */
    public static ReturnTypes.USV svdLowrank(Tensor A) {
        return LowRank.svd(A, 6, 2, null);
    }

    /** Mirrors {@code torch.svd_lowrank(A, q)}. */
    public static ReturnTypes.USV svdLowrank(Tensor A, long q) {
        return LowRank.svd(A, q, 2, null);
    }

    /** Mirrors {@code torch.svd_lowrank(A, q, niter)}. */
    public static ReturnTypes.USV svdLowrank(Tensor A, long q, long niter) {
        return LowRank.svd(A, q, niter, null);
    }

    /**
     * The singular values and vectors of {@code A - M}, nearly, where that has a low rank. It draws random numbers.
     * Mirrors {@code torch.svd_lowrank}.
     *
     * @param A shape (*, m, n), dense or sparse
     * @param q somewhat more than the rank
     * @param niter how many subspace iterations
     * @param M what to take off, broadcast to A's shape, or null
     * @return U (*, m, q), S (*, q), V (*, n, q)
     */
    public static ReturnTypes.USV svdLowrank(Tensor A, long q, long niter, @Nullable Tensor M) {
        return LowRank.svd(A, q, niter, M);
    }

    /** Mirrors {@code torch.pca_lowrank(A)}. */
    public static ReturnTypes.USV pcaLowrank(Tensor A) {
        return LowRank.pca(A, null, true, 2);
    }

    /** Mirrors {@code torch.pca_lowrank(A, q)}. */
    public static ReturnTypes.USV pcaLowrank(Tensor A, @Nullable Long q) {
        return LowRank.pca(A, q, true, 2);
    }

    /** Mirrors {@code torch.pca_lowrank(A, q)}. */
    public static ReturnTypes.USV pcaLowrank(Tensor A, long q) {
        return LowRank.pca(A, q, true, 2);
    }

    /** Mirrors {@code torch.pca_lowrank(A, q, center)}. */
    public static ReturnTypes.USV pcaLowrank(Tensor A, @Nullable Long q, boolean center) {
        return LowRank.pca(A, q, center, 2);
    }

    /**
     * The principal components of the rows of a matrix of low rank, nearly. It draws random numbers. Mirrors
     * {@code torch.pca_lowrank}.
     *
     * @param A shape (*, m, n), dense, or sparse of two dimensions
     * @param q how many components, null for {@code min(6, m, n)}
     * @param center whether to take off the rows' mean first
     * @param niter how many subspace iterations
     * @return U (*, m, q), S (*, q), V (*, n, q)
     * @throws IllegalArgumentException if q is negative or larger than m or n, or niter negative
     */
    public static ReturnTypes.USV pcaLowrank(
            Tensor A, @Nullable Long q, boolean center, long niter) {
        return LowRank.pca(A, q, center, niter);
    }

    // ---- Distinct elements

    /** The distinct elements, sorted. Mirrors {@code torch.unique(input)}. */
    public static Tensor unique(Tensor input) {
        return Unique.of(input, true, false, false, null).output();
    }

    /** Mirrors {@code torch.unique(input, sorted)}. */
    public static Tensor unique(Tensor input, boolean sorted) {
        return Unique.of(input, sorted, false, false, null).output();
    }

    /** Mirrors {@code torch.unique(input, sorted, return_inverse, return_counts)}. */
    public static Unique unique(
            Tensor input, boolean sorted, boolean returnInverse, boolean returnCounts) {
        return Unique.of(input, sorted, returnInverse, returnCounts, null);
    }

    /**
     * The distinct elements, or slices of a dimension. Mirrors {@code torch.unique}.
     *
     * @param sorted whether to sort them; elements on the CPU are sorted anyway
     * @param returnInverse whether to tell where each element of the input is in the result
     * @param returnCounts whether to count
     * @param dim the dimension whose slices are compared, null for all elements
     */
    public static Unique unique(
            Tensor input,
            boolean sorted,
            boolean returnInverse,
            boolean returnCounts,
            @Nullable Long dim) {
        return Unique.of(input, sorted, returnInverse, returnCounts, dim);
    }

    /** Mirrors {@code torch.unique(input, sorted, return_inverse, return_counts, dim)}. */
    public static Unique unique(
            Tensor input, boolean sorted, boolean returnInverse, boolean returnCounts, long dim) {
        return Unique.of(input, sorted, returnInverse, returnCounts, dim);
    }

    /** The elements without repetitions of the one before. Mirrors {@code torch.unique_consecutive(input)}. */
    public static Tensor uniqueConsecutive(Tensor input) {
        return Unique.consecutive(input, false, false, null).output();
    }

    /** Mirrors {@code torch.unique_consecutive(input, return_inverse, return_counts)}. */
    public static Unique uniqueConsecutive(
            Tensor input, boolean returnInverse, boolean returnCounts) {
        return Unique.consecutive(input, returnInverse, returnCounts, null);
    }

    /** Mirrors {@code torch.unique_consecutive(input, return_inverse, return_counts, dim)}. */
    public static Unique uniqueConsecutive(
            Tensor input, boolean returnInverse, boolean returnCounts, @Nullable Long dim) {
        return Unique.consecutive(input, returnInverse, returnCounts, dim);
    }

    /** Mirrors {@code torch.unique_consecutive(input, return_inverse, return_counts, dim)}. */
    public static Unique uniqueConsecutive(
            Tensor input, boolean returnInverse, boolean returnCounts, long dim) {
        return Unique.consecutive(input, returnInverse, returnCounts, dim);
    }

    // ---- Control

    /**
     * What one of two functions gives. Mirrors {@code torch.cond}.
     *
     * @param pred which: a tensor with one element
     * @throws TorchException if the tensor has not one element
     */
    public static <T> T cond(
            Tensor pred,
            java.util.function.Function<Tensor[], T> trueFn,
            java.util.function.Function<Tensor[], T> falseFn,
            Tensor... operands) {
        return cond(Control.holds(pred, "pred"), trueFn, falseFn, operands);
    }

    /** Mirrors {@code torch.cond} with a boolean. */
    public static <T> T cond(
            boolean pred,
            java.util.function.Function<Tensor[], T> trueFn,
            java.util.function.Function<Tensor[], T> falseFn,
            Tensor... operands) {
        if (trueFn == null) throw Slots.nullArgument("true_fn", "a function of tensors");
        if (falseFn == null) throw Slots.nullArgument("false_fn", "a function of tensors");
        return (pred ? trueFn : falseFn).apply(operands);
    }

    /**
     * Tensors, put through a function while a condition on them holds. Mirrors {@code torch.while_loop}.
     *
     * {@snippet :
     * whileLoop(x -> x[0].sum().lt(10), x -> new Tensor[] {x[0].add(1)}, ones(2));
     * }
     *
     * @param condFn gives a tensor with one element
     * @param bodyFn gives as many tensors as it takes
     * @throws TorchException if the condition has not one element, or the number of tensors changes
     */
    public static List<Tensor> whileLoop(
            java.util.function.Function<Tensor[], Tensor> condFn,
            java.util.function.Function<Tensor[], Tensor[]> bodyFn,
            Tensor... carriedInputs) {
        return Control.whileLoop(condFn, bodyFn, carriedInputs);
    }

    // ---- Automatic casts

    /**
     * Computes in a lower precision where that does no harm, until it is closed. Mirrors
     * {@code with torch.autocast("cpu"):}.
     *
     * @param deviceType as {@code cpu} or {@code cuda}
     */
    public static Autocast autocast(String deviceType) {
        return new Autocast(deviceType);
    }

    /** Computes in {@code dtype} where that does no harm. Mirrors {@code with torch.autocast("cpu", dtype):}. */
    public static Autocast autocast(String deviceType, DType dtype) {
        return new Autocast(deviceType, dtype);
    }

    /** Mirrors {@code torch.autocast} with keyword arguments. */
    public static Autocast autocast(String deviceType, Consumer<? super Autocast.Options> options) {
        return new Autocast(deviceType, options);
    }

    /** Whether a type of device has automatic casts. Mirrors {@code torch.amp.is_autocast_available}. */
    public static boolean isAutocastAvailable(String deviceType) {
        return Autocasting.isAvailable(deviceType);
    }

    /** Whether this thread casts on CUDA. Mirrors {@code torch.is_autocast_enabled()}. */
    public static boolean isAutocastEnabled() {
        return Autocasting.isEnabled("cuda");
    }

    /**
     * Whether this thread casts on a type of device. Mirrors {@code torch.is_autocast_enabled(device_type)}.
     *
     * @throws TorchException if it has no automatic casts
     */
    public static boolean isAutocastEnabled(String deviceType) {
        return Autocasting.isEnabled(deviceType);
    }

    /** Says whether this thread casts on a type of device. Mirrors {@code torch.set_autocast_enabled}. */
    public static void setAutocastEnabled(String deviceType, boolean enabled) {
        Autocasting.setEnabled(deviceType, enabled);
    }

    /**
     * What this thread casts to on a type of device. Mirrors {@code torch.get_autocast_dtype}.
     *
     * @throws TorchException if it has no automatic casts
     */
    public static DType getAutocastDtype(String deviceType) {
        return Autocasting.dtype(deviceType);
    }

    /** Says what this thread casts to on a type of device. Mirrors {@code torch.set_autocast_dtype}. */
    public static void setAutocastDtype(String deviceType, DType dtype) {
        Autocasting.setDtype(deviceType, dtype);
    }

    /** Whether casts of parameters are kept for the next use. Mirrors {@code torch.is_autocast_cache_enabled}. */
    public static boolean isAutocastCacheEnabled() {
        return Autocasting.isCacheEnabled();
    }

    /** Says whether casts of parameters are kept. Mirrors {@code torch.set_autocast_cache_enabled}. */
    public static void setAutocastCacheEnabled(boolean enabled) {
        Autocasting.setCacheEnabled(enabled);
    }

    /** Drops the casts of parameters that are kept. Mirrors {@code torch.clear_autocast_cache}. */
    public static void clearAutocastCache() {
        Autocasting.clearCache();
    }

    /** Mirrors {@code torch.autocast_increment_nesting}. Returns how many are open then. */
    public static int autocastIncrementNesting() {
        return Autocasting.nest(true);
    }

    /** Mirrors {@code torch.autocast_decrement_nesting}. Returns how many are open then. */
    public static int autocastDecrementNesting() {
        return Autocasting.nest(false);
    }
}
