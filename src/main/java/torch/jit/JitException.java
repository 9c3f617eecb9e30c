package torch.jit;

import torch.TorchException;

/**
 * Something that went wrong inside a script: a {@code raise} or {@code assert} of its own, or an operation that failed.
 * The message is the whole of what TorchScript says, with the script's stack, and no line of C++. Mirrors
 * {@code torch.jit.Error}.
 */
public final class JitException extends TorchException {
    private static final long serialVersionUID = 1L;

    private final String scriptStack;
    private final String pythonClass;
    private final String originalMessage;

    JitException(String message, String scriptStack, String pythonClass, String originalMessage) {
        super(message);
        this.scriptStack = scriptStack;
        this.pythonClass = pythonClass;
        this.originalMessage = originalMessage;
    }

    /** The calls in the script, the most recent last: the part of the message that starts with {@code Traceback}. */
    public String scriptStack() {
        return scriptStack;
    }

    /** The class of the exception in Python: {@code builtins.ValueError}, or {@code RuntimeError} where none is known. */
    public String pythonClass() {
        return pythonClass;
    }

    /** What the exception itself says, without the stack. */
    public String originalMessage() {
        return originalMessage;
    }
}
