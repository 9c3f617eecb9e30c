package torchvision.datasets;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.FileFormatException;
import torch.Index;
import torch.Tensor;
import torch.Torch;

/**
 * MNIST with the test part's other 50,000 digits and with what else is known of each: eight numbers, of which the first is
 * the digit. Mirrors {@code torchvision.datasets.QMNIST}.
 *
 * <p>The files are in {@code root/QMNIST/raw}, with {@code .gz} or without. Those of the part {@code nist} are published
 * as {@code .xz}, which has to be unpacked by another program.
 */
public class QMNIST extends MNIST {
    private static final String URL =
            "https://raw.githubusercontent.com/facebookresearch/qmnist/master/";
    private static final List<String> PARTS =
            List.of("train", "test", "test10k", "test50k", "nist");

    /** The keyword arguments. */
    public static final class Options extends DownloadOptions<Options> {
        @Nullable String what;
        boolean compat = true;

        Options() {}

        /** The part: train, test, test10k, test50k or nist. Default: train or test, as {@code train} says */
        public Options what(@Nullable String what) {
            this.what = what;
            return this;
        }

        /** Whether a target is the digit alone, as in MNIST, instead of a tensor of eight numbers. Default: true */
        public Options compat(boolean compat) {
            this.compat = compat;
            return this;
        }

        String part() {
            return what == null ? train ? "train" : "test" : EMNIST.oneOf(what, "what", PARTS);
        }
    }

    /** The part's name. */
    public final String what;

    /** Whether a target is the digit alone. */
    public final boolean compat;

    /** The training part. */
    public QMNIST(Path root) {
        this(root, o -> {});
    }

    /** With keyword arguments. */
    public QMNIST(Path root, Consumer<? super Options> options) {
        this(root, VisionOptions.set(new Options(), options));
    }

    private QMNIST(Path root, Options o) {
        super(root, o, List.of(URL), resources(o.part()), DIGITS, files(o.part()));
        what = o.part();
        compat = o.compat;
        select();
    }

    private static String subset(String part) {
        return part.startsWith("test") ? "test" : part;
    }

    private static List<String> files(String part) {
        String name = part.equals("nist") ? "xnist" : "qmnist-" + subset(part);
        return List.of(name + "-images-idx3-ubyte", name + "-labels-idx2-int");
    }

    private static List<Resource> resources(String part) {
        return switch (subset(part)) {
            case "train" ->
                    List.of(
                            new Resource(
                                    "qmnist-train-images-idx3-ubyte.gz",
                                    "ed72d4157d28c017586c42bc6afe6370"),
                            new Resource(
                                    "qmnist-train-labels-idx2-int.gz",
                                    "0058f8dd561b90ffdd0f734c6a30e5e4"));
            case "test" ->
                    List.of(
                            new Resource(
                                    "qmnist-test-images-idx3-ubyte.gz",
                                    "1394631089c404de565df7b7aeaf9412"),
                            new Resource(
                                    "qmnist-test-labels-idx2-int.gz",
                                    "5b5b05890a5e13444e108efe57b788aa"));
            default ->
                    List.of(
                            new Resource(
                                    "xnist-images-idx3-ubyte.xz",
                                    "7f124b3b8ab81486c9d8c2749c17f834"),
                            new Resource(
                                    "xnist-labels-idx2-int.xz",
                                    "5ed0e788978e45d4a8bd4b7caec3d79d"));
        };
    }

    @Override
    Tensor readTargets() {
        Path file = found(files.getLast());
        try (var scope = Torch.scope()) {
            Tensor labels = Idx.read(file);
            if (labels.dim() != 2 || labels.dtype() != DType.INT32 || labels.size(1) != 8) {
                throw new FileFormatException(file, "targets should be 8 integers each");
            }
            return scope.keep(labels.to(DType.INT64));
        }
    }

    /** Keeps the part of the test digits that was asked for. */
    private void select() {
        Index rows =
                switch (what) {
                    case "test10k" -> Index.slice(0, 10_000);
                    case "test50k" -> Index.slice(10_000, null);
                    default -> null;
                };
        if (rows == null) return;
        try (Tensor allData = data;
                Tensor allTargets = targets) {
            data = allData.get(rows).clone();
            targets = allTargets.get(rows).clone();
        }
    }

    @Override
    Object target(int index) {
        if (!compat) return targets.select(0, index).clone();
        try (var scope = Torch.scope()) {
            return targets.select(0, index).select(0, 0).itemLong();
        }
    }

    @Override
    protected String extraRepr() {
        return "Split: " + what;
    }
}
