package torch.utils.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A line that data_golden.py recorded, split at its tabs. */
record Recorded(List<String> parts) {
    String part(int index) {
        return parts.get(index);
    }

    @Override
    public String toString() {
        return part(0);
    }

    /** The lines of a file that start with a word. */
    static Stream<Recorded> lines(String file, String start) {
        try (var in = Recorded.class.getResourceAsStream("/torch/utils/data/" + file)) {
            String text =
                    new String(
                            Objects.requireNonNull(in, file).readAllBytes(),
                            StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> !line.startsWith("#") && line.startsWith(start))
                    .map(line -> new Recorded(List.of(line.split("\t", -1))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
