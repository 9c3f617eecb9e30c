package torch.distributed.run;

/** Some of a process's output streams. Mirrors {@code torch.distributed.elastic.multiprocessing.Std}. */
public enum Std {
    NONE,
    OUT,
    ERR,
    ALL;

    /** Whether this is {@code stream} or has it in it. */
    boolean has(Std stream) {
        return (ordinal() & stream.ordinal()) != 0;
    }

    /**
     * The streams by torchrun's numbers: 0 none, 1 the output, 2 the error stream, 3 both.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static Std of(String number) {
        return switch (number) {
            case "0" -> NONE;
            case "1" -> OUT;
            case "2" -> ERR;
            case "3" -> ALL;
            default ->
                    throw new IllegalArgumentException(
                            number + " does not match: 0 is none, 1 stdout, 2 stderr, 3 both");
        };
    }
}
