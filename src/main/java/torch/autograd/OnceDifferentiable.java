package torch.autograd;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a {@link Function#backward} that cannot be differentiated itself: its operations are not recorded, and
 * differentiating its results is an error. Mirrors {@code torch.autograd.function.once_differentiable}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OnceDifferentiable {}
