package torch.nn.init;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import torch.golden.GoldenCases;

/** Every initialization against PyTorch: the cases are those of {@code nn_init_golden.py}. */
class InitGoldenTest {
    @TestFactory
    Stream<DynamicTest> cases() {
        return GoldenCases.tests("/torch/nn/init/init.txt");
    }
}
