package torch.nn.utils;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import torch.golden.GoldenCases;

/** Containers and tools around modules against PyTorch: the cases of {@code nn_utils_golden.py}. */
class UtilsGoldenTest {
    @TestFactory
    Stream<DynamicTest> cases() {
        return GoldenCases.tests("/torch/nn/utils.txt");
    }
}
