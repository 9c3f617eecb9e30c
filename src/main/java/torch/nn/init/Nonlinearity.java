package torch.nn.init;

import java.util.Locale;

/** The function that follows a layer, for {@link Init#calculateGain(Nonlinearity)}. */
public enum Nonlinearity {
    /** None. */
    LINEAR,
    /** A convolution over sequences, which is linear. */
    CONV1D,
    /** {@link torch.nn.Conv2d}, which is linear. */
    CONV2D,
    /** A convolution over volumes, which is linear. */
    CONV3D,
    /** A transposed convolution over sequences, which is linear. */
    CONV_TRANSPOSE1D,
    /** {@link torch.nn.ConvTranspose2d}, which is linear. */
    CONV_TRANSPOSE2D,
    /** A transposed convolution over volumes, which is linear. */
    CONV_TRANSPOSE3D,
    /** {@link torch.nn.Sigmoid}. */
    SIGMOID,
    /** {@link torch.nn.Tanh}. */
    TANH,
    /** {@link torch.nn.ReLU}. */
    RELU,
    /** {@link torch.nn.LeakyReLU}. */
    LEAKY_RELU,
    /** {@link torch.nn.SELU}. */
    SELU;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
