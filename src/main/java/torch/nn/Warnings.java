package torch.nn;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Warnings as Python's: each sentence once, to the logger {@code torch.nn}. */
final class Warnings {
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private Warnings() {}

    /** Says it unless it was said before. */
    static void warnOnce(String warning) {
        if (SAID.add(warning)) {
            System.getLogger("torch.nn").log(System.Logger.Level.WARNING, warning);
        }
    }
}
