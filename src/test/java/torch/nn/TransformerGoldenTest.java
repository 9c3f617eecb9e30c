package torch.nn;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import torch.golden.GoldenCases;

/** The transformers against PyTorch: {@code nn_transformer_golden.py}. */
class TransformerGoldenTest {
    @TestFactory
    Stream<DynamicTest> cases() {
        return GoldenCases.tests("/torch/nn/transformer.txt");
    }
}
