package torch.amp;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import torch.DType;

/**
 * Marks the {@code forward} of a {@link torch.autograd.Function} that works under {@link Autocast}; its backward is marked
 * with {@link CustomBwd}.
 *
 * {@snippet :
 * @CustomFwd(deviceType = "cuda", castInputs = DType.FLOAT32)
 * @Override
 * protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
 *     // inputs are float, and nothing is cast
 * }
 * }
 *
 * <p>Mirrors {@code torch.amp.custom_fwd}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CustomFwd {
    /** The type of device, as {@code cuda}. */
    String deviceType();

    /**
     * What floating-point inputs on that device are cast to if an autocast is open, which does nothing in the forward
     * then; doubles are not cast. Without it the forward runs as the autocast says.
     */
    DType[] castInputs() default {};
}
