package torch.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import torch.DType;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/** The activations, dropouts, normalizations, lookups and distances of {@link F} beside their numbers. */
class LayerFunctionsTest {
    private static final List<Class<?>> FAMILIES =
            List.of(
                    ActivationFunctions.class,
                    DropoutFunctions.class,
                    NormFunctions.class,
                    EmbeddingFunctions.class,
                    LinearFunctions.class);

    static Stream<Method> functions() {
        return FAMILIES.stream()
                .flatMap(family -> Arrays.stream(family.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .sorted(Comparator.comparing(Method::toString));
    }

    @TestFactory
    Stream<DynamicTest> nullTensor_isNamed() {
        return functions()
                .map(
                        f ->
                                DynamicTest.dynamicTest(
                                        f.toString(),
                                        () -> {
                                            Throwable thrown = thrown(f, null);
                                            assertInstanceOf(NullPointerException.class, thrown);
                                            assertNotNull(thrown.getMessage());
                                        }));
    }

    @TestFactory
    Stream<DynamicTest> closedTensor_isIllegalState() {
        Tensor closed = Torch.ones(2, 2);
        closed.close();
        return functions()
                .map(
                        f ->
                                DynamicTest.dynamicTest(
                                        f.toString(),
                                        () ->
                                                assertInstanceOf(
                                                        IllegalStateException.class,
                                                        thrown(f, closed))));
    }

    private static Throwable thrown(Method function, Tensor tensor) {
        Object[] arguments =
                Arrays.stream(function.getParameterTypes())
                        .map(type -> argument(type, tensor))
                        .toArray();
        return assertThrows(InvocationTargetException.class, () -> function.invoke(null, arguments))
                .getCause();
    }

    private static Object argument(Class<?> type, Tensor tensor) {
        if (type == Tensor.class) {
            return tensor;
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        Consumer<Object> noOptions = options -> {};
        return type == boolean.class
                ? true
                : type == long.class
                        ? (Object) 1L
                        : type == double.class
                                ? (Object) 0.5
                                : type == Size.class
                                        ? Torch.shape(2)
                                        : type == Consumer.class ? noOptions : null;
    }

    static Stream<UnaryOperator<Tensor>> inPlaceForms() {
        return Stream.of(
                F::relu_,
                F::elu_,
                F::selu_,
                F::celu_,
                F::leakyRelu_,
                F::hardtanh_,
                F::rrelu_,
                x -> F.threshold_(x, 0, 1),
                x -> F.relu6(x, true),
                x -> F.silu(x, true),
                x -> F.mish(x, true),
                x -> F.hardswish(x, true),
                x -> F.hardsigmoid(x, true),
                x -> F.dropout(x, 0.5, true, true),
                x -> F.alphaDropout(x, 0.5, true, true),
                x -> F.featureAlphaDropout(x, 0.5, true, true),
                x -> F.dropout2d(x, 0.5, true, true));
    }

    @ParameterizedTest
    @MethodSource("inPlaceForms")
    void inPlaceForm_changesItsInput(UnaryOperator<Tensor> form) {
        Tensor x = Torch.full(Torch.shape(2, 3, 2, 2), -7.5);
        Tensor y = form.apply(x);
        assertEquals(x.dataPtr(), y.dataPtr());
        assertFalse(x.eq(-7.5).all().itemBoolean());
    }

    @Test
    void unbatchedInPlaceDropout_leavesShape() {
        Tensor x = Torch.ones(6, 2);
        assertEquals(Torch.shape(6, 2), F.dropout1d(x, 0.5, true, true).shape());
        assertEquals(Torch.shape(6, 2), x.shape());
    }

    @Test
    void emptyResponseNorm_isTheInput() {
        Tensor empty = Torch.empty(0, 3, 2);
        assertSame(empty, F.localResponseNorm(empty, 2));
    }

    @Test
    void placement_isRefusedByLookups() {
        Tensor weight = Torch.ones(3, 2);
        Tensor indices = Torch.tensor(new long[][] {{0, 1}});
        Supplier<Stream<String>> messages =
                () ->
                        Stream.<Runnable>of(
                                        () -> F.embedding(indices, weight, o -> o.device("cpu")),
                                        () ->
                                                F.embeddingBag(
                                                        indices,
                                                        weight,
                                                        o -> o.dtype(DType.FLOAT64)))
                                .map(
                                        call ->
                                                assertThrows(
                                                                IllegalArgumentException.class,
                                                                call::run)
                                                        .getMessage());
        assertEquals(
                List.of(
                        "embedding() got an unexpected keyword argument 'device'",
                        "embedding_bag() got an unexpected keyword argument 'dtype'"),
                messages.get().toList());
    }
}
