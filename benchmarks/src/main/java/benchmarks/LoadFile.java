package benchmarks;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import torch.Tensor;
import torch.Torch;
import torch.serialization.Safetensors;

/**
 * What does loading a gibibyte cost? Sixty-four tensors of 2048 x 2048 floats, in a file that the operating system has in
 * memory, are loaded: mapped or copied, and left alone or summed, which touches every page. What was loaded is freed
 * between the measured times. {@code python/files.py} does the same.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
public class LoadFile {
    /** What kind of file. */
    @Param({"safetensors", "pt"})
    public String format;

    /** Whether tensors are views of the file. */
    @Param({"mapped", "copied"})
    public String how;

    /** What is done with the tensors. */
    @Param({"untouched", "summed"})
    public String then;

    private Path file;
    private Map<String, Tensor> tensors;

    @Setup
    public void write() {
        file = Gibibyte.saved(format);
        free();
    }

    /** JTorch. */
    @Benchmark
    public double jtorch() {
        tensors = load();
        if (then.equals("untouched")) return tensors.size();
        double sum = 0;
        for (Tensor tensor : tensors.values()) {
            try (Tensor of = tensor.sum()) {
                sum += of.itemDouble();
            }
        }
        return sum;
    }

    @SuppressWarnings("unchecked")
    private Map<String, Tensor> load() {
        boolean mapped = how.equals("mapped");
        return format.equals("pt")
                ? (Map<String, Tensor>) Torch.load(file, o -> o.mmap(mapped))
                : Safetensors.loadFile(file, o -> o.backend(mapped ? "mmap" : "pread"));
    }

    /** Lets go of what was loaded, and of the mapping, which is the collector's. */
    @TearDown(Level.Invocation)
    public void free() {
        if (tensors != null) tensors.values().forEach(Tensor::close);
        tensors = null;
        System.gc();
    }
}
