package torch.backends;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** oneDNN, once MKL-DNN: {@code torch.backends.mkldnn}. */
public final class MkldnnBackend extends Backend {
    private static final String MODULE = "mkldnn";
    private static final String ENABLED = "mkldnn.enabled";
    private static final String DETERMINISTIC = "mkldnn.deterministic";
    private static final Fp32Precision MATMUL = new Fp32Precision(MODULE, "matmul");
    private static final Fp32Precision CONV = new Fp32Precision(MODULE, "conv");
    private static final Fp32Precision RNN = new Fp32Precision(MODULE, "rnn");

    MkldnnBackend() {
        super(MODULE);
    }

    /** Whether it is used. */
    public boolean enabled() {
        return Settings.get(ENABLED);
    }

    /** Whether it is used. */
    public void setEnabled(boolean enabled) {
        Settings.checkMutable(".mkldnn");
        Settings.set(ENABLED, enabled);
    }

    /** Whether it only takes algorithms that give the same bits every time. */
    public boolean deterministic() {
        return Settings.get(DETERMINISTIC);
    }

    /** Whether it only takes algorithms that give the same bits every time. */
    public void setDeterministic(boolean deterministic) {
        Settings.checkMutable(".mkldnn");
        Settings.set(DETERMINISTIC, deterministic);
    }

    /** {@code none}, {@code ieee}, {@code tf32} or {@code bf16}. */
    public String fp32Precision() {
        return Settings.precision(MODULE, "all");
    }

    /**
     * Sets how exactly floats are computed with: as in PyTorch, that of all libraries.
     *
     * @throws torch.TorchException if there is no such precision
     */
    public void setFp32Precision(String precision) {
        Settings.checkMutable(".mkldnn");
        Settings.setPrecision("generic", "all", precision);
    }

    /** Products of matrices. */
    public Fp32Precision matmul() {
        return MATMUL;
    }

    /** Convolutions. */
    public Fp32Precision conv() {
        return CONV;
    }

    /** Recurrent layers. */
    public Fp32Precision rnn() {
        return RNN;
    }

    /** Flags that hold until the result is closed; those not named get their defaults. Mirrors {@code flags(…)}. */
    public BackendFlags flags(Consumer<? super Options> options) {
        var o = new Options();
        options.accept(o);
        boolean enabled = enabled();
        boolean deterministic = deterministic();
        String precision = fp32Precision();
        set(o.enabled, o.deterministic, o.fp32Precision);
        return new BackendFlags(() -> set(enabled, deterministic, precision));
    }

    private static void set(boolean enabled, boolean deterministic, @Nullable String precision) {
        if (precision != null) Settings.setPrecision(MODULE, "all", precision);
        Settings.set(ENABLED, enabled);
        Settings.set(DETERMINISTIC, deterministic);
    }

    /** The keyword arguments of {@link #flags}. */
    public static final class Options {
        private boolean enabled;
        private boolean deterministic;
        private @Nullable String fp32Precision = "none";

        private Options() {}

        /** Whether oneDNN is used. Default: false */
        public Options enabled(boolean enabled) {
            this.enabled = enabled;
            return this;
        }

        /** Whether it only takes algorithms that give the same bits every time. Default: false */
        public Options deterministic(boolean deterministic) {
            this.deterministic = deterministic;
            return this;
        }

        /** How exactly floats are computed with; null leaves that. Default: {@code none} */
        public Options fp32Precision(@Nullable String fp32Precision) {
            this.fp32Precision = fp32Precision;
            return this;
        }
    }
}
