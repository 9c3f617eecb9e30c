package torch.distributions;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import torch.golden.GoldenCases;

/** Distributions and constraints against PyTorch: the cases of {@code distributions_golden.py}. */
class DistributionsGoldenTest {
    @TestFactory
    Stream<DynamicTest> cases() {
        return GoldenCases.tests("/torch/distributions/distributions.txt.gz");
    }
}
