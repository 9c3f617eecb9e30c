package torch.nn;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import torch.golden.GoldenCases;

/** Every normalization against PyTorch: the cases are those of {@code nn_norm_golden.py}. */
class NormGoldenTest {
    @TestFactory
    Stream<DynamicTest> cases() {
        return GoldenCases.tests("/torch/nn/norm.txt");
    }
}
