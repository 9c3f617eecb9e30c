package torch.nn.utils;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import torch.golden.GoldenCases;

/** The functions around packed sequences against PyTorch: the cases are those of {@code nn_rnn_utils_golden.py}. */
class RnnUtilsGoldenTest {
    @TestFactory
    Stream<DynamicTest> cases() {
        return GoldenCases.tests("/torch/nn/rnn_utils.txt");
    }
}
