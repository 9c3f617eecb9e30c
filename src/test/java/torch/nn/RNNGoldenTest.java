package torch.nn;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import torch.golden.GoldenCases;

/** The recurrent networks and cells against PyTorch: {@code nn_rnn_golden.py}. */
class RNNGoldenTest {
    @TestFactory
    Stream<DynamicTest> cases() {
        return GoldenCases.tests("/torch/nn/rnn.txt");
    }
}
