package torch.nn;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import torch.golden.GoldenCases;

/** Linear maps, dropouts, embeddings and distances against PyTorch: the cases of {@code nn_linear_golden.py}. */
class LinearGoldenTest {
    @TestFactory
    Stream<DynamicTest> cases() {
        return GoldenCases.tests("/torch/nn/linear.txt");
    }
}
