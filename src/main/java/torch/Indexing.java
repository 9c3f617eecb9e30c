package torch;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Indexing as Python does it: integers, slices and new axes are taken one after the other as views;
 * index tensors and masks are gathered by dimension and then applied together.
 */
final class Indexing {

    private static final int LONGEST_TUPLE = 32;

    private final Tensor self;
    private final @Nullable Object[] indices;

    /** Index tensors by dimension of {@link #view}, null where there is none. */
    private final List<@Nullable Tensor> tensors = new ArrayList<>();

    private Tensor view;
    private int dim;

    private Indexing(Tensor self, @Nullable Object[] indices) {
        this.self = self;
        this.view = self;
        this.indices =
                indices.length == 1 && indices[0] instanceof List<?> list && isTuple(list)
                        ? list.toArray()
                        : indices;
    }

    /** As NumPy, a short list alone that has anything but numbers in it stands for several indices. */
    private static boolean isTuple(List<?> list) {
        return list.size() < LONGEST_TUPLE
                && list.stream()
                        .anyMatch(
                                e ->
                                        e == null
                                                || e instanceof Index
                                                || e instanceof Tensor
                                                || e instanceof List<?>
                                                || e.getClass().isArray());
    }

    /** A list or an array of integers or booleans as an index tensor. */
    private static Tensor tensorOf(Object sequence) {
        Tensor tensor = Nested.tensor(sequence, TensorOptions.DEFAULT);
        // as PyTorch, which cuts the numbers of a list, and takes an empty one for integers
        return tensor.dtype() == DType.BOOL ? tensor : tensor.to(DType.INT64);
    }

    /** Python's {@code self[indices]}. */
    static Tensor get(Tensor self, @Nullable Object... indices) {
        try (var scope = Torch.scope()) {
            var taken = new Indexing(self, indices).take();
            if (!taken.tensors.isEmpty()) {
                return scope.keep(Aten.index_Tensor(taken.view, taken.tensors));
            }
            return scope.keep(taken.view == self ? Aten.alias(self) : taken.view);
        }
    }

    /** Python's {@code self[indices] = value}. */
    static void set(Tensor self, @Nullable Object[] indices, Object value) {
        if (indices.length == 1 && indices[0] instanceof Scalar scalar) {
            indices = new Object[] {scalar.booleanValue()};
        }
        if (indices.length == 1 && Boolean.FALSE.equals(indices[0])) {
            return; // nothing is selected, whatever the value's shape is
        }
        try (var scope = Torch.scope()) {
            Tensor source = value(self, value);
            if (indices.length == 1 && Boolean.TRUE.equals(indices[0])) {
                copy(Aten.unsqueeze(self, 0), source);
                return;
            }
            var taken = new Indexing(self, indices).take();
            if (taken.tensors.isEmpty()) {
                copy(taken.view, source);
            } else {
                Aten.index_put_(taken.view, taken.tensors, withoutLeadingOnes(source), false);
            }
        }
    }

    /** A value of a type that the facade takes for one: a tensor, a number or a boolean. */
    private static Tensor value(Tensor self, Object value) {
        return switch (value) {
            case Tensor tensor -> tensor;
            case BigInteger integer ->
                    Nested.tensor(integer, Torch.dtype(self.dtype()).device(self.device()));
            case Long number when number < 0 && self.dtype() == DType.UINT64 ->
                    throw new IllegalArgumentException("can't convert negative int to unsigned");
            case Integer number when number < 0 -> value(self, number.longValue());
            case Number number ->
                    Aten.scalar_tensor(number, self.dtype(), null, self.device(), null);
            case Boolean bool -> value(self, Scalar.of(bool));
            default ->
                    throw new IllegalArgumentException(
                            "can't assign a "
                                    + value.getClass().getName()
                                    + " to a "
                                    + self.dtype()
                                    + " tensor: a Tensor, Number or Boolean is needed");
        };
    }

    private static void copy(Tensor target, Tensor source) {
        Size shape = target.shape();
        if (source.shape().equals(shape)) {
            Aten.copy_(target, source, false);
        } else if (source.dim() == 0 && source.device().type().equals("cpu")) {
            Aten.fill__Tensor(target, source);
        } else {
            Tensor expanded = Aten.expand(withoutLeadingOnes(source), shape.toArray(), false);
            Aten.copy_(target, expanded, false);
        }
    }

    /** As NumPy, more dimensions than the target has are accepted if they are of extent 1. */
    private static Tensor withoutLeadingOnes(Tensor source) {
        Size shape = source.shape();
        int ones = 0;
        while (ones < shape.size() && shape.get(ones) == 1) {
            ones++;
        }
        return ones == 0 ? source : Aten.view(source, shape.slice(ones).toArray());
    }

    private Indexing take() {
        int specified = 0;
        for (int i = 0; i < indices.length; i++) {
            Object index = indices[i];
            if (index instanceof List<?> || (index != null && index.getClass().isArray())) {
                index = indices[i] = tensorOf(index);
            } else if (index instanceof Scalar scalar) {
                index = indices[i] = scalar.booleanValue();
            }
            specified += dimensions(index);
        }
        boolean single = indices.length == 1;
        if (specified > self.dim() && !(single && isIntegerOrSlice(indices[0]))) {
            throw new IndexOutOfBoundsException(
                    "too many indices for tensor of dimension " + self.dim());
        }
        for (int i = 0; i < indices.length; i++) {
            switch (indices[i]) {
                case null -> newAxis();
                case Index index when index == Index.NEW_AXIS -> newAxis();
                case Index index when index == Index.ELLIPSIS -> skip(self.dim() - specified);
                case Index slice -> slice(slice, single);
                case Boolean bool -> selectAllOrNone(bool);
                case Number number -> select(number.longValue(), i);
                case Tensor tensor -> tensor(tensor, i);
                default -> throw new AssertionError(indices[i]);
            }
        }
        return this;
    }

    private static boolean isIntegerOrSlice(@Nullable Object index) {
        return index instanceof Index || index instanceof Number;
    }

    /** How many dimensions of the tensor an index takes up. */
    private static int dimensions(@Nullable Object index) {
        return switch (index) {
            case null -> 0;
            case Index i -> i == Index.NEW_AXIS || i == Index.ELLIPSIS ? 0 : 1;
            case Boolean b -> 0;
            case Integer i -> 1;
            case Long l -> 1;
            case Short s -> 1;
            case Byte b -> 1;
            case Tensor tensor -> isMask(tensor) ? tensor.dim() : 1;
            default ->
                    throw new IllegalArgumentException(
                            "only integers, slices, ELLIPSIS, NEW_AXIS, booleans, tensors, lists and"
                                    + " arrays are valid indices (got "
                                    + index.getClass().getName()
                                    + ")");
        };
    }

    private static boolean isMask(Tensor tensor) {
        return tensor.dtype() == DType.BOOL || tensor.dtype() == DType.UINT8;
    }

    private void newAxis() {
        view = Aten.unsqueeze(view, dim);
        skip(1);
    }

    /** Goes on to a later dimension, which has no index tensor until then. */
    private void skip(int dimensions) {
        dim += dimensions;
        if (!tensors.isEmpty()) {
            tensors.addAll(Collections.nCopies(dimensions, null));
        }
    }

    private void select(long index, int position) {
        if (index == 0 && dim == 0 && view.dim() == 0) {
            throw new IndexOutOfBoundsException(
                    "invalid index of a 0-dim tensor. Use item() to convert it to a number");
        }
        long size = dim < view.dim() ? view.shape().get(dim) : 0;
        if (index >= size || index < -size) {
            throw new IndexOutOfBoundsException(
                    "index "
                            + index
                            + " is out of bounds for dimension "
                            + position
                            + " with size "
                            + size);
        }
        view = Aten.select_int(view, dim, index);
    }

    private void slice(Index slice, boolean single) {
        Long start = slice.start();
        Long end = slice.end();
        boolean whole =
                slice.step() == 1
                        && (start == null || start == 0)
                        && dim < view.dim()
                        && (end == null || end >= view.shape().get(dim));
        // a single slice makes a view in any case: what get returns is never the tensor itself
        if (single || !whole) {
            view =
                    Aten.slice_Tensor(
                            view, dim, start == null ? Long.valueOf(0) : start, end, slice.step());
        }
        skip(1);
    }

    private void tensor(Tensor tensor, int position) {
        DType dtype = tensor.dtype();
        if (tensor.dim() > 0 || dtype.isFloatingPoint() || dtype.isComplex()) {
            record(tensor, isMask(tensor) ? tensor.dim() : 1);
        } else if (isMask(tensor)) {
            selectAllOrNone(tensor.itemBoolean());
        } else {
            select(tensor.itemLong(), position);
        }
    }

    /** A boolean adds a dimension: of extent 1 if it is true, of extent 0 if not. */
    private void selectAllOrNone(boolean all) {
        view = Aten.unsqueeze(view, dim);
        long[] shape = {all ? 1 : 0};
        record(Aten.zeros(shape, DType.INT64, null, self.device(), null), 1);
    }

    private void record(Tensor tensor, int dimensions) {
        if (tensors.isEmpty()) {
            tensors.addAll(Collections.nCopies(dim, null));
        }
        tensors.add(tensor); // a mask stands for all of its dimensions by itself
        dim += dimensions;
    }
}
