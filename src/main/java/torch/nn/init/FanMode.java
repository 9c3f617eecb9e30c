package torch.nn.init;

import java.util.Locale;

/** Which size of a layer the spread of its initial values is made for. */
public enum FanMode {
    /** The number of inputs: keeps the variance of the values on the way forward. */
    FAN_IN,
    /** The number of outputs: keeps the variance of the gradients on the way back. */
    FAN_OUT;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
