package torch.distributions;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import torch.golden.GoldenCases;

/** KL divergences of all pairs of distributions against PyTorch: the cases of {@code distributions_kl_golden.py}. */
class KlGoldenTest {
    @TestFactory
    Stream<DynamicTest> cases() {
        return GoldenCases.tests("/torch/distributions/kl.txt.gz");
    }
}
