package torch.distributions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.internal.PythonText;
import torch.internal.Warnings;

/**
 * A probability distribution, or a batch of independent ones of one kind.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Samples: {@code sampleShape + batchShape + eventShape}
 *   <li>Values: broadcastable to {@code batchShape + eventShape}
 *   <li>Log probabilities and entropy: as the values and the batch, without the event
 * </ul>
 *
 * <p>A subclass hands its parameters to the constructor, by the names that {@link #argConstraints} has for them; they
 * are checked, printed and expanded here.
 *
 * <p>Mirrors {@code torch.distributions.Distribution}.
 */
public abstract class Distribution implements Cloneable {
    private static volatile boolean defaultValidateArgs = true;

    private Map<String, Tensor> parameters;
    private Map<String, Tensor> lazies = new ConcurrentHashMap<>();
    private Size batchShape;
    private final Size eventShape;
    private final boolean validateArgs;

    /**
     * A distribution with parameters.
     *
     * @param parameters by name; broadcast against each other
     * @param batchShape the shape of the batch
     * @param eventShape the shape of one sample of one distribution
     * @param validateArgs whether parameters and values are checked; null for the default
     * @throws IllegalArgumentException if they are checked and one does not satisfy its constraint
     */
    @SuppressWarnings("this-escape")
    protected Distribution(
            Map<String, Tensor> parameters,
            Size batchShape,
            Size eventShape,
            @Nullable Boolean validateArgs) {
        this.parameters = Map.copyOf(parameters);
        this.batchShape = batchShape;
        this.eventShape = eventShape;
        this.validateArgs = validateArgs == null ? defaultValidateArgs : validateArgs;
        if (this.validateArgs) {
            checkParameters();
        }
    }

    /** A distribution of numbers, whose batch has the shape that its parameters share. */
    Distribution(Map<String, Tensor> parameters, @Nullable Boolean validateArgs) {
        this(parameters, parameters.values().iterator().next().shape(), Size.of(), validateArgs);
    }

    /** Whether parameters and values are checked where a distribution does not say: true unless set otherwise. */
    public static void setDefaultValidateArgs(boolean value) {
        defaultValidateArgs = value;
    }

    private void checkParameters() {
        Map<String, Constraint> constraints;
        try {
            constraints = argConstraints();
        } catch (UnsupportedOperationException e) {
            Warnings.warnOnce(
                    "torch.distributions",
                    getClass()
                            + " does not define `arg_constraints`. Please set `arg_constraints = {}` or initialize"
                            + " the distribution with `validate_args=False` to turn off validation.");
            return;
        }
        constraints.forEach(
                (name, constraint) -> {
                    Tensor value = attribute(name);
                    if (value != null && !Constraints.isDependent(constraint)) {
                        checkParameter(name, value, constraint);
                    }
                });
    }

    private void checkParameter(String name, Tensor value, Constraint constraint) {
        try (var scope = Torch.scope()) {
            if (!constraint.check(value).all().itemBoolean()) {
                throw new IllegalArgumentException(
                        "Expected parameter %s (%s) of distribution %s to satisfy the constraint %s, but found invalid values:\n%s"
                                .formatted(
                                        name,
                                        kind(value),
                                        this,
                                        constraint,
                                        DistributionUtils.format(value)));
            }
        }
    }

    /** {@code Tensor of shape (2, 3)}. */
    static String kind(Tensor value) {
        return value.getClass().getSimpleName()
                + " of shape "
                + PythonText.of(value.shape().stream().boxed().toList());
    }

    // Parameters

    /** A parameter that was given to the constructor. */
    protected final Tensor parameter(String name) {
        Tensor value = parameters.get(name);
        if (value == null) {
            throw new IllegalStateException(getClass().getSimpleName() + " has no " + name);
        }
        return value;
    }

    /** Whether a parameter was given to the constructor. */
    protected final boolean hasParameter(String name) {
        return parameters.containsKey(name);
    }

    /**
     * A parameter that was given to the constructor, or what {@code compute} makes of those that were. It is computed
     * with gradients, and again only if a scope has closed what was computed before.
     */
    protected final Tensor lazy(String name, Supplier<Tensor> compute) {
        Tensor value = computed(name);
        if (value == null) {
            value = Torch.enableGrad(compute);
            lazies.put(name, value);
        }
        return value;
    }

    /** Probabilities, which were given or follow from the logits. */
    final Tensor probs(boolean isBinary) {
        return lazy("probs", () -> DistributionUtils.logitsToProbs(logits(isBinary), isBinary));
    }

    /** Logits, which were given or follow from the probabilities. */
    final Tensor logits(boolean isBinary) {
        return lazy("logits", () -> DistributionUtils.probsToLogits(probs(isBinary), isBinary));
    }

    /** Of probabilities and logits those that were given. */
    final Tensor param() {
        return parameter(hasParameter("probs") ? "probs" : "logits");
    }

    private @Nullable Tensor computed(String name) {
        Tensor given = parameters.get(name);
        if (given != null) {
            return given;
        }
        Tensor lazy = lazies.get(name);
        return lazy == null || lazy.isClosed() ? null : lazy;
    }

    /**
     * The parameter that is checked and printed under a name of {@link #argConstraints}; null for one that is not. A
     * subclass with other parameters than those of its superclass overrides this.
     */
    protected @Nullable Tensor attribute(String name) {
        return computed(name);
    }

    /** The constraint of each parameter, by name, in the order of the constructor. */
    public Map<String, Constraint> argConstraints() {
        throw new UnsupportedOperationException();
    }

    // Shapes

    /** The shape of the batch. */
    public final Size batchShape() {
        return batchShape;
    }

    /** The shape of one sample of one distribution. */
    public final Size eventShape() {
        return eventShape;
    }

    /** The shape of samples: {@code sampleShape + batchShape + eventShape}. */
    protected final Size extendedShape(long... sampleShape) {
        return Sizes.concat(Size.of(sampleShape), batchShape, eventShape);
    }

    /** A tensor of that number in the shape of a sample. */
    final Tensor full(double number, Tensor like) {
        return Torch.full(extendedShape(), number, DistributionUtils.like(like));
    }

    /** Numbers as values: along a new first dimension, and over the batch or with ones in its place. */
    final Tensor enumerated(Tensor values, boolean expand) {
        Size all = Size.of(-1);
        Tensor column = values.view(Sizes.concat(all, Sizes.ones(batchShape.size())));
        return expand ? column.expand(Sizes.concat(all, batchShape)) : column;
    }

    /**
     * The same distribution over a larger batch, whose parameters are views of this one's.
     *
     * @param batchShape the new shape, to which the batch can be broadcast
     */
    public Distribution expand(long... batchShape) {
        Distribution expanded;
        try {
            expanded = (Distribution) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
        expanded.batchShape = Size.of(batchShape);
        Map<String, Constraint> constraints = argConstraints();
        expanded.parameters = new HashMap<>();
        expanded.lazies = new ConcurrentHashMap<>();
        parameters.forEach(
                (name, value) ->
                        expanded.parameters.put(
                                name, expand(value, constraints.get(name), expanded.batchShape)));
        for (String name : lazies.keySet()) {
            Tensor value = computed(name);
            if (value != null && constraints.containsKey(name)) {
                expanded.lazies.put(
                        name, expand(value, constraints.get(name), expanded.batchShape));
            }
        }
        return expanded;
    }

    private static Tensor expand(Tensor value, @Nullable Constraint constraint, Size batchShape) {
        int eventDim = constraint == null ? 0 : constraint.eventDim();
        Size event = value.shape().slice(value.dim() - eventDim);
        return value.expand(Sizes.concat(batchShape, event));
    }

    // What a distribution has

    /** Whether {@link #rsample} draws differentiable samples. */
    public boolean hasRsample() {
        return false;
    }

    /** Whether {@link #enumerateSupport} lists the values. */
    public boolean hasEnumerateSupport() {
        return false;
    }

    /** The values that have a density or probability. */
    public Constraint support() {
        throw new UnsupportedOperationException();
    }

    /** The mean. */
    public Tensor mean() {
        throw new UnsupportedOperationException();
    }

    /** The value of the largest density or probability. */
    public Tensor mode() {
        throw new UnsupportedOperationException(getClass() + " does not implement mode");
    }

    /** The variance. */
    public Tensor variance() {
        throw new UnsupportedOperationException();
    }

    /** The standard deviation. */
    public Tensor stddev() {
        return variance().sqrt();
    }

    /**
     * Draws samples, without gradients.
     *
     * @param sampleShape how many; none for one
     * @return {@code (sampleShape, batchShape, eventShape)}
     */
    public Tensor sample(long... sampleShape) {
        return Torch.noGrad(() -> rsample(sampleShape));
    }

    /**
     * Draws samples that are differentiable with respect to the parameters.
     *
     * @param sampleShape how many; none for one
     * @return {@code (sampleShape, batchShape, eventShape)}
     * @throws UnsupportedOperationException unless {@link #hasRsample}
     */
    public Tensor rsample(long... sampleShape) {
        throw new UnsupportedOperationException();
    }

    /**
     * The logarithm of the density or probability.
     *
     * @param value {@code (*, eventShape)}
     * @return {@code (*)}, broadcast with the batch
     * @throws IllegalArgumentException if values are checked and one is outside the support, or the shape does not fit
     */
    public Tensor logProb(Tensor value) {
        throw new UnsupportedOperationException();
    }

    /** The probability of values up to {@code value}. */
    public Tensor cdf(Tensor value) {
        throw new UnsupportedOperationException();
    }

    /** The inverse of {@link #cdf}. */
    public Tensor icdf(Tensor value) {
        throw new UnsupportedOperationException();
    }

    /** All values, {@code (values, batchShape, eventShape)}. */
    public final Tensor enumerateSupport() {
        return enumerateSupport(true);
    }

    /**
     * All values that a discrete distribution has, along the first dimension.
     *
     * @param expand whether the other dimensions are the batch's; they are 1 otherwise
     */
    public Tensor enumerateSupport(boolean expand) {
        throw new UnsupportedOperationException();
    }

    /** The entropy, {@code (batchShape)}. */
    public Tensor entropy() {
        throw new UnsupportedOperationException();
    }

    /** The exponential of the entropy. */
    public Tensor perplexity() {
        return entropy().exp();
    }

    // Values

    /** Whether parameters and values are checked. */
    protected final boolean validatesArgs() {
        return validateArgs;
    }

    /**
     * Checks a value, if values are checked, before its probability is computed.
     *
     * @throws IllegalArgumentException if its shape does not fit or it is outside the support
     */
    protected final void validateSample(Tensor value) {
        if (validateArgs) {
            checkSample(value);
        }
    }

    /** The same, whether values are checked or not. */
    final void checkSample(Tensor value) {
        if (value == null) {
            throw new IllegalArgumentException("The value argument to log_prob must be a Tensor");
        }
        Size actual = value.shape();
        if (!actual.slice(actual.size() - eventShape.size()).equals(eventShape)) {
            throw new IllegalArgumentException(
                    "The right-most size of value must match event_shape: %s vs %s."
                            .formatted(actual, eventShape));
        }
        Size expected = Sizes.concat(batchShape, eventShape);
        for (int back = 1; back <= Math.min(actual.size(), expected.size()); back++) {
            long i = actual.get(-back);
            long j = expected.get(-back);
            if (i != 1 && j != 1 && i != j) {
                throw new IllegalArgumentException(
                        "Value is not broadcastable with batch_shape+event_shape: %s vs %s."
                                .formatted(actual, expected));
            }
        }
        try (var scope = Torch.scope()) {
            Constraint support;
            try {
                support = support();
            } catch (UnsupportedOperationException e) {
                Warnings.warnOnce(
                        "torch.distributions",
                        getClass()
                                + " does not define `support` to enable sample validation. Please initialize the"
                                + " distribution with `validate_args=False` to turn off validation.");
                return;
            }
            if (!support.check(value).all().itemBoolean()) {
                throw new IllegalArgumentException(
                        "Expected value argument (%s) to be within the support (%s) of the distribution %s, but found invalid values:\n%s"
                                .formatted(
                                        kind(value),
                                        support,
                                        this,
                                        DistributionUtils.format(value)));
            }
        }
    }

    @Override
    public String toString() {
        var shown = new ArrayList<String>();
        for (String name : argConstraints().keySet()) {
            Tensor value = computed(name);
            if (value != null) {
                Object text = value.numel() == 1 ? DistributionUtils.format(value) : value.shape();
                shown.add(name + ": " + text);
            }
        }
        return getClass().getSimpleName() + "(" + String.join(", ", shown) + ")";
    }
}
