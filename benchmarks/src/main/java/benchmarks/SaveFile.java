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

/**
 * What does saving a gibibyte cost? The tensors of {@link LoadFile} go to a file. JTorch has the disk confirm what it
 * wrote before the file takes its name; Python does not, so {@code python/files.py} has an opponent that does as well.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
public class SaveFile {
    /** What kind of file. */
    @Param({"safetensors", "pt"})
    public String format;

    private Path file;
    private Map<String, Tensor> tensors;

    @Setup
    public void draw() {
        file = Gibibyte.file("saved", format);
        tensors = Gibibyte.tensors();
    }

    /** JTorch. */
    @Benchmark
    public void jtorch() {
        Gibibyte.save(tensors, format, file);
    }

    @TearDown(Level.Invocation)
    public void delete() {
        Gibibyte.delete(file);
    }
}
