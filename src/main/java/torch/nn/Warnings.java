package torch.nn;

/** Warnings as Python's: each sentence once, to the logger {@code torch.nn}. */
final class Warnings {
    private Warnings() {}

    /** Says it unless it was said before. */
    static void warnOnce(String warning) {
        torch.internal.Warnings.warnOnce("torch.nn", warning);
    }
}
