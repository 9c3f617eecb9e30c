package examples;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import torch.Generator;
import torch.Tensor;
import torch.Torch;
import torch.utils.data.DataLoader;
import torch.utils.data.IterableDataset;

/**
 * Text to learn from, put together in code: batches of stretches of it that begin anywhere, as numbers of characters,
 * without end. text.py is the same in Python.
 */
final class Text implements IterableDataset<Tensor> {
    private static final int LENGTH = 20_000;
    private static final List<String> NOUNS =
            words("baker fox garden harbour kettle lantern miller owl piper river sailor window");
    private static final List<String> ADJECTIVES =
            words("bright gentle hungry little old quiet silver young");
    private static final List<String> VERBS =
            words("carries draws follows hears likes mends paints sees visits");
    private static final List<String> PLACES =
            List.of(
                    "after the rain",
                    "at noon",
                    "by the sea",
                    "in the morning",
                    "near the mill",
                    "under the bridge");

    final String characters;
    final int steps;
    private final Tensor codes; // (LENGTH)
    private final int window;
    private final TextOptions options;

    Text(TextOptions options, int window) {
        String text = new Writer().write();
        characters =
                text.chars()
                        .distinct()
                        .sorted()
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
        codes = encode(text);
        steps = options.steps;
        this.options = options;
        this.window = window;
        System.out.printf(
                "text: %d characters, %d different ones, batches of %d%n",
                LENGTH, characters.length(), options.batch);
    }

    Tensor encode(String text) {
        return Torch.tensor(text.chars().mapToLong(characters::indexOf).toArray());
    }

    String decode(Tensor codes) {
        var text = new StringBuilder();
        for (long code : codes.toLongArray()) {
            text.append(characters.charAt((int) code));
        }
        return text.toString();
    }

    @Override
    public Iterator<Tensor> iterator() {
        return Stream.generate(this::batch).iterator();
    }

    private Tensor batch() {
        Tensor begin = Torch.randint(LENGTH - window, Torch.shape(options.batch, 1));
        Tensor stretch = begin.add(Torch.arange(window + 1)); // (batch, window + 1)
        return codes.take(stretch);
    }

    /** Nothing that it makes is used for the next batch. */
    @Override
    public boolean scoped() {
        return true;
    }

    /** Batches until all steps are done, whose order the default generator alone decides. */
    Iterable<Tensor> batches() {
        var loader = new DataLoader<>(this, o -> o.batchSize(null).generator(new Generator()));
        return new Steps<>(options, steps, loader::iterator);
    }

    private static List<String> words(String words) {
        return List.of(words.split(" "));
    }

    /** Puts sentences together. */
    private static final class Writer {
        private final Xorshift random = new Xorshift(20_000);

        String write() {
            var text = new StringBuilder();
            while (text.length() < LENGTH) {
                text.append("the ").append(thing()).append(' ').append(oneOf(VERBS));
                text.append(" a ").append(thing());
                if (random.between(0, 1) == 1) {
                    text.append(' ').append(oneOf(PLACES));
                }
                text.append(random.between(0, 4) == 0 ? ".\n" : ". ");
            }
            return text.substring(0, LENGTH);
        }

        private String thing() {
            String adjective = random.between(0, 2) > 0 ? oneOf(ADJECTIVES) + " " : "";
            return adjective + oneOf(NOUNS);
        }

        private String oneOf(List<String> words) {
            return words.get(random.between(0, words.size() - 1));
        }
    }
}
