package torch.inductor;

import java.util.Objects;

/** How a package is loaded; see {@link Inductor#aotiLoadPackage}. */
public final class PackageOptions {
    String modelName = "model";
    boolean runSingleThreaded;
    int numRunners = 1;
    int deviceIndex = -1;

    PackageOptions() {}

    /** Which of the package's models; {@code "model"} unless set. */
    public PackageOptions modelName(String modelName) {
        this.modelName = Objects.requireNonNull(modelName, "modelName");
        return this;
    }

    /** Whether the model is called by one thread at a time, and does without locks; false unless set. */
    public PackageOptions runSingleThreaded(boolean runSingleThreaded) {
        this.runSingleThreaded = runSingleThreaded;
        return this;
    }

    /** How many threads the model may serve at once; 1 unless set. */
    public PackageOptions numRunners(int numRunners) {
        if (numRunners < 1)
            throw new IllegalArgumentException(
                    "num_runners must be positive, but got " + numRunners);
        this.numRunners = numRunners;
        return this;
    }

    /** The index of the CUDA device; -1, the current one, unless set. */
    public PackageOptions deviceIndex(int deviceIndex) {
        if (deviceIndex < -1 || deviceIndex > 127)
            throw new IllegalArgumentException(
                    "Device index must be -1 or in 0..127, got " + deviceIndex);
        this.deviceIndex = deviceIndex;
        return this;
    }
}
