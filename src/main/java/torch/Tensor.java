package torch;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import torch.autograd.Node;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Libraries;
import torch.internal.Native;
import torch.internal.NodeNames;
import torch.internal.Results;
import torch.internal.Scratch;
import torch.internal.Slots;
import torch.internal.TensorAccess;
import torch.internal.Upcalls;

/**
 * A tensor of libtorch. Mirrors {@code torch.Tensor}: Python's methods under their names in Java case, in-place ones with
 * their underscore.
 *
 * <p>A tensor's native memory is freed by {@link #close}, by the {@link Scope} that it was created in, or after the
 * collector found it unreachable; nothing has to be done for it. Using a closed tensor is an
 * {@link IllegalStateException}. As in C++, a tensor may be used by several threads, but must not be closed by one while
 * another uses it.
 *
 * <p>{@code equals} and {@code hashCode} are those of the object; {@code equal} and {@code eq} compare elements.
 */
public class Tensor extends TensorForms implements AutoCloseable, Iterable<Tensor> {
    static {
        TensorAccess.set(
                new TensorAccess() {
                    @Override
                    public long handle(Tensor tensor, String argument) {
                        return Tensor.handle(tensor, argument);
                    }

                    @Override
                    public Tensor wrap(long handle) {
                        return Tensor.wrap(handle);
                    }

                    @Override
                    public void requirePresets() {
                        JavaCpp.require();
                    }

                    @Override
                    public HookHandle hookHandle(Runnable removal) {
                        return new HookHandle(removal);
                    }

                    @Override
                    public @Nullable Scope scope(Tensor tensor) {
                        return tensor.scope();
                    }

                    @Override
                    public Scope detachedScope() {
                        return Scope.detached();
                    }

                    @Override
                    public void move(Tensor tensor, Scope scope) {
                        scope.take(tensor);
                    }

                    @Override
                    public void dissolve(Scope scope) {
                        scope.dissolve();
                    }

                    @Override
                    public Generator defaultGenerator(Device device) {
                        return Generator.standard(device);
                    }

                    @Override
                    public long generatorHandle(Generator generator) {
                        return Generator.handleOrZero(generator);
                    }
                });
    }

    private long address;
    private final NativeHandle handle;
    private @Nullable Scope scope;

    private Tensor(long address) {
        Account account = Account.current();
        this.address = address;
        this.handle =
                new NativeHandle(this, account, address, Native.MEMORY.get(JAVA_LONG, address + 8));
        Scope current = account.scope;
        if (current != null) {
            scope = current;
            current.adopt(this);
        }
    }

    /** Another object for the same native tensor, for subclasses such as {@code torch.nn.Parameter}. */
    protected Tensor(Tensor same) {
        this(Downcalls.call(Function.SHARE, handle(same, "same")));
        Reference.reachabilityFence(same);
    }

    // ---- What the generated Aten uses

    /** The tensor that takes over a new native handle. */
    static Tensor wrap(long address) {
        return new Tensor(address);
    }

    static long handle(Tensor tensor, String argument) {
        if (tensor == null) throw Slots.nullArgument(argument, "a Tensor");
        long address = tensor.address;
        if (address == 0) throw closed(argument);
        return address;
    }

    static long handleOrZero(@Nullable Tensor tensor, String argument) {
        return tensor == null ? 0 : handle(tensor, argument);
    }

    static long handles(Scratch scratch, List<? extends Tensor> tensors, String argument) {
        if (tensors == null) throw Slots.nullArgument(argument, "a List<Tensor>");
        Object[] all = tensors.toArray();
        long list = scratch.allocate(all.length);
        for (int i = 0; i < all.length; i++)
            scratch.put(list, i, handle((Tensor) all[i], argument));
        return list;
    }

    static long handlesOrZero(
            Scratch scratch, List<? extends @Nullable Tensor> tensors, String argument) {
        if (tensors == null) throw Slots.nullArgument(argument, "a List<Tensor>");
        Object[] all = tensors.toArray();
        long list = scratch.allocate(all.length);
        for (int i = 0; i < all.length; i++)
            scratch.put(list, i, handleOrZero((Tensor) all[i], argument));
        return list;
    }

    static @Nullable Tensor next(Results results) {
        long address = results.next();
        return address == 0 ? null : new Tensor(address);
    }

    static List<Tensor> nextList(Results results) {
        int length = (int) results.next();
        List<Tensor> tensors = new ArrayList<>(length);
        for (int i = 0; i < length; i++) tensors.add(next(results));
        return Collections.unmodifiableList(tensors);
    }

    private static IllegalStateException closed(String argument) {
        return new IllegalStateException(
                Slots.operation() + ": argument '" + argument + "' is a closed Tensor");
    }

    /** The native handle of an open tensor. */
    private long open() {
        long address = this.address;
        if (address == 0) throw new IllegalStateException("this Tensor is closed");
        return address;
    }

    private long ask(int function) {
        long answer = Downcalls.plain(function, open());
        Reference.reachabilityFence(this);
        return answer;
    }

    // ---- Lifetime

    /** Frees the native memory, as far as no other tensor shares it; a second call does nothing. */
    @Override
    public final void close() {
        address = 0;
        handle.free();
    }

    /** Whether this tensor was closed. */
    public final boolean isClosed() {
        return address == 0;
    }

    /** Takes this tensor out of all scopes: it lives until it is closed or unreachable. */
    public final Tensor keep() {
        scope = null;
        return this;
    }

    final @Nullable Scope scope() {
        return scope;
    }

    final void moveTo(@Nullable Scope other) {
        scope = other;
    }

    /** Whether both are one native tensor, as {@code a is b} for the tensors that PyTorch hands out again. */
    public final boolean isSame(Tensor other) {
        Arguments.required(other, "isSame", "other", "a Tensor");
        return ask(Function.IMPL) == other.ask(Function.IMPL);
    }

    // ---- What it is

    /** The extents. Mirrors {@code torch.Tensor.shape}. */
    public Size shape() {
        return Size.of(longs(Function.SIZES));
    }

    /** The extent of one dimension; a negative one counts from the end. Mirrors {@code torch.Tensor.size(dim)}. */
    public long size(long dim) {
        return Aten.size_int(this, dim);
    }

    /** The extents. Mirrors {@code torch.Tensor.size()}. */
    public Size size() {
        return shape();
    }

    /** The steps between elements of each dimension. Mirrors {@code torch.Tensor.stride()}. */
    public long[] stride() {
        return longs(Function.STRIDES);
    }

    /** The step between elements of one dimension. Mirrors {@code torch.Tensor.stride(dim)}. */
    public long stride(long dim) {
        return Aten.stride_int(this, dim);
    }

    private long[] longs(int function) {
        long handle = open();
        long[] values = new long[(int) Downcalls.plain(Function.DIM, handle)];
        if (values.length > 0) {
            long list = Downcalls.plain(function, handle);
            if (list == 0)
                throw new UnsupportedOperationException(
                        "a tensor of this layout has no plain sizes and strides");
            MemorySegment.copy(Native.MEMORY, JAVA_LONG, list, values, 0, values.length);
        }
        Reference.reachabilityFence(this);
        return values;
    }

    /** The number of dimensions. Mirrors {@code torch.Tensor.dim}. */
    public int dim() {
        return (int) ask(Function.DIM);
    }

    /** The number of elements. Mirrors {@code torch.Tensor.numel}. */
    public long numel() {
        return ask(Function.NUMEL);
    }

    /** The type of the elements. Mirrors {@code torch.Tensor.dtype}. */
    public DType dtype() {
        return DType.ofCode(ask(Function.DTYPE));
    }

    /** Where the elements are. Mirrors {@code torch.Tensor.device}. */
    public Device device() {
        return Device.ofCode(ask(Function.DEVICE));
    }

    /** How the elements are kept. Mirrors {@code torch.Tensor.layout}. */
    public Layout layout() {
        return Layout.ofCode(ask(Function.LAYOUT));
    }

    /** Where the first element is in the storage, in elements. Mirrors {@code torch.Tensor.storage_offset}. */
    public long storageOffset() {
        return ask(Function.STORAGE_OFFSET);
    }

    /** Whether elements follow each other in memory. Mirrors {@code torch.Tensor.is_contiguous}. */
    public boolean isContiguous() {
        return Aten.is_contiguous_memory_format(this, MemoryFormat.CONTIGUOUS_FORMAT);
    }

    /** The bytes of one element. Mirrors {@code torch.Tensor.element_size}. */
    public int elementSize() {
        return dtype().itemSize();
    }

    // ---- Elements

    /**
     * The only element: a Long, Double, {@link Scalar}, {@link Complex}, or a BigInteger for an
     * unsigned one that no Long holds. Mirrors {@code torch.Tensor.item}.
     *
     * @throws TorchException if there is not exactly one element
     */
    public Number item() {
        return Aten.item(this);
    }

    /** The only element as a double. */
    public double itemDouble() {
        return item().doubleValue();
    }

    /** The only element as a float. */
    public float itemFloat() {
        return item().floatValue();
    }

    /** The only element as a long. */
    public long itemLong() {
        return item().longValue();
    }

    /** The only element as an int. */
    public int itemInt() {
        return Math.toIntExact(itemLong());
    }

    /** The only element as a boolean: whether it is not 0. */
    public boolean itemBoolean() {
        return item().doubleValue() != 0;
    }

    /** The elements in row-major order, converted to double. */
    public double[] toDoubleArray() {
        return Elements.toDoubles(this);
    }

    /** The elements in row-major order, converted to float. */
    public float[] toFloatArray() {
        return Elements.toFloats(this);
    }

    /** The elements in row-major order, converted to long; unsigned 64-bit elements keep their bits. */
    public long[] toLongArray() {
        return Elements.toLongs(this);
    }

    /** The elements in row-major order, converted to int. */
    public int[] toIntArray() {
        return Elements.toInts(this);
    }

    /** The elements in row-major order, converted to short. */
    public short[] toShortArray() {
        return Elements.toShorts(this);
    }

    /** The elements in row-major order as bytes: unsigned 8-bit elements keep their bits, others are converted. */
    public byte[] toByteArray() {
        return Elements.toBytes(this);
    }

    /** The elements in row-major order as booleans: whether they are not 0. */
    public boolean[] toBooleanArray() {
        return Elements.toBooleans(this);
    }

    /** The elements in row-major order as complex numbers. */
    public Complex[] toComplexArray() {
        return Elements.toComplex(this);
    }

    /**
     * The elements as a Java array of as many dimensions as the tensor has, converted as {@link #to(DType)} converts.
     *
     * {@snippet :
     * double[][] matrix = x.toArray(double[][].class);
     * }
     *
     * @param type the array's type: elements are double, float, long, int, short, byte, boolean or {@link Complex}
     * @throws IllegalArgumentException if it is no such type, or has another number of dimensions than the tensor
     * @throws IllegalStateException if the tensor is sparse, or has more elements than a Java array holds
     */
    public <A> A toArray(Class<A> type) {
        if (type == null) throw Slots.nullArgument("type", "the type of an array");
        return NestedElements.array(this, type);
    }

    /**
     * The elements as lists in lists, of as many levels as the tensor has dimensions; that of a scalar is its element.
     * Elements are Boolean, Long (BigInteger for an unsigned one beyond it), Double or {@link Complex}. Mirrors
     * {@code torch.Tensor.tolist}.
     *
     * @throws IllegalStateException if the tensor is sparse, or has more elements than a Java array holds
     */
    public Object tolist() {
        return NestedElements.list(this);
    }

    // ---- Shared memory

    /**
     * The elements where they are, without a copy: writing to the segment writes to the tensor, and to every view of
     * it, behind autograd's back. The segment keeps the memory alive by itself, also after {@link #close}. As with
     * {@code torch.Tensor.numpy}, the tensor's storage cannot be resized from then on.
     *
     * @throws IllegalStateException if the tensor is not on the CPU, not contiguous (use {@code cpu().contiguous()}
     *     first), or has its conjugate or negative bit set
     */
    public MemorySegment segment() {
        return SharedMemory.of(this);
    }

    /**
     * The whole storage that this tensor is a view of, without a copy: its elements are where {@link #storageOffset}
     * and {@link #stride} say, counted in elements. Otherwise as {@link #segment}, for tensors that are not contiguous.
     *
     * @throws IllegalStateException if the tensor is not on the CPU, or has its conjugate or negative bit set
     */
    public MemorySegment storageSegment() {
        return SharedMemory.storage(this);
    }

    /**
     * The elements where they are, as a buffer in native byte order: {@code x.asByteBuffer().asFloatBuffer()} reads and
     * writes a FLOAT32 tensor. It lives as long as {@link #segment} does.
     *
     * @throws IllegalStateException as {@link #segment}, and if the elements take more than 2 GiB
     */
    public ByteBuffer asByteBuffer() {
        return Buffers.toBuffer(this);
    }

    /**
     * A tensor over the memory of a native segment, without a copy: writing to one writes to the other. The segment is
     * kept reachable while a tensor over it exists, so memory of {@code Arena.ofAuto()} and {@code Arena.global()} is
     * safe. An arena that is closed by hand must stay open as long: libtorch is not told of its closing, and would use
     * freed memory. The tensor cannot be resized beyond the segment. Mirrors C++'s {@code torch::from_blob}.
     *
     * @param segment native memory, row-major, of at least as many bytes as the shape needs
     * @throws IllegalArgumentException if the segment is on the heap, read-only, misaligned or too small, or the type
     *     is a quantized one
     * @throws IllegalStateException if the segment's arena is closed
     */
    public static Tensor of(MemorySegment segment, Size shape, DType dtype) {
        return SharedMemory.tensor(segment, shape, dtype);
    }

    /**
     * As {@link #of(MemorySegment, Size, DType)}, with the steps between elements of each dimension: columns of a
     * matrix, every other element, or, with stride 0, one for all.
     *
     * @param stride the steps in elements, none negative
     * @throws IllegalArgumentException also if strides are negative or not as many as the dimensions
     */
    public static Tensor of(MemorySegment segment, Size shape, long[] stride, DType dtype) {
        if (stride == null) throw Slots.nullArgument("stride", "a long[]");
        return SharedMemory.tensor(segment, shape, stride, dtype);
    }

    /**
     * A tensor with a copy of what is in a segment, which may be on the heap, read-only and unaligned.
     *
     * @param segment row-major, in native byte order, of at least as many bytes as the shape needs
     * @throws IllegalArgumentException if the segment is too small or the type a quantized one
     * @throws IllegalStateException if the segment's arena is closed
     */
    public static Tensor copyOf(MemorySegment segment, Size shape, DType dtype) {
        return SharedMemory.copy(segment, shape, dtype);
    }

    /**
     * This tensor for another library, as the C structure {@code DLManagedTensor}, without a copy. Mirrors
     * {@code torch.utils.dlpack.to_dlpack}.
     *
     * @throws TorchException if the tensor requires a gradient, is conjugated or negated lazily, sparse, quantized or
     *     on a device without memory
     */
    public DLPack toDlpack() {
        return DLPack.of(this, false);
    }

    /**
     * As {@link #toDlpack()}, as the newer structure {@code DLManagedTensorVersioned}. Mirrors
     * {@code tensor.__dlpack__(max_version=(1, 0))}.
     */
    public DLPack toDlpackVersioned() {
        return DLPack.of(this, true);
    }

    // ---- For the package

    /** A tensor with a copy of an array's elements. */
    static Tensor copyOf(Object array, long[] shape, DType dtype) {
        return Elements.tensorOf(array, shape, dtype);
    }

    /**
     * Where the first element is; the tensor must be kept reachable while it is used. One in the hands of {@code vmap}
     * has no elements of its own.
     */
    final long dataAddress() {
        long data = ask(Function.DATA);
        if (data == 0 && numel() > 0)
            throw new TorchException(
                    "Cannot access data pointer of Tensor that doesn't have storage");
        return data;
    }

    final long storageBytes() {
        return ask(Function.STORAGE_SIZE);
    }

    // ---- Iteration

    /**
     * The parts along the first dimension, as views: {@code for (Tensor row : x)}. They are all made at once, and belong
     * to the scope that is open then. Mirrors Python's {@code for row in x}.
     *
     * @throws IllegalArgumentException if the tensor has no dimension
     */
    @Override
    public Iterator<Tensor> iterator() {
        if (dim() == 0) throw new IllegalArgumentException("iteration over a 0-d tensor");
        return Aten.unbind_int(this, 0).iterator();
    }

    /**
     * The extent of the first dimension. Mirrors Python's {@code len(x)}.
     *
     * @throws IllegalArgumentException if the tensor has no dimension
     */
    public long len() {
        if (dim() == 0) throw new IllegalArgumentException("len() of a 0-d tensor");
        return shape().get(0);
    }

    // ---- Indexing

    /**
     * Part of this tensor: what Python writes as {@code x[i, j]}. Integers, slices and new axes give views; index
     * tensors and masks copy.
     *
     * {@snippet :
     * x.get(0);                        // x[0]
     * x.get(ALL, -1);                  // x[:, -1]
     * x.get(ELLIPSIS, slice(1, 3));    // x[..., 1:3]
     * x.get(x.gt(0));                  // x[x > 0]
     * x.get(new int[] {0, 2}, ALL);    // x[[0, 2], :]
     * }
     *
     * @param indices integers, booleans, what {@link Index} offers, tensors of integers or booleans, arrays of integers
     *     or booleans; null is a new axis. A boolean tensor takes as many dimensions as it has
     * @throws IndexOutOfBoundsException if an index is out of bounds or there are more indices than dimensions
     * @throws IllegalArgumentException if an index is none of the above
     */
    public Tensor get(@Nullable Object... indices) {
        return Indexing.get(this, indices == null ? new Object[] {null} : indices.clone());
    }

    /**
     * Sets part of this tensor: what Python writes as {@code x[i, j] = value}.
     *
     * {@snippet :
     * x.set(0, 1.5);               // x[0] = 1.5
     * x.set(ALL, 0, column);       // x[:, 0] = column
     * x.set(x.lt(0), 0);           // x[x < 0] = 0
     * }
     *
     * @param indicesThenValue the indices, as for {@link #get}, and last the value: a tensor that can be expanded to
     *     the selected shape, a number or a boolean
     * @throws IndexOutOfBoundsException if an index is out of bounds or there are more indices than dimensions
     * @throws IllegalArgumentException if an index or the value is none of the above
     * @throws TorchException if the value's shape does not fit
     */
    public void set(@Nullable Object... indicesThenValue) {
        Arguments.required(indicesThenValue, "set", "indicesThenValue", "indices and a value");
        int last = indicesThenValue.length - 1;
        if (last < 0) throw new IllegalArgumentException("set needs a value as its last argument");
        Object value = indicesThenValue[last];
        if (value == null) throw Slots.nullArgument("value", "a Tensor, Number or Boolean");
        Indexing.set(this, java.util.Arrays.copyOf(indicesThenValue, last), value);
    }

    // ---- Printing

    /** What Python prints: see {@link Torch#setPrintOptions} for precision and length. */
    @Override
    public String toString() {
        String batched = Vmap.text(this);
        return batched == null ? TensorPrinter.format(this) : batched;
    }

    // ---- Conversion

    /** Mirrors {@code torch.Tensor.to(dtype)}: this tensor itself where it has the type. */
    public Tensor to(DType dtype) {
        return dtype() == dtype ? this : Aten.to_dtype(this, dtype, false, false, null);
    }

    /** Mirrors {@code torch.Tensor.to(device)}: this tensor itself where it is there. */
    public Tensor to(Device device) {
        return to(device, dtype());
    }

    /** Mirrors {@code torch.Tensor.to("cuda:0")}. */
    public Tensor to(String device) {
        return to(Device.of(device));
    }

    /** Mirrors {@code torch.Tensor.to(device, dtype)}. */
    public Tensor to(Device device, DType dtype) {
        Arguments.required(device, "to", "device", "a Device");
        Device here = device();
        boolean there =
                here.type().equals(device.type())
                        && (here.index() == device.index() || device.type().equals("cpu"));
        return there && dtype() == dtype ? this : to(device, dtype, false, false, null);
    }

    /** Mirrors {@code torch.Tensor.to(other)}: type and device of another tensor. */
    public Tensor to(Tensor other) {
        Arguments.required(other, "to", "other", "a Tensor");
        return to(other.device(), other.dtype());
    }

    /** Mirrors {@code torch.Tensor.cpu}. */
    public Tensor cpu() {
        return to(Device.CPU);
    }

    /** Mirrors {@code torch.Tensor.float}. */
    public Tensor toFloat() {
        return to(DType.FLOAT32);
    }

    /** Mirrors {@code torch.Tensor.double}. */
    public Tensor toDouble() {
        return to(DType.FLOAT64);
    }

    /** Mirrors {@code torch.Tensor.half}. */
    public Tensor toHalf() {
        return to(DType.FLOAT16);
    }

    /** Mirrors {@code torch.Tensor.bfloat16}. */
    public Tensor toBfloat16() {
        return to(DType.BFLOAT16);
    }

    /** Mirrors {@code torch.Tensor.long}. */
    public Tensor toLong() {
        return to(DType.INT64);
    }

    /** Mirrors {@code torch.Tensor.int}. */
    public Tensor toInt() {
        return to(DType.INT32);
    }

    /** Mirrors {@code torch.Tensor.short}. */
    public Tensor toShort() {
        return to(DType.INT16);
    }

    /** Mirrors {@code torch.Tensor.char}: signed bytes. */
    public Tensor toChar() {
        return to(DType.INT8);
    }

    /** Mirrors {@code torch.Tensor.byte}: unsigned bytes. */
    public Tensor toByte() {
        return to(DType.UINT8);
    }

    /** Mirrors {@code torch.Tensor.bool}. */
    public Tensor toBool() {
        return to(DType.BOOL);
    }

    // ---- Autograd

    /** Whether gradients flow to or through this tensor. Mirrors {@code torch.Tensor.requires_grad}. */
    public boolean requiresGrad() {
        return ask(Function.REQUIRES_GRAD) != 0;
    }

    /** Has gradients flow to this tensor. Mirrors {@code torch.Tensor.requires_grad_()}. */
    @Override
    public Tensor requiresGrad_() {
        return requiresGrad_(true);
    }

    /**
     * Has gradients flow to this tensor, or not. Mirrors {@code torch.Tensor.requires_grad_(requires_grad)}.
     *
     * @throws TorchException for a tensor of no floating-point or complex type, and inside of {@link Torch#vmap}
     */
    @Override
    public Tensor requiresGrad_(boolean requiresGrad) {
        Vmap.refuseRequiresGrad();
        return super.requiresGrad_(requiresGrad);
    }

    /** The accumulated gradient, or null. Mirrors {@code torch.Tensor.grad}. */
    public @Nullable Tensor grad() {
        Tensor grad = next(new Results(Downcalls.call(Function.GRADIENT, open())));
        Reference.reachabilityFence(this);
        return grad;
    }

    /**
     * Sets or, with null, removes the gradient. Mirrors {@code tensor.grad = gradient}.
     *
     * @throws TorchException if shape, type or device of the gradient are not this tensor's
     */
    public void setGrad(@Nullable Tensor gradient) {
        if (gradient != null) {
            if (gradient == this) throw new TorchException("can't assign Variable as its own grad");
            if (!gradient.shape().equals(shape())) {
                throw new TorchException(
                        "assigned grad has data of a different size: expected "
                                + shape()
                                + ", got "
                                + gradient.shape());
            }
            if (gradient.dtype() != dtype()) {
                throw new TorchException(
                        "assigned grad has data of a different type: expected "
                                + dtype()
                                + ", got "
                                + gradient.dtype());
            }
            if (!gradient.device().equals(device()))
                throw new TorchException("assigned grad has data located on a different device");
        }
        Downcalls.call(Function.SET_GRADIENT, open(), handleOrZero(gradient, "gradient"));
        Reference.reachabilityFence(this);
        Reference.reachabilityFence(gradient);
    }

    /** This tensor's elements outside of the graph. Mirrors {@code torch.Tensor.detach}. */
    public Tensor detach() {
        return Aten.detach(this);
    }

    /** The same elements outside of the graph and of its version counting. Mirrors {@code torch.Tensor.data}. */
    public Tensor data() {
        return Aten.data(this);
    }

    /** Whether this tensor is over memory of its own graph's end. Mirrors {@code torch.Tensor.is_leaf}. */
    public boolean isLeaf() {
        return Aten.is_leaf(this);
    }

    /**
     * The name of the operation that made this tensor, as {@code AddBackward0}, or null. Mirrors
     * {@code torch.Tensor.grad_fn.name()}.
     */
    public @Nullable String gradFnName() {
        String name = new Results(Downcalls.call(Function.GRAD_FN_NAME, open())).nextString();
        Reference.reachabilityFence(this);
        if (name.isEmpty()) return null;
        return NodeNames.asInPython(name.substring(name.lastIndexOf(':') + 1));
    }

    /**
     * The node of the graph that made this tensor, or null for a leaf. Mirrors {@code torch.Tensor.grad_fn}.
     *
     * @throws UnsupportedOperationException if this libtorch's graph cannot be looked into
     */
    public @Nullable Node gradFn() {
        return Node.of(this);
    }

    /** Accumulates the gradients of this scalar into the leaves. Mirrors {@code torch.Tensor.backward()}. */
    public void backward() {
        Autograd.backward(List.of(this));
    }

    /** Mirrors {@code torch.Tensor.backward(gradient)}. */
    public void backward(@Nullable Tensor gradient) {
        backward(gradient, null, false);
    }

    /** Mirrors {@code torch.Tensor.backward(gradient, retain_graph, create_graph)}. */
    public void backward(
            @Nullable Tensor gradient, @Nullable Boolean retainGraph, boolean createGraph) {
        backward(gradient, retainGraph, createGraph, null);
    }

    /**
     * Accumulates gradients into the leaves, or into the given inputs only. Mirrors
     * {@code torch.Tensor.backward(gradient, retain_graph, create_graph, inputs)}.
     *
     * @param gradient the gradient of this tensor, null for a scalar's 1
     * @param retainGraph whether the graph can be used again; null for what {@code createGraph} is
     * @param inputs the only tensors that get gradients; null for all leaves
     */
    public void backward(
            @Nullable Tensor gradient,
            @Nullable Boolean retainGraph,
            boolean createGraph,
            @Nullable List<? extends Tensor> inputs) {
        Autograd.backward(
                List.of(this),
                Collections.singletonList(gradient),
                retainGraph,
                createGraph,
                inputs);
    }

    /**
     * Has a function called with the gradient of this tensor whenever it is computed; what it returns, if not null,
     * takes the gradient's place. An exception thrown in it comes out of {@code backward()} as itself. Mirrors
     * {@code torch.Tensor.register_hook}.
     *
     *
     * <p>A hook that refers to the tensor it is registered on keeps that tensor alive: native memory
     * refers to the hook, and the collector cannot see that. Remove such a hook, or close the tensor.
     *
     * @throws TorchException if this tensor does not require a gradient
     */
    public HookHandle registerHook(UnaryOperator<@Nullable Tensor> hook) {
        if (hook == null) throw Slots.nullArgument("hook", "a function of a Tensor");
        if (!requiresGrad())
            throw new TorchException(
                    "cannot register a hook on a tensor that doesn't require gradient");
        LongUnaryOperator upcall =
                gradient -> {
                    Tensor replaced = hook.apply(new Tensor(gradient));
                    if (replaced == null) return 0;
                    long shared =
                            Downcalls.call(Function.SHARE, handle(replaced, "the hook's result"));
                    Reference.reachabilityFence(replaced);
                    return shared;
                };
        long position = hook(Function.REGISTER_HOOK, Upcalls.keep(upcall));
        return new HookHandle(() -> unhook(Function.REMOVE_HOOK, position));
    }

    /**
     * Has a function called with this leaf whenever a gradient was accumulated into it, in the order of registration; it
     * may set the gradient to null, or step an optimizer. An exception thrown in it comes out of {@code backward()} as
     * itself. Mirrors {@code torch.Tensor.register_post_accumulate_grad_hook}.
     *
     * <p>As with {@link #registerHook}, a hook that refers to the tensor keeps it alive; its argument does not.
     *
     * @throws TorchException if this tensor does not require a gradient, or is no leaf
     */
    public HookHandle registerPostAccumulateGradHook(Consumer<Tensor> hook) {
        if (hook == null) throw Slots.nullArgument("hook", "a consumer of a Tensor");
        if (!requiresGrad())
            throw new TorchException(
                    "cannot register a hook on a tensor that doesn't require gradient");
        if (Downcalls.plain(Function.NODE_ADDRESS, open()) != 0)
            throw new TorchException(
                    "post accumulate grad hooks cannot be registered on non-leaf tensors");
        Upcalls.Kept upcall =
                (what, words, count) -> {
                    hook.accept(wrap(Native.MEMORY.get(JAVA_LONG, words)));
                    return 0;
                };
        long kept = Upcalls.keep(upcall);
        hook(Function.POST_ACCUMULATE_HOOK, kept);
        return new HookHandle(() -> unhook(Function.REMOVE_POST_ACCUMULATE_HOOK, kept));
    }

    /** Hangs a kept upcall on this tensor. */
    private long hook(int function, long kept) {
        long result = Upcalls.hand(kept, () -> Downcalls.call(function, open(), kept));
        Reference.reachabilityFence(this);
        return result;
    }

    private void unhook(int function, long which) {
        Downcalls.call(function, open(), which);
        Reference.reachabilityFence(this);
    }

    // ---- JavaCPP

    /**
     * This tensor for the JavaCPP presets' own C++ API: a new JavaCPP object for the same native tensor, without a copy
     * of elements. Each of the two objects holds a reference of its own, so either may be closed first.
     *
     * @throws UnsupportedOperationException if libtorch is not the presets' own
     */
    public org.bytedeco.pytorch.Tensor javacpp() {
        JavaCpp.require();
        org.bytedeco.pytorch.Tensor shared = JavaCpp.share(open());
        Reference.reachabilityFence(this);
        return shared;
    }

    /**
     * A JavaCPP tensor as a JTorch one: a new object for the same native tensor, without a copy of elements. Each of
     * the two objects holds a reference of its own, so either may be closed first.
     *
     * @throws UnsupportedOperationException if libtorch is not the presets' own
     */
    public static Tensor of(org.bytedeco.pytorch.Tensor tensor) {
        JavaCpp.require();
        if (tensor == null) throw Slots.nullArgument("tensor", "a JavaCPP Tensor");
        if (tensor.isNull() || !tensor.defined())
            throw new IllegalStateException("the JavaCPP tensor is closed or undefined");
        Tensor made = new Tensor(Downcalls.call(Function.SHARE, tensor.address()));
        Reference.reachabilityFence(tensor);
        return made;
    }

    /** Where libtorch came from. */
    static boolean isPresets() {
        Native.load();
        return Libraries.folder() == null;
    }
}
