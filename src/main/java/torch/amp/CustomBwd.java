package torch.amp;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the {@code backward} of a {@link torch.autograd.Function} that runs under the autocast that its forward, marked
 * with {@link CustomFwd}, ran under. Mirrors {@code torch.amp.custom_bwd}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CustomBwd {
    /** The type of device, as {@code cuda}. */
    String deviceType();
}
