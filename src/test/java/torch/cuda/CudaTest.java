package torch.cuda;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A test, or a class of tests, that needs a CUDA device: tagged {@code cuda}, and skipped with the reason without one. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("cuda")
@ExtendWith(CudaTest.Condition.class)
public @interface CudaTest {
    /** Asks libtorch. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            String reason = Cuda.unavailableReason();
            return reason == null
                    ? ConditionEvaluationResult.enabled("there is a CUDA device")
                    : ConditionEvaluationResult.disabled(reason);
        }
    }
}
