package torch.nn.init;

import java.util.Locale;

/** The function that follows a layer, for {@link Init#calculateGain(Nonlinearity)}. */
public enum Nonlinearity {
    /** None; the same holds for every convolution. */
    LINEAR,
    /** {@link torch.nn.Sigmoid}. */
    SIGMOID,
    /** {@link torch.nn.Tanh}. */
    TANH,
    /** {@link torch.nn.ReLU}. */
    RELU,
    /** {@link torch.nn.LeakyReLU}. */
    LEAKY_RELU,
    /** SELU. */
    SELU;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
