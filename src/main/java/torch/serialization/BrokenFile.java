package torch.serialization;

/** What is wrong with the content of a file, before it is known which file. */
final class BrokenFile extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenFile(String problem) {
        super(problem);
    }

    BrokenFile(String problem, Throwable cause) {
        super(problem, cause);
    }

    /** A name out of a file as it can be shown: short, and without control characters. */
    static String shown(String name) {
        String start = name.length() <= 120 ? name : name.substring(0, 120) + "...";
        return start.replaceAll("\\p{Cntrl}", "?");
    }
}
