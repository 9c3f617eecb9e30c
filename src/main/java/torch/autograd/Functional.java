package torch.autograd;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import torch.Scope;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/**
 * Derivatives of functions. Mirrors the module {@code torch.autograd.functional}.
 *
 * {@snippet :
 * Tensor j = Functional.jacobian(x -> x.exp().sum(1), x);             // (N, N, M) for x (N, M)
 * Tensor h = Functional.hessian(x -> x.pow(3).sum(), x);
 * var product = Functional.vjp(x -> x.exp().sum(1), x, v);            // product.output(), product.product()
 * var all = Functional.jacobian(in -> List.of(in.get(0).mul(in.get(1))), List.of(x, y));   // all.get(i).get(j)
 * }
 *
 * <p>Where PyTorch takes and gives tuples there are lists: the forms with a list of inputs are PyTorch's with tuples.
 * What the function makes is closed at the end, but for what is returned; {@link Tensor#keep} lets more out.
 *
 * <p>All throw {@link TorchException} with PyTorch's words, in strict mode also where an output does not depend on an
 * input.
 */
public final class Functional {
    private static final Consumer<FunctionalOptions> DEFAULTS = o -> {};

    private Functional() {}

    /**
     * What a function of one tensor returned, and a product.
     *
     * @param output of the function
     * @param product of the function's input's shape, or for {@code jvp} of its output's
     */
    public record Product(Tensor output, Tensor product) {}

    /**
     * What a function of several tensors returned, and products.
     *
     * @param outputs of the function
     * @param products one for every input, or for {@code jvp} for every output
     */
    public record ProductsOfMany(List<Tensor> outputs, List<Tensor> products) {}

    /**
     * What a scalar function of several tensors returned, and products.
     *
     * @param output of the function
     * @param products one for every input
     */
    public record ProductsOfScalar(Tensor output, List<Tensor> products) {}

    // ---- Jacobians

    /** The Jacobian of a function of one tensor, of shape (output's shape, input's shape). */
    public static Tensor jacobian(Function<? super Tensor, Tensor> func, Tensor input) {
        return jacobian(func, input, DEFAULTS);
    }

    /**
     * The Jacobian of a function of one tensor. Mirrors {@code torch.autograd.functional.jacobian}.
     *
     * @return of shape (output's shape, input's shape)
     */
    public static Tensor jacobian(
            Function<? super Tensor, Tensor> func,
            Tensor input,
            Consumer<FunctionalOptions> options) {
        return jacobians(TupleFunction.ofOne(func), one(input, "inputs"), options)
                .getFirst()
                .getFirst();
    }

    /** The Jacobians of a function of two tensors, by input. */
    public static List<Tensor> jacobian(
            BiFunction<? super Tensor, ? super Tensor, Tensor> func, Tensor first, Tensor second) {
        return jacobian(func, first, second, DEFAULTS);
    }

    /** The Jacobians of a function of two tensors, by input. Mirrors {@code torch.autograd.functional.jacobian}. */
    public static List<Tensor> jacobian(
            BiFunction<? super Tensor, ? super Tensor, Tensor> func,
            Tensor first,
            Tensor second,
            Consumer<FunctionalOptions> options) {
        return jacobians(TupleFunction.ofTwo(func), two(first, second), options).getFirst();
    }

    /** The Jacobians of a function of several tensors, by output and input. */
    public static List<List<Tensor>> jacobian(
            Function<? super List<Tensor>, ? extends List<? extends Tensor>> func,
            List<? extends Tensor> inputs) {
        return jacobian(func, inputs, DEFAULTS);
    }

    /**
     * The Jacobians of a function of several tensors. Mirrors {@code torch.autograd.functional.jacobian}.
     *
     * @return by output and input, of shape (output's shape, input's shape) each
     */
    public static List<List<Tensor>> jacobian(
            Function<? super List<Tensor>, ? extends List<? extends Tensor>> func,
            List<? extends Tensor> inputs,
            Consumer<FunctionalOptions> options) {
        return jacobians(TupleFunction.ofMany(func), TupleFunction.inputs(inputs), options);
    }

    private static List<List<Tensor>> jacobians(
            TupleFunction function, List<Tensor> inputs, Consumer<FunctionalOptions> options) {
        FunctionalOptions read = read(options);
        return scoped(() -> new Jacobian(function, read).of(inputs));
    }

    // ---- Hessians

    /** The Hessian of a scalar function of one tensor, of shape (input's shape, input's shape). */
    public static Tensor hessian(Function<? super Tensor, Tensor> func, Tensor input) {
        return hessian(func, input, DEFAULTS);
    }

    /**
     * The Hessian of a scalar function of one tensor. Mirrors {@code torch.autograd.functional.hessian}.
     *
     * @return of shape (input's shape, input's shape)
     */
    public static Tensor hessian(
            Function<? super Tensor, Tensor> func,
            Tensor input,
            Consumer<FunctionalOptions> options) {
        return hessians(TupleFunction.ofOne(func), one(input, "inputs"), options)
                .getFirst()
                .getFirst();
    }

    /** The Hessians of a scalar function of two tensors, by input and input. */
    public static List<List<Tensor>> hessian(
            BiFunction<? super Tensor, ? super Tensor, Tensor> func, Tensor first, Tensor second) {
        return hessians(TupleFunction.ofTwo(func), two(first, second), DEFAULTS);
    }

    /** The Hessians of a scalar function of several tensors, by input and input. */
    public static List<List<Tensor>> hessian(
            Function<? super List<Tensor>, Tensor> func, List<? extends Tensor> inputs) {
        return hessian(func, inputs, DEFAULTS);
    }

    /**
     * The Hessians of a scalar function of several tensors. Mirrors {@code torch.autograd.functional.hessian}.
     *
     * @return by input and input, of shape (one's shape, other's shape) each
     */
    public static List<List<Tensor>> hessian(
            Function<? super List<Tensor>, Tensor> func,
            List<? extends Tensor> inputs,
            Consumer<FunctionalOptions> options) {
        return hessians(TupleFunction.ofMany(func), TupleFunction.inputs(inputs), options);
    }

    private static List<List<Tensor>> hessians(
            TupleFunction function, List<Tensor> inputs, Consumer<FunctionalOptions> options) {
        FunctionalOptions read = read(options);
        boolean forward = read.strategy.equals("forward-mode");
        if (!forward && !read.strategy.equals("reverse-mode"))
            throw new IllegalArgumentException(
                    "Expected strategy to be either \"forward-mode\" or \"reverse-mode\".");
        TupleFunction single =
                in -> {
                    List<Tensor> outputs = function.apply(in);
                    Graphs.Dependent.OUTPUTS.require(outputs, read.strict);
                    if (outputs.size() != 1)
                        throw new TorchException(
                                "The function given to hessian should return a single Tensor");
                    if (outputs.getFirst().numel() != 1)
                        throw new TorchException(
                                "The Tensor returned by the function given to hessian should contain a single element");
                    return List.of(outputs.getFirst().squeeze());
                };
        FunctionalOptions inner = new FunctionalOptions().createGraph(true);
        TupleFunction gradient =
                in -> {
                    // without a graph of their own the inputs would be detached
                    if (forward) in.forEach(Tensor::requiresGrad_);
                    List<Tensor> jacobian = new Jacobian(single, inner).of(in).getFirst();
                    Graphs.Dependent.JACOBIAN.require(jacobian, read.strict);
                    return jacobian;
                };
        return scoped(() -> new Jacobian(gradient, read).of(inputs));
    }

    // ---- Products

    /** As {@link #vjp(Function, Tensor, Tensor, Consumer)}. */
    public static Product vjp(
            Function<? super Tensor, Tensor> func, Tensor input, @Nullable Tensor v) {
        return vjp(func, input, v, DEFAULTS);
    }

    /**
     * The product {@code vᵀ J} of a vector with the Jacobian. Mirrors {@code torch.autograd.functional.vjp}.
     *
     * @param v of the output's shape; null for a scalar output's 1
     */
    public static Product vjp(
            Function<? super Tensor, Tensor> func,
            Tensor input,
            @Nullable Tensor v,
            Consumer<FunctionalOptions> options) {
        Products products = new Products(TupleFunction.ofOne(func), false, read(options), "vjp");
        return single(() -> products.vjp(one(input, "inputs"), vector(v)));
    }

    /** As {@link #vjp(Function, List, List, Consumer)}. */
    public static ProductsOfMany vjp(
            Function<? super List<Tensor>, ? extends List<? extends Tensor>> func,
            List<? extends Tensor> inputs,
            @Nullable List<? extends Tensor> v) {
        return vjp(func, inputs, v, DEFAULTS);
    }

    /**
     * The products of vectors with the Jacobians, summed over the outputs. Mirrors
     * {@code torch.autograd.functional.vjp}.
     *
     * @param v of the outputs' shapes; null for a single scalar output's 1
     */
    public static ProductsOfMany vjp(
            Function<? super List<Tensor>, ? extends List<? extends Tensor>> func,
            List<? extends Tensor> inputs,
            @Nullable List<? extends Tensor> v,
            Consumer<FunctionalOptions> options) {
        Products products = new Products(TupleFunction.ofMany(func), true, read(options), "vjp");
        return many(() -> products.vjp(TupleFunction.inputs(inputs), vectors(v)));
    }

    /** As {@link #jvp(Function, Tensor, Tensor, Consumer)}. */
    public static Product jvp(
            Function<? super Tensor, Tensor> func, Tensor input, @Nullable Tensor v) {
        return jvp(func, input, v, DEFAULTS);
    }

    /**
     * The product {@code J v} of the Jacobian with a vector, by two backwards. Mirrors
     * {@code torch.autograd.functional.jvp}; {@link ForwardAd} does it in one pass.
     *
     * @param v of the input's shape; null for a scalar input's 1
     */
    public static Product jvp(
            Function<? super Tensor, Tensor> func,
            Tensor input,
            @Nullable Tensor v,
            Consumer<FunctionalOptions> options) {
        Products products = new Products(TupleFunction.ofOne(func), false, read(options), "jvp");
        return single(() -> products.jvp(one(input, "inputs"), vector(v)));
    }

    /** As {@link #jvp(Function, List, List, Consumer)}. */
    public static ProductsOfMany jvp(
            Function<? super List<Tensor>, ? extends List<? extends Tensor>> func,
            List<? extends Tensor> inputs,
            @Nullable List<? extends Tensor> v) {
        return jvp(func, inputs, v, DEFAULTS);
    }

    /**
     * The products of the Jacobians with vectors, summed over the inputs. Mirrors
     * {@code torch.autograd.functional.jvp}.
     *
     * @param v of the inputs' shapes; null for a single scalar input's 1
     */
    public static ProductsOfMany jvp(
            Function<? super List<Tensor>, ? extends List<? extends Tensor>> func,
            List<? extends Tensor> inputs,
            @Nullable List<? extends Tensor> v,
            Consumer<FunctionalOptions> options) {
        Products products = new Products(TupleFunction.ofMany(func), true, read(options), "jvp");
        return many(() -> products.jvp(TupleFunction.inputs(inputs), vectors(v)));
    }

    /** As {@link #vhp(Function, Tensor, Tensor, Consumer)}. */
    public static Product vhp(
            Function<? super Tensor, Tensor> func, Tensor input, @Nullable Tensor v) {
        return vhp(func, input, v, DEFAULTS);
    }

    /**
     * The product {@code vᵀ H} of a vector with a scalar function's Hessian. Mirrors
     * {@code torch.autograd.functional.vhp}.
     *
     * @param v of the input's shape; null for a scalar input's 1
     */
    public static Product vhp(
            Function<? super Tensor, Tensor> func,
            Tensor input,
            @Nullable Tensor v,
            Consumer<FunctionalOptions> options) {
        Products products = new Products(TupleFunction.ofOne(func), false, read(options), "vhp");
        return single(() -> products.vhp(one(input, "inputs"), vector(v)));
    }

    /** As {@link #vhp(Function, List, List, Consumer)}. */
    public static ProductsOfScalar vhp(
            Function<? super List<Tensor>, Tensor> func,
            List<? extends Tensor> inputs,
            @Nullable List<? extends Tensor> v) {
        return vhp(func, inputs, v, DEFAULTS);
    }

    /**
     * The products of vectors with a scalar function's Hessian. Mirrors {@code torch.autograd.functional.vhp}.
     *
     * @param v of the inputs' shapes; null for a single scalar input's 1
     */
    public static ProductsOfScalar vhp(
            Function<? super List<Tensor>, Tensor> func,
            List<? extends Tensor> inputs,
            @Nullable List<? extends Tensor> v,
            Consumer<FunctionalOptions> options) {
        Products products = new Products(TupleFunction.ofMany(func), true, read(options), "vhp");
        return scalar(() -> products.vhp(TupleFunction.inputs(inputs), vectors(v)));
    }

    /** As {@link #hvp(Function, Tensor, Tensor, Consumer)}. */
    public static Product hvp(
            Function<? super Tensor, Tensor> func, Tensor input, @Nullable Tensor v) {
        return hvp(func, input, v, DEFAULTS);
    }

    /**
     * The product {@code H v} of a scalar function's Hessian with a vector. Mirrors
     * {@code torch.autograd.functional.hvp}.
     *
     * @param v of the input's shape; null for a scalar input's 1
     */
    public static Product hvp(
            Function<? super Tensor, Tensor> func,
            Tensor input,
            @Nullable Tensor v,
            Consumer<FunctionalOptions> options) {
        Products products = new Products(TupleFunction.ofOne(func), false, read(options), "hvp");
        return single(() -> products.hvp(one(input, "inputs"), vector(v)));
    }

    /** As {@link #hvp(Function, List, List, Consumer)}. */
    public static ProductsOfScalar hvp(
            Function<? super List<Tensor>, Tensor> func,
            List<? extends Tensor> inputs,
            @Nullable List<? extends Tensor> v) {
        return hvp(func, inputs, v, DEFAULTS);
    }

    /**
     * The products of a scalar function's Hessian with vectors. Mirrors {@code torch.autograd.functional.hvp}.
     *
     * @param v of the inputs' shapes; null for a single scalar input's 1
     */
    public static ProductsOfScalar hvp(
            Function<? super List<Tensor>, Tensor> func,
            List<? extends Tensor> inputs,
            @Nullable List<? extends Tensor> v,
            Consumer<FunctionalOptions> options) {
        Products products = new Products(TupleFunction.ofMany(func), true, read(options), "hvp");
        return scalar(() -> products.hvp(TupleFunction.inputs(inputs), vectors(v)));
    }

    // ---- Forms

    private static Product single(Supplier<Products.Found> body) {
        Products.Found found = scopedProducts(body);
        return new Product(found.outputs().getFirst(), found.products().getFirst());
    }

    private static ProductsOfMany many(Supplier<Products.Found> body) {
        Products.Found found = scopedProducts(body);
        return new ProductsOfMany(found.outputs(), found.products());
    }

    private static ProductsOfScalar scalar(Supplier<Products.Found> body) {
        Products.Found found = scopedProducts(body);
        return new ProductsOfScalar(found.outputs().getFirst(), found.products());
    }

    private static Products.Found scopedProducts(Supplier<Products.Found> body) {
        try (Scope scope = Torch.scope()) {
            Products.Found found = body.get();
            found.outputs().forEach(scope::keep);
            found.products().forEach(scope::keep);
            return found;
        }
    }

    private static List<List<Tensor>> scoped(Supplier<List<List<Tensor>>> body) {
        try (Scope scope = Torch.scope()) {
            List<List<Tensor>> found = body.get();
            for (List<Tensor> several : found) several.forEach(scope::keep);
            return found;
        }
    }

    private static FunctionalOptions read(Consumer<FunctionalOptions> options) {
        FunctionalOptions read = new FunctionalOptions();
        TupleFunction.require(options, "options", "a function of the options").accept(read);
        return read;
    }

    private static List<Tensor> one(Tensor input, String argument) {
        return List.of(TupleFunction.require(input, argument, "a Tensor"));
    }

    private static List<Tensor> two(Tensor first, Tensor second) {
        return List.of(
                TupleFunction.require(first, "inputs", "a Tensor"),
                TupleFunction.require(second, "inputs", "a Tensor"));
    }

    private static @Nullable List<Tensor> vector(@Nullable Tensor v) {
        return v == null ? null : List.of(v);
    }

    private static @Nullable List<Tensor> vectors(@Nullable List<? extends Tensor> v) {
        return v == null ? null : TupleFunction.inputs(v);
    }
}
