package torch.backends;

import torch.TorchException;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Results;
import torch.internal.Scratch;

/** What libtorch's context keeps, by the names that the shim knows. */
final class Settings {
    private static volatile boolean frozen;

    private Settings() {}

    static boolean get(String name) {
        Scratch scratch = Scratch.begin();
        long text = scratch.textOrZero(name);
        return Downcalls.call(Function.BACKEND_SWITCH, text, scratch.length()) == 2;
    }

    static void set(String name, boolean on) {
        Scratch scratch = Scratch.begin();
        long text = scratch.textOrZero(name);
        Downcalls.call(Function.SET_BACKEND_SWITCH, text, scratch.length(), on ? 1 : 0);
    }

    static boolean isBuiltWith(String what) {
        Scratch scratch = Scratch.begin();
        long text = scratch.textOrZero(what);
        return Downcalls.call(Function.BUILT_WITH, text, scratch.length()) == 2;
    }

    static String precision(String backend, String op) {
        Scratch scratch = Scratch.begin();
        long where = scratch.textOrZero(backend);
        long whereLength = scratch.length();
        long what = scratch.textOrZero(op);
        return new Results(
                        Downcalls.call(
                                Function.FP32_PRECISION,
                                where,
                                whereLength,
                                what,
                                scratch.length()))
                .nextString();
    }

    static void setPrecision(String backend, String op, String precision) {
        Scratch scratch = Scratch.begin();
        long how = scratch.text(precision, "fp32_precision");
        long howLength = scratch.length();
        long where = scratch.textOrZero(backend);
        long whereLength = scratch.length();
        long what = scratch.textOrZero(op);
        Downcalls.call(
                Function.SET_FP32_PRECISION,
                where,
                whereLength,
                what,
                scratch.length(),
                how,
                howLength);
    }

    // ---- Flags that only guards change

    static void freeze(boolean freeze) {
        frozen = freeze;
    }

    static boolean isFrozen() {
        return frozen;
    }

    /** @throws TorchException if flags are frozen */
    static void checkMutable(String module) {
        if (frozen)
            throw new TorchException(
                    "not allowed to set torch.backends"
                            + module
                            + " flags after disable_global_flags; please use flags() context manager instead");
    }
}
