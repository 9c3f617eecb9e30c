package torch.backends;

/** How exactly a library computes one kind of operation on floats: {@code torch.backends.cudnn.conv} and its like. */
public final class Fp32Precision {
    private final String backend;
    private final String op;

    Fp32Precision(String backend, String op) {
        this.backend = backend;
        this.op = op;
    }

    /**
     * {@code none}, {@code ieee}, {@code tf32} or {@code bf16}; a {@code none} here shows what the library's own setting
     * says, and that of all libraries behind it.
     */
    public String fp32Precision() {
        return Settings.precision(backend, op);
    }

    /**
     * Sets how exactly it computes.
     *
     * @throws torch.TorchException if there is no such precision, or the library does not have it
     */
    public void setFp32Precision(String precision) {
        Settings.setPrecision(backend, op, precision);
    }
}
