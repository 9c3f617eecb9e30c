package torch.autograd;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import torch.Autograd;
import torch.Complex;
import torch.DType;
import torch.Layout;
import torch.Scope;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/**
 * Holds gradients to finite differences. Mirrors the module {@code torch.autograd.gradcheck}; also as
 * {@link torch.Autograd#gradcheck} and {@link torch.Autograd#gradgradcheck}.
 *
 * {@snippet :
 * Tensor x = Torch.randn(shape(3), dtype(DType.FLOAT64).requiresGrad(true));
 * Autograd.gradcheck(v -> v.sin(), x);
 * Autograd.gradcheck((v, w) -> v.matmul(w), x, y, o -> o.atol(1e-6));
 * Autograd.gradcheck(in -> List.of(in.get(0).exp(), in.get(1).log()), List.of(x, y));
 * }
 *
 * <p>The function is called many times, with inputs that are changed in place between the calls. Tensors that it makes
 * are closed when the check ends.
 *
 * <p>Inputs are to be strided; sparse ones are an {@link UnsupportedOperationException}.
 */
public final class Gradcheck {
    private static final Consumer<GradcheckOptions> DEFAULTS = o -> {};

    private Gradcheck() {}

    /** Checks the gradient of a function of one tensor, as {@link #gradcheck(Function, List, Consumer)}. */
    public static boolean gradcheck(Function<? super Tensor, ?> func, Tensor input) {
        return gradcheck(func, input, DEFAULTS);
    }

    /** Checks the gradient of a function of one tensor, as {@link #gradcheck(Function, List, Consumer)}. */
    public static boolean gradcheck(
            Function<? super Tensor, ?> func, Tensor input, Consumer<GradcheckOptions> options) {
        TupleFunction.require(input, "inputs", "a Tensor");
        return check(TupleFunction.ofOne(func), List.of(input), read(options));
    }

    /** Checks the gradients of a function of two tensors, as {@link #gradcheck(Function, List, Consumer)}. */
    public static boolean gradcheck(
            BiFunction<? super Tensor, ? super Tensor, ?> func, Tensor first, Tensor second) {
        return gradcheck(func, first, second, DEFAULTS);
    }

    /** Checks the gradients of a function of two tensors, as {@link #gradcheck(Function, List, Consumer)}. */
    public static boolean gradcheck(
            BiFunction<? super Tensor, ? super Tensor, ?> func,
            Tensor first,
            Tensor second,
            Consumer<GradcheckOptions> options) {
        TupleFunction.require(first, "inputs", "a Tensor");
        TupleFunction.require(second, "inputs", "a Tensor");
        return check(TupleFunction.ofTwo(func), List.of(first, second), read(options));
    }

    /** Checks the gradients of a function of several tensors, as {@link #gradcheck(Function, List, Consumer)}. */
    public static boolean gradcheck(
            Function<? super List<Tensor>, ?> func, List<? extends Tensor> inputs) {
        return gradcheck(func, inputs, DEFAULTS);
    }

    /**
     * Compares the gradients of a function with finite differences, for all floating-point and complex inputs that
     * require a gradient. Mirrors {@code torch.autograd.gradcheck}.
     *
     * @param func returns a Tensor or a List of them
     * @param inputs of double precision, or the differences are too coarse
     * @return true; false where the gradients are wrong and {@code raiseException} is false
     * @throws GradcheckError if the gradients are wrong
     * @throws IllegalArgumentException if no input requires a gradient, or options contradict each other
     */
    public static boolean gradcheck(
            Function<? super List<Tensor>, ?> func,
            List<? extends Tensor> inputs,
            Consumer<GradcheckOptions> options) {
        return check(TupleFunction.ofMany(func), TupleFunction.inputs(inputs), read(options));
    }

    /** Checks the second derivative, as {@link #gradgradcheck(Function, List, List, Consumer)}. */
    public static boolean gradgradcheck(Function<? super Tensor, ?> func, Tensor input) {
        return gradgradcheck(func, input, DEFAULTS);
    }

    /** Checks the second derivative, as {@link #gradgradcheck(Function, List, List, Consumer)}. */
    public static boolean gradgradcheck(
            Function<? super Tensor, ?> func, Tensor input, Consumer<GradcheckOptions> options) {
        TupleFunction.require(input, "inputs", "a Tensor");
        return checkSecond(TupleFunction.ofOne(func), List.of(input), null, read(options));
    }

    /** Checks the second derivatives, as {@link #gradgradcheck(Function, List, List, Consumer)}. */
    public static boolean gradgradcheck(
            BiFunction<? super Tensor, ? super Tensor, ?> func, Tensor first, Tensor second) {
        return gradgradcheck(func, first, second, DEFAULTS);
    }

    /** Checks the second derivatives, as {@link #gradgradcheck(Function, List, List, Consumer)}. */
    public static boolean gradgradcheck(
            BiFunction<? super Tensor, ? super Tensor, ?> func,
            Tensor first,
            Tensor second,
            Consumer<GradcheckOptions> options) {
        TupleFunction.require(first, "inputs", "a Tensor");
        TupleFunction.require(second, "inputs", "a Tensor");
        return checkSecond(TupleFunction.ofTwo(func), List.of(first, second), null, read(options));
    }

    /** Checks the second derivatives, as {@link #gradgradcheck(Function, List, List, Consumer)}. */
    public static boolean gradgradcheck(
            Function<? super List<Tensor>, ?> func, List<? extends Tensor> inputs) {
        return gradgradcheck(func, inputs, null, DEFAULTS);
    }

    /** Checks the second derivatives, as {@link #gradgradcheck(Function, List, List, Consumer)}. */
    public static boolean gradgradcheck(
            Function<? super List<Tensor>, ?> func,
            List<? extends Tensor> inputs,
            Consumer<GradcheckOptions> options) {
        return gradgradcheck(func, inputs, null, options);
    }

    /**
     * Compares the gradients of a function's gradients with finite differences. Mirrors
     * {@code torch.autograd.gradgradcheck}.
     *
     * @param gradOutputs the gradients of the outputs, of double precision; null for random ones
     * @return true; false where they are wrong and {@code raiseException} is false
     * @throws GradcheckError if they are wrong
     * @throws IllegalArgumentException if no input requires a gradient, or options contradict each other
     */
    public static boolean gradgradcheck(
            Function<? super List<Tensor>, ?> func,
            List<? extends Tensor> inputs,
            @Nullable List<? extends Tensor> gradOutputs,
            Consumer<GradcheckOptions> options) {
        return checkSecond(
                TupleFunction.ofMany(func),
                TupleFunction.inputs(inputs),
                gradOutputs == null ? null : TupleFunction.inputs(gradOutputs),
                read(options));
    }

    private static GradcheckOptions read(Consumer<GradcheckOptions> options) {
        GradcheckOptions read = new GradcheckOptions();
        TupleFunction.require(options, "options", "a function of the options").accept(read);
        return read;
    }

    // ---- The first derivative

    private static boolean check(
            TupleFunction function, List<Tensor> inputs, GradcheckOptions options) {
        require(
                options.checkForwardAd || options.checkBackwardAd,
                "Expected at least one of check_forward_ad or check_backward_ad to be True");
        require(
                !options.checkBatchedGrad || options.checkBackwardAd,
                "Setting check_batched_grad=True requires check_backward_ad to be True");
        require(
                !options.checkBatchedForwardGrad || options.checkForwardAd,
                "Setting check_batched_forward_grad=True requires check_forward_ad to be True");
        try (Scope scope = Torch.scope()) {
            run(function, inputs, options);
            return true;
        } catch (GradcheckError e) {
            if (options.raiseException) throw e;
            return false;
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) throw new IllegalArgumentException(message);
    }

    private static void run(TupleFunction function, List<Tensor> inputs, GradcheckOptions options) {
        checkInputs(inputs);
        List<Tensor> outputs = function.apply(inputs);
        checkOutputs(outputs);
        if (options.checkBackwardAd) backward(function, inputs, outputs, options);
        if (options.checkForwardAd) forward(function, inputs, outputs, options);
        if (options.checkBatchedForwardGrad) BatchedChecks.forward(function, inputs);
        if (!options.checkBackwardAd) return;

        List<Tensor> differentiable = BackwardChecks.differentiable(outputs);
        List<Tensor> targets = inputs.stream().filter(Tensor::requiresGrad).toList();
        for (int i = 0; i < differentiable.size() && options.checkBatchedGrad; i++)
            BatchedChecks.backward(targets, differentiable.get(i), i);
        BackwardChecks.multipliesByGradOutput(differentiable, targets, options.masked);
        if (options.checkUndefinedGrad) BackwardChecks.takesUndefinedGrads(function, inputs);
    }

    private static void checkInputs(List<Tensor> inputs) {
        boolean any = false;
        for (int i = 0; i < inputs.size(); i++) {
            Tensor input = inputs.get(i);
            if (input.layout() != Layout.STRIDED)
                throw new UnsupportedOperationException(
                        "gradcheck: input "
                                + i
                                + " is "
                                + input.layout()
                                + "; only torch.strided inputs are checked");
            if (!input.requiresGrad()) continue;
            any = true;
            if (input.dtype() != DType.FLOAT64 && input.dtype() != DType.COMPLEX128)
                Messages.warn(
                        "Input #"
                                + i
                                + " requires gradient and is not a double precision floating point or complex. "
                                + "This check will likely fail if all the inputs are not of double precision"
                                + " floating point or complex. ");
            long[] stride = input.stride();
            long[] size = input.shape().toArray();
            for (int d = 0; d < size.length; d++) {
                if (stride[d] <= 0 && size[d] > 1)
                    throw new TorchException(
                            "The "
                                    + i
                                    + "th input has a dimension with stride 0. gradcheck only supports inputs that"
                                    + " are non-overlapping to be able to compute the numerical gradients"
                                    + " correctly. You should call .contiguous on the input before passing it to"
                                    + " gradcheck.");
            }
        }
        require(
                any,
                "gradcheck expects at least one input tensor to require gradient, but none of them have"
                        + " requires_grad=True.");
    }

    private static void checkOutputs(List<Tensor> outputs) {
        for (Tensor output : outputs) {
            if (!output.requiresGrad() || output.layout() == Layout.STRIDED) continue;
            String kind = output.layout() == Layout.MKLDNN ? "MKLDNN" : "Sparse";
            throw new IllegalArgumentException(
                    kind
                            + " output is not supported at gradcheck yet. Please call to_dense(masked_grad=...) on"
                            + " the output of fn for gradcheck.");
        }
    }

    /** Complex outputs are checked as two real ones, the imaginary part first. */
    private static void backward(
            TupleFunction function,
            List<Tensor> inputs,
            List<Tensor> outputs,
            GradcheckOptions options) {
        if (outputs.stream().noneMatch(o -> o.dtype().isComplex())) {
            JacobianCheck.of(function, inputs, outputs, options, null).backward();
            return;
        }
        boolean[] complex = complex(BackwardChecks.differentiable(outputs));
        for (boolean imaginary : new boolean[] {true, false}) {
            TupleFunction part =
                    in ->
                            function.apply(in).stream()
                                    .map(
                                            o ->
                                                    !o.dtype().isComplex()
                                                            ? o
                                                            : imaginary
                                                                    ? Torch.imag(o)
                                                                    : Torch.real(o))
                                    .toList();
            JacobianCheck.of(part, inputs, part.apply(inputs), options, part(imaginary, complex))
                    .backward();
        }
    }

    /** Complex inputs are checked as two real ones, the imaginary part first, the other one held. */
    private static void forward(
            TupleFunction function,
            List<Tensor> inputs,
            List<Tensor> outputs,
            GradcheckOptions options) {
        boolean[] complex = complex(inputs);
        if (inputs.stream().noneMatch(i -> i.dtype().isComplex())) {
            JacobianCheck.of(function, inputs, outputs, options, null).forward();
            if (options.checkUndefinedGrad) ForwardChecks.takesUndefinedTangents(function, inputs);
            return;
        }
        List<TupleFunction> functions = new ArrayList<>();
        List<List<Tensor>> parts = new ArrayList<>();
        for (boolean imaginary : new boolean[] {true, false}) {
            TupleFunction ofPart =
                    in ->
                            function.apply(
                                    IntStream.range(0, in.size())
                                            .mapToObj(
                                                    i ->
                                                            complex[i]
                                                                    ? whole(
                                                                            in.get(i),
                                                                            inputs.get(i),
                                                                            imaginary)
                                                                    : in.get(i))
                                            .toList());
            List<Tensor> part =
                    inputs.stream()
                            .map(
                                    i ->
                                            !i.dtype().isComplex()
                                                    ? i
                                                    : imaginary ? Torch.imag(i) : Torch.real(i))
                            .toList();
            JacobianCheck.of(ofPart, part, ofPart.apply(part), options, part(imaginary, complex))
                    .forward();
            functions.add(ofPart);
            parts.add(part);
        }
        for (int i = 0; i < functions.size() && options.checkUndefinedGrad; i++)
            ForwardChecks.takesUndefinedTangents(functions.get(i), parts.get(i));
    }

    private static Tensor whole(Tensor part, Tensor original, boolean imaginary) {
        Complex i = Complex.of(0, 1);
        return imaginary
                ? Torch.real(original).add(part.mul(i))
                : part.add(Torch.imag(original).mul(i));
    }

    private static Messages.Part part(boolean imaginary, boolean[] complex) {
        return new Messages.Part(imaginary ? "imaginary" : "real", complex);
    }

    private static boolean[] complex(List<Tensor> tensors) {
        boolean[] complex = new boolean[tensors.size()];
        for (int i = 0; i < complex.length; i++) complex[i] = tensors.get(i).dtype().isComplex();
        return complex;
    }

    // ---- The second derivative

    private static boolean checkSecond(
            TupleFunction function,
            List<Tensor> inputs,
            @Nullable List<Tensor> gradOutputs,
            GradcheckOptions options) {
        boolean reverse = options.checkBackwardAd;
        require(
                options.checkForwardAd || reverse,
                "Expected at least one of check_fwd_over_rev or check_rev_over_rev to be True");
        require(
                !options.checkUndefinedGrad || reverse,
                "Setting check_undefined_grad=True requires check_rev_over_rev to be True");
        require(
                !options.checkBatchedGrad || reverse,
                "Setting check_batched_grad=True requires check_rev_over_rev to be True");
        try (Scope scope = Torch.scope()) {
            List<Tensor> gradients =
                    gradOutputs == null
                            ? randomGradients(
                                    BackwardChecks.differentiable(function.apply(inputs)), options)
                            : gradOutputs;
            int count = inputs.size();
            // forward mode takes the requirement away, so it is remembered
            List<Integer> required =
                    IntStream.range(0, count)
                            .filter(i -> inputs.get(i).requiresGrad())
                            .boxed()
                            .toList();
            boolean[] gradientsRequired = new boolean[gradients.size()];
            for (int i = 0; i < gradientsRequired.length; i++)
                gradientsRequired[i] = gradients.get(i).requiresGrad();

            TupleFunction gradient =
                    all -> {
                        List<Tensor> points = all.subList(0, count);
                        List<Tensor> weights = all.subList(count, all.size());
                        for (int i : required) points.get(i).requiresGrad_();
                        List<Tensor> outputs =
                                BackwardChecks.differentiable(function.apply(points));
                        for (int i = 0; i < gradientsRequired.length; i++) {
                            if (gradientsRequired[i]) weights.get(i).requiresGrad_();
                        }
                        List<Tensor> targets = required.stream().map(points::get).toList();
                        List<Tensor> found = new ArrayList<>();
                        for (Tensor g :
                                Autograd.grad(outputs, targets, weights, true, true, true)) {
                            if (g != null) found.add(g);
                        }
                        return found;
                    };
            List<Tensor> all = new ArrayList<>(inputs);
            all.addAll(gradients);
            return check(gradient, Collections.unmodifiableList(all), options);
        }
    }

    /** Between -1 and 1, as {@code torch.testing.make_tensor} draws them. */
    private static List<Tensor> randomGradients(List<Tensor> outputs, GradcheckOptions options) {
        List<Tensor> gradients = new ArrayList<>();
        for (Tensor output : outputs) {
            Tensor gradient =
                    Torch.empty(
                            output.shape(), Torch.dtype(output.dtype()).device(output.device()));
            Tensor real = output.dtype().isComplex() ? Torch.viewAsReal(gradient) : gradient;
            real.uniform_(-1, 1);
            if (options.genNonContigGradOutputs && gradient.numel() > 1) {
                long[] size = gradient.shape().toArray();
                Tensor wide = gradient.repeatInterleave(2, size.length - 1);
                long[] stride = wide.stride();
                stride[stride.length - 1] = 2;
                gradient = wide.asStrided(Size.of(size), stride);
            }
            gradients.add(gradient.requiresGrad_());
        }
        return gradients;
    }
}
