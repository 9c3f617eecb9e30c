package benchmarks;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import torch.FloatAccessor;
import torch.Tensor;
import torch.Torch;

/**
 * What does a loop over elements cost in Java? A 512 x 512 tensor of floats is summed, and scaled in
 * place, element by element: by a plain array, a tensor's accessor, and a tensor's segment.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
public class ElementLoop {
    private static final int SIZE = 512;

    /** What is done. */
    @Param({"sum", "scale"})
    public String work;

    private float[][] array;
    private FloatAccessor accessor;
    private MemorySegment segment;

    @Setup
    public void setup() {
        Tensor x = Torch.rand(SIZE, SIZE);
        array = x.toArray(float[][].class);
        accessor = FloatAccessor.of(x);
        segment = x.segment();
    }

    /** {@code float[][]}. */
    @Benchmark
    public float array() {
        return work.equals("sum") ? sumOfArray() : scaleArray();
    }

    private float sumOfArray() {
        float sum = 0;
        for (int i = 0; i < SIZE; i++) {
            for (int j = 0; j < SIZE; j++) {
                sum += array[i][j];
            }
        }
        return sum;
    }

    private float scaleArray() {
        for (int i = 0; i < SIZE; i++) {
            for (int j = 0; j < SIZE; j++) {
                array[i][j] = 1.0001f * array[i][j] - 0.00005f;
            }
        }
        return array[0][0];
    }

    /** {@link FloatAccessor}. */
    @Benchmark
    public float accessor() {
        return work.equals("sum") ? sumOfAccessor() : scaleAccessor();
    }

    private float sumOfAccessor() {
        FloatAccessor a = accessor;
        float sum = 0;
        for (int i = 0; i < SIZE; i++) {
            for (int j = 0; j < SIZE; j++) {
                sum += a.get(i, j);
            }
        }
        return sum;
    }

    private float scaleAccessor() {
        FloatAccessor a = accessor;
        for (int i = 0; i < SIZE; i++) {
            for (int j = 0; j < SIZE; j++) {
                a.set(i, j, 1.0001f * a.get(i, j) - 0.00005f);
            }
        }
        return a.get(0, 0);
    }

    /** {@link Tensor#segment}. */
    @Benchmark
    public float segment() {
        return work.equals("sum") ? sumOfSegment() : scaleSegment();
    }

    private float sumOfSegment() {
        MemorySegment s = segment;
        float sum = 0;
        for (int i = 0; i < SIZE; i++) {
            for (int j = 0; j < SIZE; j++) {
                sum += s.getAtIndex(ValueLayout.JAVA_FLOAT, i * SIZE + j);
            }
        }
        return sum;
    }

    private float scaleSegment() {
        MemorySegment s = segment;
        for (int i = 0; i < SIZE; i++) {
            for (int j = 0; j < SIZE; j++) {
                int at = i * SIZE + j;
                float value = 1.0001f * s.getAtIndex(ValueLayout.JAVA_FLOAT, at) - 0.00005f;
                s.setAtIndex(ValueLayout.JAVA_FLOAT, at, value);
            }
        }
        return s.getAtIndex(ValueLayout.JAVA_FLOAT, 0);
    }
}
