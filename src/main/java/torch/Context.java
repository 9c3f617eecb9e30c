package torch;

import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Results;
import torch.internal.Scratch;

/** The settings that libtorch keeps for the whole process; {@link Torch} is where programs find them. */
final class Context {
    private static final String[] PRECISIONS = {"highest", "high", "medium"};

    private Context() {}

    // ---- Determinism

    static boolean isDeterministic() {
        return (Downcalls.call(Function.DETERMINISTIC) & 1) != 0;
    }

    static boolean isDeterministicWarnOnly() {
        return (Downcalls.call(Function.DETERMINISTIC) & 2) != 0;
    }

    static boolean fillsUninitializedMemory() {
        return (Downcalls.call(Function.DETERMINISTIC) & 4) != 0;
    }

    static void setDeterministic(boolean mode, boolean warnOnly) {
        Downcalls.call(Function.SET_DETERMINISTIC, mode ? 1 : 0, warnOnly ? 1 : 0);
    }

    static void setFillUninitializedMemory(boolean fill) {
        Downcalls.call(Function.SET_FILL_UNINITIALIZED, fill ? 1 : 0);
    }

    static int debugMode() {
        if (!isDeterministic()) return 0;
        return isDeterministicWarnOnly() ? 1 : 2;
    }

    static void setDebugMode(int mode) {
        if (mode < 0 || mode > 2)
            throw new IllegalArgumentException(
                    "invalid value of debug_mode, expected 0, 1, or 2, but got " + mode);
        setDeterministic(mode > 0, mode == 1);
    }

    static void setDebugMode(String mode) {
        Arguments.required(mode, "set_deterministic_debug_mode", "debug_mode", "a String");
        switch (mode) {
            case "default" -> setDebugMode(0);
            case "warn" -> setDebugMode(1);
            case "error" -> setDebugMode(2);
            default ->
                    throw new IllegalArgumentException(
                            "invalid value of debug_mode, expected one of `default`, `warn`, `error`, but got "
                                    + mode);
        }
    }

    // ---- Numbers

    static String matmulPrecision() {
        return PRECISIONS[(int) Downcalls.call(Function.MATMUL_PRECISION) - 1];
    }

    static void setMatmulPrecision(String precision) {
        Scratch scratch = Scratch.begin();
        Arguments.required(precision, "set_float32_matmul_precision", "precision", "a String");
        long text = scratch.textOrZero(precision);
        Downcalls.call(Function.SET_MATMUL_PRECISION, text, scratch.length());
    }

    static boolean setFlushDenormal(boolean mode) {
        return Downcalls.call(Function.SET_FLUSH_DENORMAL, mode ? 1 : 0) == 2;
    }

    // ---- Threads

    static int numThreads() {
        return (int) Downcalls.plain(Function.GET_NUM_THREADS);
    }

    static void setNumThreads(int threads) {
        if (threads < 1)
            throw new IllegalArgumentException(
                    "set_num_threads expects a positive integer, got " + threads);
        Downcalls.call(Function.SET_NUM_THREADS, threads, Tensor.isPresets() ? 1 : 0);
    }

    static int numInteropThreads() {
        return (int) Downcalls.call(Function.GET_NUM_INTEROP_THREADS) - 1;
    }

    static void setNumInteropThreads(int threads) {
        if (threads < 1)
            throw new IllegalArgumentException(
                    "set_num_interop_threads expects a positive integer, got " + threads);
        Downcalls.call(Function.SET_NUM_INTEROP_THREADS, threads);
    }

    // ---- What the library says

    static String showConfig() {
        return new Results(Downcalls.call(Function.SHOW_CONFIG)).nextString();
    }

    static String parallelInfo() {
        return new Results(Downcalls.call(Function.PARALLEL_INFO)).nextString();
    }
}
