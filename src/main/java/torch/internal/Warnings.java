package torch.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Warnings as Python's: each sentence once. */
public final class Warnings {
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private Warnings() {}

    /** Says it to the logger of that name unless it was said before. */
    public static void warnOnce(String logger, String warning) {
        if (SAID.add(warning)) {
            System.getLogger(logger).log(System.Logger.Level.WARNING, warning);
        }
    }
}
