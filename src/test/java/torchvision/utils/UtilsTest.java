package torchvision.utils;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import torch.Handles;
import torch.Images;
import torch.Tensor;
import torch.Torch;
import torch.golden.GoldenCases;

/** Grids, files, masks and boxes. */
class UtilsTest {
    @TempDir Path folder;

    @TestFactory
    Stream<DynamicTest> utils_matchTorchvision() {
        return GoldenCases.tests("/torchvision/utils.txt");
    }

    @Test
    void savedImage_matchesTorchvision() throws IOException {
        List<String> lines;
        try (var in = UtilsTest.class.getResourceAsStream("/torchvision/saved.txt")) {
            lines = new String(in.readAllBytes()).lines().toList();
        }
        try (var scope = Torch.scope()) {
            Torch.manualSeed(1);
            List<Tensor> images =
                    List.of(
                            Torch.rand(5, 3, 4, 5),
                            Torch.randn(3, 1, 4, 3),
                            Torch.rand(3, 4).mul(2).sub(0.5),
                            Torch.rand(2, 3, 3, 3));
            List<Consumer<Utils.GridOptions>> options =
                    List.of(
                            o -> {},
                            o -> o.nrow(2).normalize(true),
                            o -> {},
                            o -> o.padding(1).padValue(0.3));
            for (int i = 0; i < images.size(); i++) {
                Path file = folder.resolve(i + ".png");
                Utils.saveImage(images.get(i), file, options.get(i));
                var stream = new ByteArrayOutputStream();
                Utils.saveImage(images.get(i), stream, "png", options.get(i));
                assertEquals(
                        HexFormat.of().formatHex(Files.readAllBytes(file)),
                        HexFormat.of().formatHex(stream.toByteArray()));
                BufferedImage image =
                        ImageIO.read(new ByteArrayInputStream(Files.readAllBytes(file)));
                Tensor pixels = Images.toHwc(image);
                String shape =
                        "(%d, %d, %d)".formatted(pixels.size(0), pixels.size(1), pixels.size(2));
                String[] expected = lines.get(i).split("\\t");
                assertEquals(expected[0], shape);
                assertEquals(
                        expected[1], HexFormat.of().formatHex(pixels.reshape(-1).toByteArray()));
            }
        }
    }

    @Test
    void saveImage_writesWhatTheEndingSays() throws IOException {
        try (var scope = Torch.scope()) {
            for (String name : List.of("a.png", "a.JPG", "a.jpeg", "a.bmp", "a.gif", "a.tif")) {
                Path file = folder.resolve(name);
                Utils.saveImage(Torch.rand(2, 3, 8, 8), file);
                BufferedImage image =
                        ImageIO.read(new ByteArrayInputStream(Files.readAllBytes(file)));
                assertEquals(22, image.getWidth(), name);
                assertEquals(12, image.getHeight(), name);
            }
            Utils.saveImage(
                    List.of(Torch.rand(3, 8, 8), Torch.rand(3, 8, 8)), folder.resolve("b.png"));
            try (var left = Files.list(folder)) {
                assertEquals(7, left.count());
            }
        }
    }

    @Test
    void saveImage_changesNothingWhereItFails() throws IOException {
        try (var scope = Torch.scope()) {
            Tensor image = Torch.rand(3, 8, 8);
            var unknown =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> Utils.saveImage(image, folder.resolve("a.xyz")));
            assertEquals("unknown file extension: .xyz", unknown.getMessage());
            assertThrows(
                    UncheckedIOException.class,
                    () -> Utils.saveImage(image, folder.resolve("missing/a.png")));
            Path file = Files.writeString(folder.resolve("a.jpg"), "before");
            assertThrows(
                    UncheckedIOException.class, () -> Utils.saveImage(Torch.rand(4, 8, 8), file));
            assertEquals("before", Files.readString(file));
            try (var left = Files.list(folder)) {
                assertEquals(1, left.count());
            }
        }
    }

    @Test
    void labels_areWritten() {
        try (var scope = Torch.scope()) {
            Tensor image = Torch.zeros(3, 40, 80);
            Tensor box = Torch.tensor(new long[] {2, 2, 77, 37}).view(1, 4);
            Tensor plain = Utils.drawBoundingBoxes(image, box, o -> o.colors("white"));
            Tensor labelled;
            try {
                labelled =
                        Utils.drawBoundingBoxes(
                                image, box, o -> o.colors("white").labels(List.of("digit 7")));
            } catch (UnsupportedOperationException e) {
                assertTrue(e.getMessage().contains("Java finds none"), e.getMessage());
                Assumptions.abort("there are no fonts");
                throw e;
            }
            assertTrue(
                    labelled.sum().itemDouble() > plain.sum().itemDouble() + 10,
                    "there is no text");
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Utils.drawBoundingBoxes(image, box, o -> o.labels(List.of("a", "b"))));
        }
    }

    @Test
    void utils_leaveNoHandlesBehind() {
        try (var scope = Torch.scope()) {
            Tensor images = Torch.rand(4, 1, 8, 8);
            Tensor image = Torch.rand(3, 8, 8);
            Tensor boxes = Torch.tensor(new long[] {2, 2, 7, 3}).view(1, 4);
            long before = Handles.settled();
            Utils.makeGrid(images, o -> o.normalize(true).scaleEach(true)).close();
            Utils.saveImage(images, folder.resolve("x.png"));
            Utils.drawBoundingBoxes(image, boxes).close();
            Utils.drawSegmentationMasks(image, image.get(0).gt(0.5)).close();
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Utils.saveImage(images, folder.resolve("x.nothing")));
            long views = 2; // image.get(0) and its mask
            assertEquals(before + views, Torch.memory().liveHandles());
        }
    }
}
