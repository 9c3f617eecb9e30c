package benchmarks;

import static torch.Torch.dtype;
import static torch.Torch.shape;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import torch.DType;
import torch.Generator;
import torch.Tensor;
import torch.Torch;
import torch.utils.data.DataLoader;
import torch.utils.data.Dataset;

/**
 * What does an image cost that a {@link DataLoader} brings, with the work per sample that training on MNIST has: pixels
 * from bytes to floats, normalised, made a little brighter or darker and moved by up to two pixels? One epoch over the
 * 10,000 test images in shuffled batches of 64. {@link CompareLoading} does the same beside Python.
 *
 * <p>{@code -Djtorch.mnist=DIR} names the folder of the IDX files.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(Loading.IMAGES)
@State(Scope.Thread)
public class Loading {
    static final int IMAGES = 10_000;
    private static final int PIXELS = 28 * 28;

    @Param({"0", "1", "2"})
    public int workers;

    private Digits scoped;
    private Digits collected;

    @Setup
    public void setup() throws IOException {
        Torch.setNumThreads(1);
        Path folder = Path.of(System.getProperty("jtorch.mnist", "mnist"));
        scoped = new Digits(folder, true);
        collected = new Digits(folder, false);
    }

    /** What a sample makes is closed with its batch. */
    @Benchmark
    public long jtorchScope() {
        return epoch(scoped, workers);
    }

    /** What a sample makes is left to the collector. */
    @Benchmark
    public long jtorchCollector() {
        return epoch(collected, workers);
    }

    /** Reads all images; how many there were. */
    static long epoch(Dataset<List<Object>> data, int workers) {
        var loader = new DataLoader<>(data, o -> o.batchSize(64).shuffle(true).numWorkers(workers));
        long images = 0;
        for (var batch : loader) {
            images += ((Tensor) batch.get(0)).size(0);
        }
        if (images != IMAGES) throw new AssertionError(images);
        return images;
    }

    /** MNIST's test images, decoded anew each time. */
    static final class Digits implements Dataset<List<Object>> {
        private final MemorySegment pixels;
        private final byte[] labels;
        private final boolean isScoped;

        Digits(Path folder, boolean isScoped) throws IOException {
            byte[] images = read(folder.resolve("t10k-images-idx3-ubyte.gz"));
            pixels =
                    Arena.ofAuto()
                            .allocate((long) IMAGES * PIXELS)
                            .copyFrom(MemorySegment.ofArray(images).asSlice(16));
            labels = read(folder.resolve("t10k-labels-idx1-ubyte.gz"));
            this.isScoped = isScoped;
        }

        private static byte[] read(Path file) throws IOException {
            try (var in = new GZIPInputStream(Files.newInputStream(file))) {
                return in.readAllBytes();
            }
        }

        @Override
        public List<Object> get(long index) {
            Generator generator = Torch.threadSafeGenerator();
            Tensor image =
                    Tensor.of(pixels.asSlice(index * PIXELS, PIXELS), shape(1, 28, 28), DType.UINT8)
                            .toFloat()
                            .div(255)
                            .sub(0.1307)
                            .div(0.3081);
            Tensor brightness = Torch.rand(shape(), generator).mul(0.2).add(0.9);
            long[] by = Torch.randint(-2, 3, shape(2), generator, dtype(DType.INT64)).toLongArray();
            Tensor moved = image.mul(brightness).roll(by, new long[] {1, 2});
            return List.of(moved, labels[(int) index + 8]);
        }

        @Override
        public long size() {
            return IMAGES;
        }

        @Override
        public boolean scoped() {
            return isScoped;
        }
    }
}
