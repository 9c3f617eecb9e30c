package torch.utils.tensorboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.util.Event;
import torch.Handles;
import torch.Torch;

/** Event files against the events that {@code tensorboard_golden.py} recorded, and what writing them promises. */
class SummaryWriterTest {
    /** The recorded values, by folder, index of the event and field. */
    private static final Map<String, String> RECORDED = new TreeMap<>();

    private static final Map<String, String> FILES = new TreeMap<>();
    private static final Map<String, String> ERRORS = new TreeMap<>();

    @TempDir Path folder;

    @BeforeAll
    static void read() throws IOException {
        try (var reader =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(
                                        SummaryWriterTest.class.getResourceAsStream(
                                                "events.txt.gz")),
                                StandardCharsets.UTF_8))) {
            for (String line : reader.lines().filter(l -> !l.startsWith("#")).toList()) {
                int end = line.lastIndexOf('|');
                if (line.startsWith("file|0|")) {
                    FILES.put(line.substring("file|0|".length(), end), line.substring(end + 1));
                } else if (line.startsWith("error|0|")) {
                    String[] parts = line.split("\\|", 4);
                    ERRORS.put(parts[2], parts[3].substring(1, parts[3].length() - 1));
                } else {
                    RECORDED.put(line.substring(0, end), line.substring(end + 1));
                }
            }
        }
    }

    private static Map<String, String> valuesIn(Path root) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (var files = Files.walk(root)) {
            for (Path file : files.filter(f -> f.toString().contains("tfevents")).toList()) {
                List<Event> events = EventReader.read(file);
                for (int i = 0; i < events.size(); i++) {
                    String key = root.relativize(file.getParent()) + "|" + i + "|";
                    EventReader.lines(events.get(i))
                            .forEach((path, value) -> found.put(key + path, value));
                }
            }
        }
        found.keySet().removeIf(k -> k.endsWith("|wall_time") && !RECORDED.containsKey(k));
        return found;
    }

    @Test
    void matchesPyTorchsEvents() throws IOException {
        long before = Handles.settled();
        EventCases.writeTo(folder);
        assertEquals(before, Torch.memory().liveHandles());
        Map<String, String> found = valuesIn(folder);
        assertEquals(RECORDED.keySet(), found.keySet());
        List<String> wrong = new ArrayList<>();
        RECORDED.forEach(
                (key, value) -> {
                    if (!same(key, value, found.get(key)))
                        wrong.add(key + ": " + value + ", not " + found.get(key));
                });
        assertEquals(List.of(), wrong);
    }

    /** Sums are not of one order in numpy, and estimated widths not of one formula: they may be rounded otherwise. */
    private static boolean same(String key, String expected, String found) {
        if (expected.equals(found)) return true;
        if (!key.contains(".histo.") || key.contains(".bucket[")) return false;
        double value = Double.parseDouble(expected);
        return Math.abs(value - Double.parseDouble(found)) <= 1e-12 * Math.max(1, Math.abs(value));
    }

    @Test
    void filesOfEmbeddings_matchPyTorchs() throws IOException {
        EventCases.writeTo(folder);
        assertEquals(5, FILES.size());
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            byte[] content = Files.readAllBytes(folder.resolve(file.getKey()));
            String found =
                    file.getKey().endsWith(".png")
                            ? EventReader.pixels(ByteString.copyFrom(content))
                            : HexFormat.of().formatHex(content);
            assertEquals(file.getValue(), found, file.getKey());
        }
        assertEquals(
                """
                embeddings {
                  tensor_name: "tag/x%:00007"
                  tensor_path: "00007/tag%2fx%25/tensors.tsv"
                  metadata_path: "00007/tag%2fx%25/metadata.tsv"
                  sprite {
                    image_path: "00007/tag%2fx%25/sprite.png"
                    single_image_dim: 6
                    single_image_dim: 4
                  }
                }
                embeddings {
                  tensor_name: "default:00000"
                  tensor_path: "00000/default/tensors.tsv"
                  metadata_path: "00000/default/metadata.tsv"
                }
                """,
                Files.readString(folder.resolve("embeddings/projector_config.pbtxt")));
    }

    @Test
    void badEmbeddings_areRefused() {
        try (var writer = new SummaryWriter(folder);
                var _ = Torch.scope()) {
            var points = Torch.zeros(3, 2);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> writer.addEmbedding(points, o -> o.metadata(List.of("a"))));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> writer.addEmbedding(points, o -> o.labelImg(Torch.zeros(2, 3, 4, 4))));
            assertThrows(IllegalArgumentException.class, () -> writer.addEmbedding(Torch.zeros(3)));
            assertThrows(NullPointerException.class, () -> writer.addEmbedding(null));
        }
    }

    @Test
    void badArguments_matchPyTorchsErrors() {
        try (var writer = new SummaryWriter(folder);
                var _ = Torch.scope()) {
            Map<String, String> found = new TreeMap<>();
            EventCases.errors(writer)
                    .forEach(
                            (name, call) ->
                                    found.put(
                                            name,
                                            assertThrows(RuntimeException.class, call::run, name)
                                                    .getMessage()));
            assertEquals(ERRORS, found);
        }
    }

    @Test
    void null_isRefused() {
        try (var writer = new SummaryWriter(folder)) {
            assertThrows(NullPointerException.class, () -> writer.addText("x", null));
            assertThrows(NullPointerException.class, () -> writer.addText(null, "x"));
            assertThrows(NullPointerException.class, () -> writer.addHistogram("x", null, 1));
            assertThrows(NullPointerException.class, () -> writer.addImage("x", null, 1));
        }
    }

    @Test
    void closedTensor_isRefused() {
        try (var writer = new SummaryWriter(folder)) {
            var x = Torch.ones(3);
            x.close();
            assertThrows(IllegalStateException.class, () -> writer.addHistogram("x", x, 1));
            assertThrows(IllegalStateException.class, () -> writer.addTensor("x", x, 1));
        }
    }

    @Test
    void fileName_isPyTorchs() throws IOException {
        try (var writer = new SummaryWriter(folder, o -> o.filenameSuffix(".end"))) {
            String name = EventReader.fileIn(writer.getLogdir()).getFileName().toString();
            String pid = String.valueOf(ProcessHandle.current().pid());
            assertTrue(
                    name.matches(
                            "events\\.out\\.tfevents\\.\\d{10}\\..+\\." + pid + "\\.\\d+\\.end"),
                    name);
        }
    }

    @Test
    void defaultFolder_isDateHostAndComment() throws IOException {
        Path made;
        try (var writer = new SummaryWriter(o -> o.comment("_LR_0.1"))) {
            made = writer.getLogdir();
            assertTrue(
                    made.toString()
                            .matches("runs/[A-Z][a-z]{2}\\d\\d_\\d\\d-\\d\\d-\\d\\d_.+_LR_0\\.1"),
                    made.toString());
        }
        Files.delete(EventReader.fileIn(made));
        Files.delete(made);
        try (var others = Files.list(made.getParent())) {
            if (others.findAny().isEmpty()) Files.delete(made.getParent());
        }
    }

    @Test
    void whatIsNotClosed_canBeReadAfterFlush() throws IOException {
        try (var writer = new SummaryWriter(folder)) {
            for (int i = 0; i < 100; i++) writer.addScalar("x", i, i);
            writer.flush();
            List<Event> events = EventReader.read(EventReader.fileIn(folder));
            assertEquals(101, events.size());
            assertEquals(99, events.getLast().getStep());
        }
    }

    @Test
    void whatIsOld_isFlushedByItself() throws Exception {
        try (var writer = new SummaryWriter(folder, o -> o.flushSecs(0.05))) {
            writer.addScalar("x", 1, 1);
            Path file = EventReader.fileIn(folder);
            for (int i = 0; EventReader.read(file).size() < 2 && i < 200; i++) Thread.sleep(20);
            assertEquals(2, EventReader.read(file).size());
        }
    }

    @Test
    void severalThreads_loseNothing() throws Exception {
        try (var writer = new SummaryWriter(folder, o -> o.maxQueue(2))) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                String tag = "t" + t;
                threads.add(
                        Thread.startVirtualThread(
                                () -> {
                                    for (int i = 0; i < 500; i++) writer.addScalar(tag, i, i);
                                }));
            }
            for (Thread thread : threads) thread.join();
        }
        List<Event> events = EventReader.read(EventReader.fileIn(folder));
        assertEquals(2001, events.size());
        for (int t = 0; t < 4; t++) {
            String tag = "t" + t;
            long[] steps =
                    events.stream()
                            .filter(e -> e.getSummary().getValueCount() > 0)
                            .filter(e -> e.getSummary().getValue(0).getTag().equals(tag))
                            .mapToLong(Event::getStep)
                            .toArray();
            for (int i = 0; i < 500; i++) assertEquals(i, steps[i]);
        }
    }

    @Test
    void closedWriter_startsANewFile() throws IOException {
        var writer = new SummaryWriter(folder);
        writer.addScalar("x", 1, 1);
        writer.close();
        writer.close();
        writer.flush();
        writer.addScalar("x", 2, 2);
        writer.close();
        try (var files = Files.list(folder)) {
            assertEquals(2, files.count());
        }
    }

    @Test
    void closing_endsTheThread() throws Exception {
        String name;
        try (var writer = new SummaryWriter(folder)) {
            name = "tensorboard-" + EventReader.fileIn(folder).getFileName();
            assertTrue(threads().contains(name), threads().toString());
        }
        for (int i = 0; threads().contains(name) && i < 200; i++) Thread.sleep(10);
        assertFalse(threads().contains(name));
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }

    @Test
    void fullDisk_isReportedByALaterCall() throws IOException {
        // What is written to this device does not fit.
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full));
        var out = new RecordWriter(full);
        var writer = new EventFileWriter(full, out, 10, 120);
        byte[] large = new byte[1 << 20];
        assertThrows(
                UncheckedIOException.class,
                () -> {
                    for (int i = 0; i < 100; i++) {
                        writer.add(
                                Summaries.text("x", new String(large, StandardCharsets.ISO_8859_1)),
                                1L,
                                null);
                        writer.flush();
                    }
                });
        assertThrows(UncheckedIOException.class, writer::flush);
        writer.close(); // it has been said
        writer.close();
    }

    @Test
    void folderThatIsAFile_isRefused() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThrows(UncheckedIOException.class, () -> new SummaryWriter(file));
        assertThrows(UncheckedIOException.class, () -> new SummaryWriter(file.resolve("below")));
    }

    @Test
    void truncatedFile_isReadUpToTheLastWholeRecord() throws IOException {
        try (var writer = new SummaryWriter(folder)) {
            for (int i = 0; i < 10; i++) writer.addScalar("x", i, i);
        }
        Path file = EventReader.fileIn(folder);
        byte[] data = Files.readAllBytes(file);
        assertNotEquals(0, data.length);
        int before = 0;
        for (int length = 0; length <= data.length; length++) {
            Path part = Files.write(folder.resolve("part"), Arrays.copyOf(data, length));
            int events = EventReader.read(part).size();
            assertTrue(events >= before && events <= before + 1);
            before = events;
        }
        assertEquals(11, before);
    }
}
