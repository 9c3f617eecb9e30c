package torch.cuda;

/**
 * Where tests marked with {@link CudaTest} compute. {@code -Djtorch.cuda.device=cpu} lets those that compare numbers run
 * on the CPU of a libtorch with CUDA, to try the tests themselves.
 */
public final class CudaDevice {
    public static final String NAME = System.getProperty("jtorch.cuda.device", "cuda");

    private CudaDevice() {}

    public static boolean isGpu() {
        return NAME.startsWith("cuda");
    }
}
