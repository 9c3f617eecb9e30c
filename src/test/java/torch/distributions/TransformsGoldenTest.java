package torch.distributions;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import torch.golden.GoldenCases;

/** Transforms and their registries against PyTorch: the cases of {@code distributions_transforms_golden.py}. */
class TransformsGoldenTest {
    @TestFactory
    Stream<DynamicTest> cases() {
        return GoldenCases.tests("/torch/distributions/transforms.txt.gz");
    }
}
