package torch.nn;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import torch.golden.GoldenCases;

/** The convolutions, lazy ones too, and paddings against PyTorch: {@code nn_conv_golden.py}. */
class ConvGoldenTest {
    @TestFactory
    Stream<DynamicTest> cases() {
        return GoldenCases.tests("/torch/nn/conv.txt");
    }
}
