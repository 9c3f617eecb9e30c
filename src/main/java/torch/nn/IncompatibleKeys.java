package torch.nn;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What did not match when a state was loaded. A hook of the loading may change both lists.
 *
 * @param missingKeys keys that the module has and the state has not
 * @param unexpectedKeys keys that the state has and the module has not
 */
public record IncompatibleKeys(List<String> missingKeys, List<String> unexpectedKeys) {
    @Override
    public String toString() {
        return missingKeys.isEmpty() && unexpectedKeys.isEmpty()
                ? "<All keys matched successfully>"
                : "_IncompatibleKeys(missing_keys="
                        + quoted(missingKeys)
                        + ", unexpected_keys="
                        + quoted(unexpectedKeys)
                        + ")";
    }

    private static String quoted(List<String> keys) {
        return keys.stream()
                .map(key -> "'" + key + "'")
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
