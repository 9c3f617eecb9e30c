package torch.nn;

import java.util.function.Consumer;
import torch.Aten;
import torch.Tensor;
import torch.TorchException;

/** The dropouts of {@link F}. */
abstract class DropoutFunctions extends ActivationFunctions {
    DropoutFunctions() {}

    /** With p 0.5, in training mode; see {@link #dropout(Tensor, double, boolean, boolean)}. */
    public static Tensor dropout(Tensor input) {
        return dropout(input, 0.5);
    }

    /** In training mode; see {@link #dropout(Tensor, double, boolean, boolean)}. */
    public static Tensor dropout(Tensor input, double p) {
        return dropout(input, p, true);
    }

    /** Leaves its input as it is; see {@link #dropout(Tensor, double, boolean, boolean)}. */
    public static Tensor dropout(Tensor input, double p, boolean training) {
        return dropout(input, p, training, false);
    }

    /** With keyword arguments; see {@link #dropout(Tensor, double, boolean, boolean)}. */
    public static Tensor dropout(Tensor input, Consumer<? super DropoutOptions> options) {
        var o = Keywords.set(new DropoutOptions(true), options);
        return dropout(input, o.p, o.training, o.inplace);
    }

    /**
     * Sets each element to zero with probability {@code p} and divides the others by {@code 1 - p}, where
     * {@code training}; see {@link Dropout}.
     *
     * @param inplace whether the input itself is changed
     * @throws IllegalArgumentException where {@code p} is not between 0 and 1
     */
    public static Tensor dropout(Tensor input, double p, boolean training, boolean inplace) {
        checkedProbability(p);
        return inplace ? Aten.dropout_(input, p, training) : Aten.dropout(input, p, training);
    }

    /** Does nothing, as in evaluation mode; see {@link #alphaDropout(Tensor, double, boolean, boolean)}. */
    public static Tensor alphaDropout(Tensor input) {
        return alphaDropout(input, 0.5);
    }

    /** Does nothing, as in evaluation mode; see {@link #alphaDropout(Tensor, double, boolean, boolean)}. */
    public static Tensor alphaDropout(Tensor input, double p) {
        return alphaDropout(input, p, false);
    }

    /** Leaves its input as it is; see {@link #alphaDropout(Tensor, double, boolean, boolean)}. */
    public static Tensor alphaDropout(Tensor input, double p, boolean training) {
        return alphaDropout(input, p, training, false);
    }

    /** With keyword arguments; see {@link #alphaDropout(Tensor, double, boolean, boolean)}. */
    public static Tensor alphaDropout(Tensor input, Consumer<? super DropoutOptions> options) {
        var o = Keywords.set(new DropoutOptions(false), options);
        return alphaDropout(input, o.p, o.training, o.inplace);
    }

    /**
     * Dropout that keeps mean and variance, where {@code training}; see {@link AlphaDropout}.
     *
     * @param inplace whether the input itself is changed
     * @throws IllegalArgumentException where {@code p} is not between 0 and 1
     */
    public static Tensor alphaDropout(Tensor input, double p, boolean training, boolean inplace) {
        checkedProbability(p);
        return inplace
                ? Aten.alpha_dropout_(input, p, training)
                : Aten.alpha_dropout(input, p, training);
    }

    /** Does nothing, as in evaluation mode; see {@link #featureAlphaDropout(Tensor, double, boolean, boolean)}. */
    public static Tensor featureAlphaDropout(Tensor input) {
        return featureAlphaDropout(input, 0.5);
    }

    /** Does nothing, as in evaluation mode; see {@link #featureAlphaDropout(Tensor, double, boolean, boolean)}. */
    public static Tensor featureAlphaDropout(Tensor input, double p) {
        return featureAlphaDropout(input, p, false);
    }

    /** Leaves its input as it is; see {@link #featureAlphaDropout(Tensor, double, boolean, boolean)}. */
    public static Tensor featureAlphaDropout(Tensor input, double p, boolean training) {
        return featureAlphaDropout(input, p, training, false);
    }

    /** With keyword arguments; see {@link #featureAlphaDropout(Tensor, double, boolean, boolean)}. */
    public static Tensor featureAlphaDropout(
            Tensor input, Consumer<? super DropoutOptions> options) {
        var o = Keywords.set(new DropoutOptions(false), options);
        return featureAlphaDropout(input, o.p, o.training, o.inplace);
    }

    /**
     * Dropout of channels that keeps mean and variance, where {@code training}; see {@link FeatureAlphaDropout}.
     *
     * @param inplace whether the input itself is changed
     * @throws IllegalArgumentException where {@code p} is not between 0 and 1
     */
    public static Tensor featureAlphaDropout(
            Tensor input, double p, boolean training, boolean inplace) {
        checkedProbability(p);
        return inplace
                ? Aten.feature_alpha_dropout_(input, p, training)
                : Aten.feature_alpha_dropout(input, p, training);
    }

    /** With p 0.5, in training mode; see {@link #dropout1d(Tensor, double, boolean, boolean)}. */
    public static Tensor dropout1d(Tensor input) {
        return dropout1d(input, 0.5);
    }

    /** In training mode; see {@link #dropout1d(Tensor, double, boolean, boolean)}. */
    public static Tensor dropout1d(Tensor input, double p) {
        return dropout1d(input, p, true);
    }

    /** Leaves its input as it is; see {@link #dropout1d(Tensor, double, boolean, boolean)}. */
    public static Tensor dropout1d(Tensor input, double p, boolean training) {
        return dropout1d(input, p, training, false);
    }

    /** With keyword arguments; see {@link #dropout1d(Tensor, double, boolean, boolean)}. */
    public static Tensor dropout1d(Tensor input, Consumer<? super DropoutOptions> options) {
        var o = Keywords.set(new DropoutOptions(true), options);
        return dropout1d(input, o.p, o.training, o.inplace);
    }

    /**
     * Drops whole channels of sequences, where {@code training}; see {@link Dropout1d}.
     *
     * @param inplace whether the input itself is changed
     * @throws IllegalArgumentException where {@code p} is not between 0 and 1
     * @throws TorchException where the input has neither 2 nor 3 dimensions
     */
    public static Tensor dropout1d(Tensor input, double p, boolean training, boolean inplace) {
        checkedProbability(p);
        long dims = input.dim();
        if (dims != 2 && dims != 3) {
            throw new TorchException(
                    ("dropout1d: Expected 2D or 3D input, but received a %dD input. Note that dropout1d exists to"
                                    + " provide channel-wise dropout on inputs with 1 spatial dimension, a channel"
                                    + " dimension, and an optional batch dimension (i.e. 2D or 3D inputs).")
                            .formatted(dims));
        }
        return dims == 3
                ? featureDropout(input, p, training, inplace)
                : unbatchedFeatureDropout(input, p, training, inplace);
    }

    /** With p 0.5, in training mode; see {@link #dropout2d(Tensor, double, boolean, boolean)}. */
    public static Tensor dropout2d(Tensor input) {
        return dropout2d(input, 0.5);
    }

    /** In training mode; see {@link #dropout2d(Tensor, double, boolean, boolean)}. */
    public static Tensor dropout2d(Tensor input, double p) {
        return dropout2d(input, p, true);
    }

    /** Leaves its input as it is; see {@link #dropout2d(Tensor, double, boolean, boolean)}. */
    public static Tensor dropout2d(Tensor input, double p, boolean training) {
        return dropout2d(input, p, training, false);
    }

    /** With keyword arguments; see {@link #dropout2d(Tensor, double, boolean, boolean)}. */
    public static Tensor dropout2d(Tensor input, Consumer<? super DropoutOptions> options) {
        var o = Keywords.set(new DropoutOptions(true), options);
        return dropout2d(input, o.p, o.training, o.inplace);
    }

    /**
     * Drops whole channels of images, where {@code training}; see {@link Dropout2d}.
     *
     * @param inplace whether the input itself is changed
     * @throws IllegalArgumentException where {@code p} is not between 0 and 1
     */
    public static Tensor dropout2d(Tensor input, double p, boolean training, boolean inplace) {
        checkedProbability(p);
        long dims = input.dim();
        if (dims != 3 && dims != 4) {
            warnUnusualDims("dropout2d", dims, 2);
        }
        if (dims == 3) {
            Warnings.warnOnce(
                    "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout behavior"
                            + " is desired - input is interpreted as shape (N, C, L), where C is the channel dim."
                            + " This behavior will change in a future release to interpret the input as one without"
                            + " a batch dimension, i.e. shape (C, H, W). To maintain the 1D channel-wise dropout"
                            + " behavior, please switch to using dropout1d instead.");
        }
        return featureDropout(input, p, training, inplace);
    }

    /** With p 0.5, in training mode; see {@link #dropout3d(Tensor, double, boolean, boolean)}. */
    public static Tensor dropout3d(Tensor input) {
        return dropout3d(input, 0.5);
    }

    /** In training mode; see {@link #dropout3d(Tensor, double, boolean, boolean)}. */
    public static Tensor dropout3d(Tensor input, double p) {
        return dropout3d(input, p, true);
    }

    /** Leaves its input as it is; see {@link #dropout3d(Tensor, double, boolean, boolean)}. */
    public static Tensor dropout3d(Tensor input, double p, boolean training) {
        return dropout3d(input, p, training, false);
    }

    /** With keyword arguments; see {@link #dropout3d(Tensor, double, boolean, boolean)}. */
    public static Tensor dropout3d(Tensor input, Consumer<? super DropoutOptions> options) {
        var o = Keywords.set(new DropoutOptions(true), options);
        return dropout3d(input, o.p, o.training, o.inplace);
    }

    /**
     * Drops whole channels of volumes, where {@code training}; see {@link Dropout3d}.
     *
     * @param inplace whether the input itself is changed
     * @throws IllegalArgumentException where {@code p} is not between 0 and 1
     */
    public static Tensor dropout3d(Tensor input, double p, boolean training, boolean inplace) {
        checkedProbability(p);
        long dims = input.dim();
        if (dims != 4 && dims != 5) {
            warnUnusualDims("dropout3d", dims, 3);
        }
        return dims == 5
                ? featureDropout(input, p, training, inplace)
                : unbatchedFeatureDropout(input, p, training, inplace);
    }

    static double checkedProbability(double p) {
        if (p < 0 || p > 1) {
            throw new IllegalArgumentException(
                    "dropout probability has to be between 0 and 1, but got " + Repr.of(p));
        }
        return p;
    }

    private static Tensor featureDropout(
            Tensor input, double p, boolean training, boolean inplace) {
        return inplace
                ? Aten.feature_dropout_(input, p, training)
                : Aten.feature_dropout(input, p, training);
    }

    /** The first dimension holds the channels, not the batch. */
    private static Tensor unbatchedFeatureDropout(
            Tensor input, double p, boolean training, boolean inplace) {
        Tensor batch = inplace ? input.unsqueeze_(0) : input.unsqueeze(0);
        Tensor result = featureDropout(batch, p, training, inplace);
        return inplace ? result.squeeze_(0) : result.squeeze(0);
    }

    private static void warnUnusualDims(String name, long dims, int spatialDims) {
        Warnings.warnOnce(
                ("%1$s: Received a %2$d-D input to %1$s, which is deprecated and will result in an error in a future"
                                + " release. To retain the behavior and silence this warning, please use dropout"
                                + " instead. Note that %1$s exists to provide channel-wise dropout on inputs with"
                                + " %3$d spatial dimensions, a channel dimension, and an optional batch dimension"
                                + " (i.e. %4$dD or %5$dD inputs).")
                        .formatted(name, dims, spatialDims, spatialDims + 1, spatialDims + 2));
    }
}
