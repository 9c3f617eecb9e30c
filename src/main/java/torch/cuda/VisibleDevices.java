package torch.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which of the machine's devices CUDA shows to this process: {@code CUDA_VISIBLE_DEVICES}. NVML counts all of them.
 *
 * @param numbers the devices' numbers, where the variable has numbers
 * @param names the devices' identifiers, as {@code GPU-…}, where it has those
 */
record VisibleDevices(List<Integer> numbers, List<String> names) {
    private static final int MOST = 64;

    static VisibleDevices parse(@Nullable String variable) {
        if (variable == null)
            return new VisibleDevices(IntStream.range(0, MOST).boxed().toList(), List.of());
        if (variable.startsWith("GPU-"))
            return new VisibleDevices(List.of(), named(variable, "GPU-"));
        if (variable.startsWith("MIG-"))
            return new VisibleDevices(List.of(), named(variable, "MIG-"));
        return new VisibleDevices(numbered(variable), List.of());
    }

    /** A name that comes twice makes none visible; another kind of name ends the list. */
    private static List<String> named(String variable, String prefix) {
        List<String> names = new ArrayList<>();
        for (String name : variable.split(",", -1)) {
            if (names.contains(name)) return List.of();
            if (!name.startsWith(prefix)) break;
            names.add(name);
        }
        return List.copyOf(names);
    }

    /** A number that comes twice makes none visible; what is no number, or negative, ends the list. */
    private static List<Integer> numbered(String variable) {
        List<Integer> numbers = new ArrayList<>();
        for (String text : variable.split(",", -1)) {
            int number = leadingNumber(text.strip());
            if (numbers.contains(number)) return List.of();
            if (number < 0) break;
            numbers.add(number);
        }
        return List.copyOf(numbers);
    }

    private static int leadingNumber(String text) {
        int end = 0;
        while (end < text.length()
                && (Character.isDigit(text.charAt(end))
                        || end == 0 && "+-".indexOf(text.charAt(0)) >= 0)) end++;
        try {
            return Integer.parseInt(text.substring(0, end));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** The numbers of the names, each the beginning of one identifier. */
    static List<Integer> ordinals(List<String> names, List<String> uuids) {
        List<Integer> ordinals = new ArrayList<>();
        for (String name : names) {
            List<Integer> matches =
                    IntStream.range(0, uuids.size())
                            .filter(i -> uuids.get(i).startsWith(name))
                            .boxed()
                            .toList();
            if (matches.size() != 1) break;
            if (ordinals.contains(matches.getFirst())) return List.of();
            ordinals.add(matches.getFirst());
        }
        return List.copyOf(ordinals);
    }
}
