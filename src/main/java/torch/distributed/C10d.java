package torch.distributed;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.TensorVector;
import torch.Tensor;
import torch.Torch;

/** What crosses to the presets' c10d, and its errors coming back. */
final class C10d {
    /** Where gloo and libtorch were compiled, in front of what they say. */
    private static final Pattern SOURCE = Pattern.compile("^\\[\\S+:\\d+\\] ");

    private C10d() {}

    /** Runs a native call. */
    static <T> T call(String what, Supplier<T> body) {
        try {
            return body.get();
        } catch (RuntimeException e) {
            // JavaCPP throws this very class for a C++ exception.
            if (e.getClass() != RuntimeException.class) throw e;
            throw new DistException(what + ": " + text(e));
        }
    }

    /** Runs a native call without a result. */
    static void run(String what, Runnable body) {
        call(
                what,
                () -> {
                    body.run();
                    return what;
                });
    }

    /** What it says, without where libtorch was compiled. */
    static String text(RuntimeException e) {
        String text = Objects.toString(e.getMessage(), "failed without a message");
        int backtrace = text.indexOf("\nException raised from");
        if (backtrace >= 0) text = text.substring(0, backtrace);
        return SOURCE.matcher(text.strip()).replaceFirst("");
    }

    static Milliseconds millis(Duration duration) {
        return new Milliseconds(duration.toMillis());
    }

    static org.bytedeco.pytorch.Device device(torch.Device device) {
        return new org.bytedeco.pytorch.Device(device.toString());
    }

    /** The tensors as libtorch's; each side has references of its own. */
    static TensorVector vector(List<? extends Tensor> tensors) {
        return vector(tensors, false);
    }

    /** The same with complex tensors as pairs of real numbers, the form in which they travel. */
    static TensorVector real(List<? extends Tensor> tensors) {
        return vector(tensors, true);
    }

    private static TensorVector vector(List<? extends Tensor> tensors, boolean real) {
        var shared = new org.bytedeco.pytorch.Tensor[tensors.size()];
        try {
            for (int i = 0; i < shared.length; i++) {
                shared[i] = real ? real(tensors.get(i)) : tensors.get(i).javacpp();
            }
            return new TensorVector(shared);
        } finally {
            for (Pointer tensor : shared) if (tensor != null) tensor.close();
        }
    }

    /** A tensor as libtorch's, in the form in which it travels. */
    static org.bytedeco.pytorch.Tensor real(Tensor tensor) {
        if (!tensor.isComplex()) return tensor.javacpp();
        try (Tensor view = Torch.viewAsReal(tensor)) {
            return view.javacpp();
        }
    }

    /** Lists in a list, none of them empty; or an empty list. */
    static TensorVector nested(List<? extends Tensor> tensors) {
        TensorVector vector = real(tensors);
        return tensors.isEmpty() ? (TensorVector) vector.limit(0).capacity(0) : vector;
    }
}
