package torch.optim.lrscheduler;

import java.util.Map;

/**
 * A function given to a scheduler that has a state of its own: the state goes into the scheduler's state dictionary,
 * where other functions are null.
 */
public interface Stateful {
    /** What the function remembers. */
    Map<String, Object> stateDict();

    /** Takes what {@link #stateDict()} gave. */
    void loadStateDict(Map<String, ?> stateDict);
}
