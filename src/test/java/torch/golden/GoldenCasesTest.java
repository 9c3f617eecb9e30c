package torch.golden;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each way in which a case can say a call. */
class GoldenCasesTest {
    @TestFactory
    Stream<DynamicTest> cases() {
        return GoldenCases.tests("/torch/golden/harness.txt");
    }
}
