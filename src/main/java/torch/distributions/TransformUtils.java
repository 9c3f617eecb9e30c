package torch.distributions;

import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/** What transforms are written with. */
final class TransformUtils {
    private TransformUtils() {}

    /** @throws NullPointerException that names the argument, if it is null */
    static <T> T required(@Nullable T value, String argument) {
        if (value == null) {
            throw new NullPointerException("argument '" + argument + "' must not be null");
        }
        return value;
    }

    /** @throws IllegalArgumentException if a shape has fewer dimensions */
    static void atLeast(int dims, Size shape) {
        if (shape.size() < dims) {
            throw new IllegalArgumentException("Too few dimensions on input");
        }
    }

    /** A copy of the list, with caches of that size unless it is 0. */
    static List<Transform> withCaches(List<? extends Transform> transforms, int cacheSize) {
        required(transforms, "transforms").forEach(t -> required(t, "transforms"));
        return cacheSize == 0
                ? List.copyOf(transforms)
                : transforms.stream().map(t -> t.withCache(cacheSize)).toList();
    }

    /** The product of the signs: an {@link Integer}, or a {@link Tensor} where one of them is. */
    static Object sign(List<Transform> transforms) {
        Object product = 1;
        for (Transform transform : transforms) {
            Object sign = transform.sign();
            product =
                    product instanceof Integer a
                            ? sign instanceof Integer b ? (Object) (a * b) : ((Tensor) sign).mul(a)
                            : sign instanceof Integer b
                                    ? ((Tensor) product).mul(b)
                                    : ((Tensor) product).mul((Tensor) sign);
        }
        return product;
    }

    /** Whether two tensors or numbers are equal in all elements. */
    static boolean same(Object a, Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return x.doubleValue() == y.doubleValue();
        }
        try (var scope = Torch.scope()) {
            Tensor equal =
                    a instanceof Tensor t
                            ? b instanceof Tensor u ? t.eq(u) : t.eq((Number) b)
                            : ((Tensor) b).eq((Number) a);
            return equal.all().itemBoolean();
        }
    }

    /** {@code a - b} of tensors or numbers. */
    static Object difference(Object a, Object b) {
        if (a instanceof Tensor x) {
            return b instanceof Tensor y ? x.sub(y) : x.sub((Number) b);
        }
        return b instanceof Tensor y
                ? DistributionUtils.difference((Number) a, y)
                : (Object) (((Number) a).doubleValue() - ((Number) b).doubleValue());
    }
}
