package torchvision.datasets;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import torch.DType;
import torch.Images;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * Handwritten-looking digits of 28 × 28 gray pixels, drawn in code: nothing to download, and the same pixels everywhere.
 * JTorch's own, in the form of {@link MNIST}.
 *
 * <p>All arithmetic is on integers; lengths are in 64ths of a pixel.
 */
public class Digits extends VisionDataset {
    /** How many are drawn unless it is said. */
    public static final int COUNT = 4096;

    private static final int SIDE = 28;
    private static final int PIXEL = 64;

    /** One line per digit: strokes of x, y points, x from -6 to 6 and y from -10 to 10 (down). */
    private static final int[][][] STROKES = {
        {{0, -10, 4, -8, 6, -3, 6, 3, 4, 8, 0, 10, -4, 8, -6, 3, -6, -3, -4, -8, 0, -10}},
        {{-3, -7, 0, -10, 0, 0, 0, 10}},
        {{-5, -6, -3, -9, 1, -10, 5, -8, 5, -4, 2, 1, -2, 5, -6, 10, 0, 9, 6, 10}},
        {{-5, -8, -1, -10, 4, -9, 5, -5, 3, -2, -1, -1, 3, 0, 6, 4, 4, 8, 0, 10, -5, 8}},
        {{-4, -10, -5, -4, -5, 1, 0, 1, 6, 0}, {4, -9, 3, 1, 3, 10}},
        {{5, -10, -4, -10, -5, -2, 0, -3, 5, 0, 5, 6, 1, 10, -5, 8}},
        {{4, -10, -1, -7, -5, 0, -5, 6, -1, 10, 4, 8, 5, 4, 2, 0, -2, 1, -5, 5}},
        {{-6, -9, 0, -9, 6, -10, 2, -2, -1, 10}},
        {{0, -10, 4, -8, 4, -4, -5, 3, -5, 7, 0, 10, 5, 7, 5, 3, -4, -4, -4, -8, 0, -10}},
        {{5, -5, 3, -1, -2, -1, -5, -4, -4, -8, 0, -10, 4, -9, 5, -5, 4, 3, 2, 10}},
    };

    /** The keyword arguments. */
    public static final class Options extends VisionOptions<Options> {
        int count = COUNT;

        Options() {}

        /** How many there are. Default: 4096 */
        public Options count(int count) {
            this.count = count;
            return this;
        }
    }

    /** All images, {@code (N, 28, 28)}, UINT8. */
    public final Tensor data;

    /** All targets, {@code (N)}, INT64. */
    public final Tensor targets;

    /** The names of the classes. */
    public final List<String> classes = MNIST.DIGITS;

    /** 4096 digits. */
    public Digits() {
        this(o -> {});
    }

    /** With keyword arguments. */
    public Digits(Consumer<? super Options> options) {
        this(VisionOptions.set(new Options(), options));
    }

    private Digits(Options o) {
        super(null, o);
        var random = new Xorshift(20_000);
        var pixels = new byte[Math.multiplyExact(o.count, SIDE * SIDE)];
        var labels = new long[o.count];
        for (int i = 0; i < o.count; i++) {
            int label = random.between(0, 9);
            labels[i] = label;
            draw(STROKES[label], random, pixels, i * SIDE * SIDE);
        }
        data =
                Tensor.copyOf(
                        MemorySegment.ofArray(pixels), Size.of(o.count, SIDE, SIDE), DType.UINT8);
        targets = Torch.tensor(labels);
    }

    /** Marsaglia's 32-bit xorshift: random numbers that are the same in every language. */
    private static final class Xorshift {
        private int state;

        Xorshift(int seed) {
            state = seed;
        }

        int between(int low, int high) {
            state ^= state << 13;
            state ^= state >>> 17;
            state ^= state << 5;
            return low + Integer.remainderUnsigned(state, high - low + 1);
        }
    }

    private static void draw(int[][] strokes, Xorshift random, byte[] pixels, int offset) {
        int width = random.between(46, 70),
                height = random.between(52, 66),
                slant = random.between(-8, 24);
        int left = 14 * PIXEL + random.between(-90, 90), top = 14 * PIXEL + random.between(-90, 90);
        int radius = random.between(64, 120), brightness = random.between(200, 255);

        // A pixel is as bright as its centre is near to the nearest segment.
        int[] distance = new int[SIDE * SIDE]; // squared
        Arrays.fill(distance, Integer.MAX_VALUE);
        for (int[] stroke : strokes) {
            int ax = 0, ay = 0;
            for (int i = 0; i < stroke.length; i += 2) {
                int bx = left + stroke[i] * width - stroke[i + 1] * slant + random.between(-26, 26);
                int by = top + stroke[i + 1] * height + random.between(-26, 26);
                if (i > 0) {
                    approach(distance, ax, ay, bx, by);
                }
                ax = bx;
                ay = by;
            }
        }
        int inner = (radius - 40) * (radius - 40), outer = (radius + 40) * (radius + 40);
        for (int i = 0; i < distance.length; i++) {
            int inside = Math.clamp(outer - distance[i], 0, outer - inner);
            pixels[offset + i] = (byte) (brightness * inside / (outer - inner));
        }
    }

    /** Lowers each pixel's squared distance to that from the segment a–b, where that is nearer. */
    private static void approach(int[] distance, int ax, int ay, int bx, int by) {
        int dx = bx - ax, dy = by - ay;
        int length = dx * dx + dy * dy;
        for (int i = 0; i < distance.length; i++) {
            int x = i % SIDE * PIXEL + PIXEL / 2, y = i / SIDE * PIXEL + PIXEL / 2;
            int along = Math.clamp((x - ax) * dx + (y - ay) * dy, 0, length);
            int px = x - ax - Math.floorDiv(dx * along, length);
            int py = y - ay - Math.floorDiv(dy * along, length);
            distance[i] = Math.min(distance[i], px * px + py * py);
        }
    }

    @Override
    public List<Object> get(long index) {
        int i = checked(index);
        Object image;
        long target;
        try (var scope = Torch.scope()) {
            image = Images.toPilImage(data.select(0, i));
            target = targets.select(0, i).itemLong();
        }
        return sample(image, target);
    }

    @Override
    public long size() {
        return data.len();
    }

    /** The numbers of the classes by their names. */
    public final Map<String, Integer> classToIdx() {
        return numbered(classes);
    }
}
