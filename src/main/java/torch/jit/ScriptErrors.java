package torch.jit;

import java.util.regex.Pattern;
import torch.TorchException;
import torch.internal.Presets;

/** The exceptions of TorchScript as Java ones. */
final class ScriptErrors {
    private static final String FAILED =
            "The following operation failed in the TorchScript interpreter.\n";
    private static final String HERE = "<--- HERE\n";
    private static final Pattern CLASS = Pattern.compile("(?m)^([A-Za-z_][\\w.]*): ");
    private static final Pattern SCHEMA =
            Pattern.compile(
                    "(?s)\\w+\\(\\) (?:is missing|expected|Expected).*Declaration: .*"
                            + "|Unknown keyword argument .*Schema: .*");

    private ScriptErrors() {}

    static RuntimeException of(RuntimeException e) {
        String message = Presets.message(e);
        if (message.startsWith(FAILED)) {
            return inScript(message);
        }
        if (SCHEMA.matcher(message).matches()) {
            return new IllegalArgumentException(message.stripTrailing());
        }
        return Presets.failure(e);
    }

    /** The compiler's errors start with an empty line. */
    static RuntimeException ofCompiler(RuntimeException e) {
        RuntimeException failure = Presets.failure(e);
        return failure.getClass() == TorchException.class
                ? new TorchException(String.valueOf(failure.getMessage()).strip())
                : failure;
    }

    private static JitException inScript(String message) {
        int here = message.lastIndexOf(HERE);
        var said = CLASS.matcher(message);
        if (!said.find(here < 0 ? FAILED.length() : here + HERE.length())) {
            return new JitException(
                    message, message.substring(FAILED.length()), "RuntimeError", "");
        }
        return new JitException(
                message,
                message.substring(FAILED.length(), said.start()),
                said.group(1),
                message.substring(said.end()).stripTrailing());
    }
}
