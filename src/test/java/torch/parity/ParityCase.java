package torch.parity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import torch.Device;

/**
 * A call that PyTorch was asked for, and what it gave: a line of {@code cases.txt.gz}, which {@code parity_golden.py}
 * wrote.
 *
 * @param name the public name, as {@code Tensor.add} or {@code torch.linalg.inv}
 * @param overload the catalogue's overload that is meant, as {@code add.Tensor}
 * @param arguments the arguments' text
 * @param expected the results' text, or {@code !Class: sentence}
 */
record ParityCase(int number, String name, String overload, String arguments, String expected) {
    /** All cases, and the comments before them. */
    record File(List<String> comments, List<ParityCase> cases) {}

    static File load() {
        List<String> comments = new ArrayList<>();
        List<ParityCase> cases = new ArrayList<>();
        for (String[] parts : lines("cases.txt.gz")) {
            if (parts[0].startsWith("#")) comments.add(parts[0]);
            else cases.add(new ParityCase(cases.size(), parts[0], parts[1], parts[2], parts[3]));
        }
        return new File(comments, cases);
    }

    /** The lines of a recorded file, split where their tabs are. */
    static List<String[]> lines(String name) {
        try (var in = ParityCase.class.getResourceAsStream("/torch/parity/" + name)) {
            if (in == null) throw new IOException("no " + name);
            String text =
                    new String(new GZIPInputStream(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().map(l -> l.split("\t", -1)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isError() {
        return expected.startsWith("!");
    }

    boolean isMethod() {
        return name.startsWith("Tensor.");
    }

    String simpleName() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    boolean isInPlace() {
        return name.endsWith("_");
    }

    /** The method of {@code Aten} that is the overload. */
    String symbol() {
        return overload.replace('.', '_');
    }

    List<Object> values() {
        return values(Device.CPU);
    }

    /** The arguments, on another device. */
    List<Object> values(Device device) {
        List<Object> values = new ArrayList<>();
        if (arguments.isEmpty()) return values;
        for (String word : arguments.split(" ")) values.add(Inputs.read(word, device));
        return values;
    }

    @Override
    public String toString() {
        return name + " [" + overload + "] " + arguments;
    }
}
