package torch.nn;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import torch.golden.GoldenCases;

/** Resizing, sampling, shuffling, folding and flattening against PyTorch: {@code nn_vision_golden.py}. */
class VisionGoldenTest {
    @TestFactory
    Stream<DynamicTest> cases() {
        return GoldenCases.tests("/torch/nn/vision.txt");
    }
}
