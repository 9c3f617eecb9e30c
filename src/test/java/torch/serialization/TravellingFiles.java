package torch.serialization;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import torch.Tensor;
import torch.Torch;

/**
 * Reads the files that {@code travelling_files.py write} wrote, or writes those that its {@code check} reads:
 *
 * <pre>
 * mvn -q test-compile
 * python3 src/test/python/travelling_files.py write /tmp/python 500
 * java -cp … torch.serialization.TravellingFiles read /tmp/python 500
 * java -cp … torch.serialization.TravellingFiles write /tmp/java 500
 * python3 src/test/python/travelling_files.py check /tmp/java 500
 * </pre>
 */
final class TravellingFiles {
    private TravellingFiles() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        int count = Integer.parseInt(arguments[2]);
        for (int i = 0; i < count; i++) {
            try (var scope = Torch.scope()) {
                if (arguments[0].equals("write")) write(folder, i);
                else read(folder, i);
            }
        }
        System.out.println(count + " each of safetensors, npy, npz, sharded: " + arguments[0]);
    }

    private static void write(Path folder, int i) throws IOException {
        var safe = TravellingTensors.safe(i);
        Safetensors.saveFile(safe.tensors(), folder.resolve(i + ".safetensors"), safe.texts());
        var npy = TravellingTensors.npy(i);
        Npy.save(
                folder.resolve(i + ".npy"),
                npy.tensor(),
                o -> o.version(npy.version()).order(npy.swapped() ? BIG_ENDIAN : LITTLE_ENDIAN));
        var npz = TravellingTensors.npz(i);
        if (npz.compressed()) Npy.savezCompressed(folder.resolve(i + ".npz"), npz.arrays());
        else Npy.savez(folder.resolve(i + ".npz"), npz.arrays());
        var sharded = TravellingTensors.sharded(i);
        Path parts = Files.createDirectories(folder.resolve(i + ".sharded"));
        Safetensors.saveSharded(sharded.tensors(), parts, sharded.most());
    }

    private static void read(Path folder, int i) {
        readSafetensors(folder.resolve(i + ".safetensors"), i);
        readNpy(folder.resolve(i + ".npy"), i);
        readNpz(folder.resolve(i + ".npz"), i);
        var sharded = TravellingTensors.sharded(i);
        Path parts = folder.resolve(i + ".sharded");
        requireSame(parts, sharded.tensors(), Safetensors.loadSharded(parts));
    }

    static void readSafetensors(Path file, int i) {
        var expected = TravellingTensors.safe(i);
        requireSame(file, expected.tensors(), Safetensors.loadFile(file));
        requireSame(file, expected.tensors(), Safetensors.loadFile(file, o -> o.backend("pread")));
        try (SafeOpen open = Safetensors.safeOpen(file)) {
            require(file, java.util.Objects.equals(expected.texts(), open.metadata()));
        }
    }

    static void readNpy(Path file, int i) {
        var expected = TravellingTensors.npy(i);
        for (Tensor x : List.of(Npy.load(file), Npy.load(file, o -> o.mmapMode("c")))) {
            require(file, TravellingTensors.same(expected.tensor(), x));
            Tensor x0 = expected.tensor();
            boolean columns =
                    !x0.isContiguous() && x0.permute(NpyArray.backwards(x0.dim())).isContiguous();
            require(file, columns == !x.isContiguous());
        }
    }

    static void readNpz(Path file, int i) {
        requireSame(file, TravellingTensors.npz(i).arrays(), Npy.loadz(file));
    }

    private static void requireSame(
            Path file, Map<String, Tensor> expected, Map<String, Tensor> got) {
        require(file, new TreeSet<>(expected.keySet()).equals(new TreeSet<>(got.keySet())));
        expected.forEach((name, x) -> require(file, TravellingTensors.same(x, got.get(name))));
    }

    private static void require(Path file, boolean condition) {
        if (!condition) throw new AssertionError(file + " differs");
    }
}
