package torch.autograd;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static torch.autograd.Recorded.assertEqual;
import static torch.autograd.Recorded.assertThrown;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import torch.DType;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

class FunctionalTest {
    private final Tensor x = Recorded.x();
    private final Tensor y = Recorded.y();
    private final Tensor s = Recorded.s();

    private static List<Tensor> many(List<Tensor> in) {
        return List.of(in.get(0).mul(in.get(1).exp()), in.get(0).sin().add(in.get(1)).sum());
    }

    private static Tensor scalar(List<Tensor> in) {
        return in.get(0).pow(2).mul(2).mul(in.get(1)).add(in.get(1).exp()).sum();
    }

    private static Consumer<FunctionalOptions> options(String mode) {
        return switch (mode) {
            case "row" -> o -> {};
            case "batched" -> o -> o.vectorize(true);
            default -> o -> o.vectorize(true).strategy("forward-mode");
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"row", "batched", "forward"})
    void jacobian_matchesPyTorch(String mode) {
        String name = "jacobian." + mode + ".";
        Consumer<FunctionalOptions> options = options(mode);
        assertEqual(name + "one", Functional.jacobian(a -> a.exp().sum(1), x, options));
        assertEqual(name + "scalar", Functional.jacobian(a -> a.sin(), s, options));
        assertEqual(
                name + "float",
                Functional.jacobian(a -> a.exp().sum(1), x.to(DType.FLOAT32), options));
        assertEqual(
                name + "two", Functional.jacobian((a, b) -> a.exp().mul(2).mul(b), x, y, options));
        assertEqual(
                name + "many", Functional.jacobian(FunctionalTest::many, List.of(x, y), options));
        assertEqual(
                name + "unused",
                Functional.jacobian(
                        in -> List.of(in.get(0).mul(2), in.get(0).sum()), List.of(x, y), options));
    }

    @ParameterizedTest
    @ValueSource(strings = {"row", "batched", "forward"})
    void hessian_matchesPyTorch(String mode) {
        String name = "hessian." + mode + ".";
        Consumer<FunctionalOptions> options = options(mode);
        assertEqual(name + "one", Functional.hessian(a -> a.pow(3).sum(), x, options));
        assertEqual(
                name + "many", Functional.hessian(FunctionalTest::scalar, List.of(x, y), options));
        assertEqual(
                name + "linear",
                Functional.hessian(
                        in -> in.get(0).sum().add(in.get(1).pow(2).sum()), List.of(x, y), options));
    }

    @Test
    void hessianOfTwo_isThatOfTheList() {
        assertEqual(
                "hessian.row.many",
                Functional.hessian((a, b) -> a.pow(2).mul(2).mul(b).add(b.exp()).sum(), x, y));
    }

    private static void assertProduct(String name, Functional.Product product) {
        assertEqual(name, List.of(product.output(), product.product()));
    }

    private static void assertProducts(String name, Functional.ProductsOfMany products) {
        assertEqual(name + ".0", products.outputs());
        assertEqual(name + ".1", products.products());
    }

    private static void assertProducts(String name, Functional.ProductsOfScalar products) {
        assertEqual(name + ".0", products.output());
        assertEqual(name + ".1", products.products());
    }

    @Test
    void vjp_matchesPyTorch() {
        Tensor ones = Torch.ones(2).to(DType.FLOAT64);
        assertProduct("vjp.one", Functional.vjp(a -> a.exp().sum(1), x, ones));
        assertProduct("vjp.scalar", Functional.vjp(a -> a.sin(), s, null));
        assertProducts(
                "vjp.many",
                Functional.vjp(FunctionalTest::many, List.of(x, y), List.of(x.add(1), s)));
        assertProducts(
                "vjp.unused",
                Functional.vjp(in -> List.of(in.get(0).mul(2)), List.of(x, y), List.of(x.add(1))));
    }

    @Test
    void jvp_matchesPyTorch() {
        assertProduct("jvp.one", Functional.jvp(a -> a.exp().sum(1), x, x.add(1)));
        assertProduct("jvp.scalar", Functional.jvp(a -> a.sin(), s, null));
        assertProducts(
                "jvp.many",
                Functional.jvp(FunctionalTest::many, List.of(x, y), List.of(x.add(1), y.sub(1))));
        assertProducts(
                "jvp.unused",
                Functional.jvp(in -> List.of(in.get(0).mul(2)), List.of(x, y), List.of(x, y)));
    }

    @Test
    void hessianProducts_matchPyTorch() {
        assertProduct("vhp.one", Functional.vhp(a -> a.pow(3).sum(), x, x.add(1)));
        assertProduct("vhp.scalar", Functional.vhp(a -> a.sin(), s, null));
        assertProducts(
                "vhp.many",
                Functional.vhp(FunctionalTest::scalar, List.of(x, y), List.of(x.add(1), y.sub(1))));
        assertProduct("hvp.one", Functional.hvp(a -> a.pow(3).sum(), x, x.add(1)));
        assertProduct("hvp.scalar", Functional.hvp(a -> a.sin(), s, null));
        assertProducts(
                "hvp.many",
                Functional.hvp(FunctionalTest::scalar, List.of(x, y), List.of(x.add(1), y.sub(1))));
    }

    @Test
    void createGraph_letsTheResultBeDifferentiated() {
        Tensor leaf = x.clone().requiresGrad_();
        Functional.jacobian(a -> a.exp().sum(1), leaf, o -> o.createGraph(true))
                .pow(2)
                .sum()
                .backward();
        assertEqual("jacobian.graph", leaf.grad());
        leaf.setGrad(null);
        Functional.hvp(a -> a.pow(4).sum(), leaf, x.add(1), o -> o.createGraph(true))
                .product()
                .sum()
                .backward();
        assertEqual("hvp.graph", leaf.grad());
        assertFalse(Functional.jacobian(a -> a.exp(), leaf).requiresGrad());
    }

    @Test
    void strictMode_saysWhatIsIndependent() {
        Consumer<FunctionalOptions> strict = o -> o.strict(true);
        Class<TorchException> error = TorchException.class;
        List<Tensor> both = List.of(x, y);
        assertThrown(
                "strict.jacobian.output",
                error,
                () -> Functional.jacobian(a -> Torch.ones(2), x, strict));
        assertThrown(
                "strict.jacobian.independent",
                error,
                () ->
                        Functional.jacobian(
                                in -> List.of(in.get(0).mul(2), in.get(1).mul(2)), both, strict));
        assertThrown(
                "strict.jacobian.graph",
                error,
                () -> Functional.jacobian(a -> a.mul(2), x, o -> o.strict(true).createGraph(true)));
        assertThrown(
                "strict.jacobian.vectorize",
                error,
                () -> Functional.jacobian(a -> a.mul(2), x, o -> o.strict(true).vectorize(true)));
        assertThrown(
                "strict.jacobian.forward",
                error,
                () -> Functional.jacobian(a -> a, x, o -> o.strict(true).strategy("forward-mode")));
        assertThrown(
                "strict.hessian.linear", error, () -> Functional.hessian(a -> a.sum(), x, strict));
        assertThrown(
                "strict.hessian.independent",
                error,
                () ->
                        Functional.hessian(
                                in -> in.get(0).pow(2).sum().add(in.get(1).pow(3).sum()),
                                both,
                                strict));
        assertThrown(
                "strict.vjp",
                error,
                () -> Functional.vjp(in -> List.of(in.get(0).mul(2)), both, List.of(x), strict));
        assertThrown(
                "strict.jvp",
                error,
                () -> Functional.jvp(in -> List.of(in.get(0).mul(2)), both, both, strict));
        assertThrown("strict.vhp", error, () -> Functional.vhp(a -> a.sum(), x, x, strict));
        assertThrown("strict.hvp", error, () -> Functional.hvp(a -> a.sum(), x, x, strict));
    }

    @Test
    void whatDoesNotFit_isRefusedWithPyTorchsWords() {
        Class<TorchException> error = TorchException.class;
        List<Tensor> both = List.of(x, y);
        assertThrown(
                "jacobian.forward.graph",
                UnsupportedOperationException.class,
                () ->
                        Functional.jacobian(
                                a -> a, x, o -> o.createGraph(true).strategy("forward-mode")));
        assertThrown(
                "jacobian.forward.rows",
                UnsupportedOperationException.class,
                () -> Functional.jacobian(a -> a, x, o -> o.strategy("forward-mode")));
        assertThrown(
                "jacobian.strategy",
                IllegalArgumentException.class,
                () -> Functional.jacobian(a -> a, x, o -> o.strategy("no")));
        assertThrown(
                "hessian.strategy",
                IllegalArgumentException.class,
                () -> Functional.hessian(a -> a, x, o -> o.outerJacobianStrategy("no")));
        assertThrown("hessian.elements", error, () -> Functional.hessian(a -> a, x));
        assertThrown("vjp.none", error, () -> Functional.vjp(a -> a.mul(2), x, null));
        assertThrown("vjp.size", error, () -> Functional.vjp(a -> a.mul(2), x, y));
        assertThrown(
                "vjp.entry",
                error,
                () -> Functional.vjp(FunctionalTest::many, both, List.of(x, y)));
        assertThrown(
                "vjp.length", error, () -> Functional.vjp(FunctionalTest::many, both, List.of(x)));
        assertThrown("jvp.none", error, () -> Functional.jvp(a -> a.mul(2), x, null));
        assertThrown("jvp.size", error, () -> Functional.jvp(a -> a.mul(2), x, y));
        assertThrown("vhp.none", error, () -> Functional.vhp(a -> a.sum(), x, null));
        assertThrown("vhp.elements", error, () -> Functional.vhp(a -> a.mul(2), x, x));
        assertThrown("hvp.elements", error, () -> Functional.hvp(a -> a.mul(2), x, x));
        assertThrows(NullPointerException.class, () -> Functional.jacobian(a -> a, (Tensor) null));
        Tensor closed = x.clone();
        closed.close();
        assertThrows(IllegalStateException.class, () -> Functional.jacobian(a -> a, closed));
        assertThrows(
                ArithmeticException.class,
                () ->
                        Functional.jacobian(
                                a -> {
                                    throw new ArithmeticException();
                                },
                                x,
                                options("forward")));
        assertEqual(
                "jacobian.forward.one",
                Functional.jacobian(a -> a.exp().sum(1), x, options("forward")));
    }

    @Test
    void gradMode_isAsBefore() {
        try (var _ = Torch.noGrad()) {
            assertFalse(Functional.jacobian(a -> a.exp(), x).requiresGrad());
            Functional.jvp(a -> a.exp(), x, x);
            assertFalse(Torch.isGradEnabled());
        }
        assertTrue(Torch.isGradEnabled());
    }

    @Test
    void derivatives_leaveOnlyTheirResults() {
        try (var _ = Torch.scope()) {
            long before = Torch.memory().liveHandles();
            Tensor[] results = {
                Functional.jacobian(a -> a.exp().sum(1), x),
                Functional.jacobian(a -> a.exp().sum(1), x, options("batched")),
                Functional.jacobian(a -> a.exp().sum(1), x, options("forward")),
                Functional.hessian(a -> a.exp().sum(), x),
                Functional.hvp(a -> a.exp().sum(), x, x).product(),
            };
            // the last one came with the function's own result; fewer there may be, where the
            // collector frees what
            // earlier tests left
            long live = Torch.memory().liveHandles() - results.length - 1;
            assertTrue(live <= before, () -> live + " live handles, " + before + " before");
        }
    }
}
