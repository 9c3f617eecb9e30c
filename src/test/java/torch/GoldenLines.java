package torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What a Python script wrote as lines {@code name: value}. */
public final class GoldenLines {
    /** The version that the scripts ran on: there numbers are equal to the last bit. */
    private static final String RECORDED_ON = "2.14.1";

    private final Map<String, String> lines = new HashMap<>();

    public GoldenLines(String resource) {
        try (var in = GoldenLines.class.getResourceAsStream(resource)) {
            assertNotNull(in, resource);
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                int colon = line.indexOf(": ");
                lines.put(line.substring(0, colon), line.substring(colon + 2));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String text(String name) {
        String text = lines.get(name);
        assertNotNull(text, "nothing was recorded under " + name);
        return text;
    }

    public double[] values(String name) {
        return Arrays.stream(text(name).split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    /** That a tensor is what Python had. */
    public void check(String name, Tensor actual) {
        double[] expected = values(name);
        double[] got = actual.toDoubleArray();
        if (Torch.version().equals(RECORDED_ON)) {
            assertArrayEquals(expected, got, name);
            return;
        }
        assertEquals(expected.length, got.length, name);
        for (int i = 0; i < got.length; i++)
            assertEquals(expected[i], got[i], 1e-12 * Math.max(1, Math.abs(expected[i])), name);
    }

    /** That an exception says what Python's said. */
    public void checkMessage(String name, Throwable thrown) {
        String message = thrown.getMessage();
        String said = text(name);
        // libtorch's own errors begin with the operation
        int operation = message.endsWith(said) ? message.length() - said.length() : 0;
        assertEquals(said, message.substring(operation), name);
    }
}
