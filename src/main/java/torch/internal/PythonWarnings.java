package torch.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Warnings as Python's: each sentence once, to a logger. */
public final class PythonWarnings {
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private PythonWarnings() {}

    /** Says a sentence unless it was said before. */
    public static void once(String logger, String sentence) {
        if (SAID.add(logger + ": " + sentence)) {
            System.getLogger(logger).log(System.Logger.Level.WARNING, sentence);
        }
    }
}
