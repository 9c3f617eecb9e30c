package torchvision.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import torch.FileFormatException;
import torch.Tensor;
import torch.TorchException;
import torchvision.transforms.Compose;
import torchvision.transforms.Resize;
import torchvision.transforms.ToTensor;

/** What torchvision reads from the same files. */
class DatasetsGoldenTest {
    @TempDir Path root;

    /** CIFAR with the small files' checksums. */
    private static final class Small extends CIFAR10 {
        Small(Path root, Consumer<? super Options> options, Source source) {
            super(root, VisionOptions.set(new Options(), options), source);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CIFAR10", "CIFAR100"})
    void cifar_matchesTorchvision(String name) throws IOException {
        try (var web = new Web()) {
            CIFAR10.Source source = Recorded.source(name, web.url("/cifar.tar.gz"));
            byte[] archive = Files.readAllBytes(Recorded.resource(source.archive().file()));
            web.files.put("/cifar.tar.gz", archive);
            for (boolean train : new boolean[] {true, false}) {
                var data =
                        new Small(
                                root,
                                o -> {
                                    o.train(train).download(true);
                                    if (train) o.transform(new ToTensor());
                                },
                                source);
                List<String> expected =
                        Recorded.one("dataset", name + (train ? " True" : " False"));
                assertEquals(
                        expected.get(1),
                        data.toString().replace("Small", name).replace(root.toString(), "ROOT"));
                assertEquals(
                        expected.get(2),
                        data.targets.stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(" ")));
                assertEquals(expected.get(3), String.join(" ", data.classes));
                assertEquals(
                        expected.get(4),
                        DownloadTest.md5(data.data.contiguous().reshape(-1).toByteArray()));
                if (train) {
                    assertEquals("torch.Size([3, 32, 32])", shape(data.get(0).getFirst()));
                } else {
                    var image = (BufferedImage) data.get(1).getFirst();
                    assertEquals(0, Recorded.difference(name + " 1", image));
                }
            }
            assertEquals(1, web.requests.size());
        }
    }

    private static String shape(Object tensor) {
        return ((Tensor) tensor).shape().toString();
    }

    @Test
    void cifar_isMissing() {
        var error = assertThrows(TorchException.class, () -> new CIFAR10(root));
        assertTrue(
                error.getMessage()
                        .startsWith(
                                "Dataset not found or corrupted. You can use download=True to"
                                        + " download it"));
    }

    static Stream<String> files() {
        return Recorded.all("image").stream()
                .map(List::getFirst)
                .filter(name -> name.contains("."));
    }

    @ParameterizedTest
    @MethodSource("files")
    void image_matchesPillow(String name) {
        // The decoder of lossy WebP does not smooth colours over neighbouring pixels.
        int allowed = name.equals("lossy.webp") ? 17 : 0;
        int difference =
                Recorded.difference(name, ImageFolder.loadRgb(Recorded.resource("images/" + name)));
        assertTrue(difference <= allowed, name + " differs by " + difference);
    }

    @Test
    void fakeData_matchesTorchvision() {
        var data = new FakeData(o -> o.size(5).imageSize(3, 4, 5).numClasses(7).randomOffset(3));
        assertEquals(Recorded.one("dataset", "FakeData").get(1), data.toString());
        int checked = 0;
        for (List<String> image : Recorded.all("image")) {
            if (!image.getFirst().startsWith("FakeData")) continue;
            String[] words = image.getFirst().split(" ");
            List<Object> sample = data.get(Long.parseLong(words[1]));
            assertEquals(Long.parseLong(words[2]), sample.get(1));
            assertEquals(
                    0, Recorded.difference(image.getFirst(), (BufferedImage) sample.getFirst()));
            checked++;
        }
        assertEquals(3, checked);
        assertThrows(IndexOutOfBoundsException.class, () -> data.get(5));
        var transformed =
                new FakeData(
                        o ->
                                o.transform(new Compose(new Resize(4), new ToTensor()))
                                        .targetTransform(new ToTensor()));
        assertEquals(Recorded.one("dataset", "FakeData transforms").get(1), transformed.toString());
    }

    private void files(String... names) throws IOException {
        for (String name : names) {
            Files.createDirectories(root.resolve(name).getParent());
            Files.createFile(root.resolve(name));
        }
    }

    private String listed(DatasetFolder data) {
        return data.samples.stream()
                .map(s -> root.relativize(s.path()) + ":" + s.target())
                .collect(Collectors.joining(" "));
    }

    private String inRoot(Object text) {
        return text.toString().replace(root.toString(), "ROOT");
    }

    @Test
    void imageFolder_matchesTorchvision() throws IOException {
        files(
                "cat/b.png",
                "cat/a.png",
                "cat/deep/z.PNG",
                "cat/deep-er/y.png",
                "cat/note.txt",
                "dog/1.jpg",
                "dog/10.webp",
                "dog/2.jpg",
                "bird.png");
        List<List<String>> folders = Recorded.all("folder");
        var images = new ImageFolder(root);
        assertEquals(folders.get(0).get(0), listed(images));
        assertEquals(folders.get(0).get(1), inRoot(images));
        assertEquals(List.of("cat", "dog"), images.classes);
        var texts =
                new ImageFolder(
                        root,
                        o -> o.isValidFile(p -> p.toString().endsWith("txt")).allowEmpty(true));
        assertEquals(folders.get(1).get(0), listed(texts));
        assertEquals(folders.get(1).get(1), inRoot(texts));

        Files.createDirectories(root.resolve("empty"));
        Files.createDirectories(root.resolve("aardvark"));
        List<Runnable> calls =
                List.of(
                        () -> new ImageFolder(root),
                        () -> new ImageFolder(root.resolve("empty")),
                        () ->
                                new ImageFolder(
                                        root,
                                        o -> o.isValidFile(p -> p.toString().endsWith("txt"))),
                        () -> new DatasetFolder(root, ImageFolder::loadRgb, o -> {}));
        for (int i = 0; i < calls.size(); i++) {
            int call = i;
            var error = assertThrows(RuntimeException.class, () -> calls.get(call).run());
            Class<?> kind = i == 3 ? IllegalArgumentException.class : UncheckedIOException.class;
            assertTrue(kind.isInstance(error), error.toString());
            assertEquals(Recorded.all("error").get(i).getFirst(), inRoot(error.getMessage()));
        }
    }

    @Test
    void image_isRefusedWhereItIsDamaged() throws IOException {
        Path missing = root.resolve("missing.png");
        assertThrows(UncheckedIOException.class, () -> ImageFolder.loadRgb(missing));
        Path text = Files.writeString(root.resolve("a.png"), "no image at all");
        assertThrows(FileFormatException.class, () -> ImageFolder.loadRgb(text));
        for (String name : List.of("rgb.png", "rgb.jpg", "rgb.bmp", "lzw.tiff", "lossless.webp")) {
            byte[] whole = Files.readAllBytes(Recorded.resource("images/" + name));
            for (int length : new int[] {0, 3, 20, 40}) {
                Path cut = Files.write(root.resolve(name), java.util.Arrays.copyOf(whole, length));
                var error =
                        assertThrows(
                                FileFormatException.class,
                                () -> ImageFolder.loadRgb(cut),
                                name + " cut at " + length);
                assertTrue(error.getMessage().startsWith(cut.toString()), error.getMessage());
            }
        }
        byte[] png = Files.readAllBytes(Recorded.resource("images/rgb.png"));
        png[18] = 0x7f; // a width and a height that no memory holds
        png[22] = 0x7f;
        Path bomb = Files.write(root.resolve("bomb.png"), png);
        var error = assertThrows(FileFormatException.class, () -> ImageFolder.loadRgb(bomb));
        assertTrue(error.getMessage().contains("could be decompression bomb"), error.toString());
    }
}
