package torch.distributions;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import torch.golden.GoldenCases;

/** Transformed distributions against PyTorch: the cases of {@code distributions_transformed_golden.py}. */
class TransformedGoldenTest {
    @TestFactory
    Stream<DynamicTest> cases() {
        return GoldenCases.tests("/torch/distributions/transformed.txt.gz");
    }
}
