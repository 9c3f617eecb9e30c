package torchvision.transforms;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import torch.golden.GoldenCases;

/** What {@code vision_transforms_golden.py} recorded. */
class TransformsGoldenTest {
    @TestFactory
    Stream<DynamicTest> transform_matchesTorchvision() {
        return GoldenCases.tests("/torchvision/transforms.txt.gz");
    }
}
