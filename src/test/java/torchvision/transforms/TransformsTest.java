package torchvision.transforms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import torch.DType;
import torch.Generator;
import torch.Handles;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.utils.data.DataLoader;
import torch.utils.data.Dataset;
import torchvision.datasets.Digits;

/** Transforms beside their numbers: what they take, what they leave behind, where chance comes from. */
class TransformsTest {
    @BeforeEach
    void settle() {
        Torch.zeros(1).close();
        Handles.settled();
    }

    private static final List<ImageTransform> RANDOM =
            List.of(
                    new RandomCrop(6, o -> o.padding(2)),
                    new RandomResizedCrop(5),
                    new RandomHorizontalFlip(),
                    new RandomVerticalFlip(),
                    new ColorJitter(0.4, 0.4, 0.4, 0.1),
                    new RandomGrayscale(0.5),
                    new RandomRotation(30),
                    new RandomAffine(new double[] {-30, 30}, o -> o.translate(0.1, 0.2).shear(5)),
                    new RandomPerspective(0.5, 0.9),
                    new GaussianBlur(3),
                    new RandomInvert(),
                    new RandomPosterize(3),
                    new RandomSolarize(100),
                    new RandomAdjustSharpness(2),
                    new RandomAutocontrast(),
                    new RandomEqualize(),
                    new ElasticTransform(o -> o.sigma(0.7)));

    private static Tensor picture() {
        return Torch.randint(0, 256, new long[] {3, 8, 9}).to(DType.UINT8);
    }

    @Test
    void transform_leavesOneTensor() {
        try (var scope = Torch.scope()) {
            Tensor x = picture();
            BufferedImage image = Functional.toPilImage(x);
            for (ImageTransform transform : RANDOM) {
                for (int i = 0; i < 3; i++) {
                    long before = Torch.memory().liveHandles();
                    Tensor y = transform.call(x);
                    if (y != x) y.close();
                    assertEquals(before, Torch.memory().liveHandles(), transform.toString());
                    assertInstanceOf(BufferedImage.class, transform.call((Object) image));
                    assertEquals(before, Torch.memory().liveHandles(), transform.toString());
                }
            }
        }
    }

    @Test
    void transform_leavesNothingWhereItFails() {
        try (var scope = Torch.scope()) {
            Tensor x = Torch.rand(5, 4, 4);
            long before = Torch.memory().liveHandles();
            for (ImageTransform transform :
                    List.of(
                            new Grayscale(),
                            new RandomCrop(6),
                            new ColorJitter(0.5, 0.5, 0.5, 0.5),
                            new RandomInvert(1),
                            new GaussianBlur(11))) {
                assertThrows(RuntimeException.class, () -> transform.call(x), transform.toString());
            }
            assertThrows(IllegalArgumentException.class, () -> new Normalize(0, 0).call(x));
            assertEquals(before, Torch.memory().liveHandles());
        }
    }

    @Test
    void transform_refusesWhatIsNoImage() {
        var closed = Torch.rand(3, 4, 4);
        closed.close();
        for (Transform transform :
                List.of(new Resize(4), new FiveCrop(2), new RandomHorizontalFlip(1))) {
            var error =
                    assertThrows(IllegalArgumentException.class, () -> transform.call("a text"));
            assertTrue(
                    error.getMessage().startsWith("img should be PIL Image or Tensor. Got"),
                    error.getMessage());
            assertThrows(IllegalArgumentException.class, () -> transform.call(null));
            assertThrows(IllegalStateException.class, () -> transform.call(closed));
        }
        var image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
        assertThrows(IllegalArgumentException.class, () -> new Normalize(0.5, 0.5).call(image));
        assertThrows(
                IllegalArgumentException.class, () -> new ToTensor().call(Torch.rand(3, 4, 4)));
        assertThrows(IllegalArgumentException.class, () -> new ToPILImage().call(image));
        assertThrows(NullPointerException.class, () -> Functional.hflip((Tensor) null));
        assertThrows(NullPointerException.class, () -> Functional.hflip((BufferedImage) null));
        assertThrows(IllegalStateException.class, () -> Functional.adjustHue(closed, 0.1));
        assertThrows(
                UnsupportedOperationException.class,
                () -> Functional.toPilImage(Torch.rand(3, 4, 4), "HSV"));
        var wide = new BufferedImage(4, 4, BufferedImage.TYPE_USHORT_GRAY);
        assertThrows(IllegalArgumentException.class, () -> Functional.adjustBrightness(wide, 0.5));
    }

    @Test
    void image_keepsItsOriginal() {
        try (var scope = Torch.scope()) {
            BufferedImage image = Functional.toPilImage(picture());
            int[] before = image.getRGB(0, 0, 9, 8, null, 0, 9);
            for (ImageTransform transform : RANDOM) transform.call(image);
            assertTrue(Arrays.equals(before, image.getRGB(0, 0, 9, 8, null, 0, 9)));
        }
    }

    @Test
    void compose_closesWhatItMadeBetween() {
        try (var scope = Torch.scope()) {
            Tensor x = Torch.rand(3, 8, 8);
            var seen = new AtomicReference<Object>();
            var own =
                    new Compose(
                            new Resize(6),
                            new RandomCrop(5),
                            new Normalize(0.5, 0.5),
                            new RandomErasing(1));
            long before = Torch.memory().liveHandles();
            var y = (Tensor) own.call(x);
            assertEquals(before + 1, Torch.memory().liveHandles());
            assertEquals(Size.of(3, 5, 5), y.shape());
            assertFalse(x.isClosed());

            // What a lambda saw may be kept by it.
            var kept =
                    new Compose(
                            new Resize(6),
                            new Lambda(
                                    img -> {
                                        seen.set(img);
                                        return ((Tensor) img).mul(2);
                                    }),
                            new CenterCrop(4));
            var z = (Tensor) kept.call(x);
            assertFalse(((Tensor) seen.get()).isClosed());
            assertEquals(Size.of(3, 4, 4), z.shape());
            assertFalse(kept.scoped());
            assertTrue(own.scoped());
            assertSame(x, new Compose().call(x));
        }
    }

    @Test
    void randomChoice_followsItsWeights() {
        Torch.manualSeed(0);
        var seen = new int[3];
        var parts = new ArrayList<Transform>();
        for (int i = 0; i < 3; i++) {
            int part = i;
            parts.add(
                    img -> {
                        seen[part]++;
                        return img;
                    });
        }
        var weighted = new RandomChoice(parts, 1, 2, 1);
        for (int i = 0; i < 2000; i++) weighted.call("x");
        assertEquals(0.25, seen[0] / 2000.0, 0.04);
        assertEquals(0.5, seen[1] / 2000.0, 0.04);
        Arrays.fill(seen, 0);
        var even = new RandomChoice(parts);
        for (int i = 0; i < 1500; i++) even.call("x");
        assertEquals(1 / 3.0, seen[2] / 1500.0, 0.04);
        assertThrows(IllegalArgumentException.class, () -> new RandomChoice(parts, 1, 2));
        assertThrows(IllegalArgumentException.class, () -> new RandomChoice(parts, 0, 0, 0));
    }

    @Test
    void randomOrder_callsAllInEveryOrder() {
        Torch.manualSeed(0);
        var orders = new java.util.HashSet<String>();
        var order = new RandomOrder(List.<Transform>of(x -> x + "a", x -> x + "b", x -> x + "c"));
        for (int i = 0; i < 200; i++) orders.add((String) order.call(""));
        assertEquals(6, orders.size());
    }

    @Test
    void transform_drawsFromTheWorkersGenerator() {
        var data =
                new Digits(
                        o ->
                                o.count(12)
                                        .transform(
                                                new Compose(
                                                        new RandomRotation(90), new ToTensor())));
        Torch.manualSeed(5);
        List<String> first = sums(data);
        Torch.manualSeed(5);
        assertEquals(first, sums(data));
        assertEquals(12, first.size());
        Torch.manualSeed(6);
        assertNotEquals(first, sums(data));

        // Chance in workers leaves the default generator alone.
        Torch.manualSeed(5);
        sums(data);
        double after = Torch.rand(1).itemDouble();
        Torch.manualSeed(5);
        sums(new Digits(o -> o.count(12).transform(new ToTensor())));
        assertEquals(after, Torch.rand(1).itemDouble());
    }

    private static List<String> sums(Dataset<List<Object>> data) {
        var sums = new ArrayList<String>();
        for (var batch : new DataLoader<>(data, o -> o.batchSize(4).numWorkers(2))) {
            var images = (Tensor) ((List<?>) batch).get(0);
            for (Tensor image : images) sums.add(image.sum().item().toString());
        }
        return sums;
    }

    @Test
    void transform_drawsFromTheDefaultGeneratorElsewhere() {
        try (var scope = Torch.scope()) {
            Torch.manualSeed(3);
            var generator = new Generator().manualSeed(3);
            new RandomHorizontalFlip().call(picture());
            picture().close();
            assertNotEquals(
                    Torch.rand(1).itemDouble(), Torch.rand(new long[] {1}, generator).itemDouble());
        }
    }
}
