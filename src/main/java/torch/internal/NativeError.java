package torch.internal;

import torch.AcceleratorException;
import torch.OutOfMemoryException;
import torch.TorchException;

/** What the shim keeps of a failed call, as the Java exception for it. */
final class NativeError {
    private static final int INDEX = 1;
    private static final int VALUE = 2;
    private static final int NOT_IMPLEMENTED = 3;
    private static final int OUT_OF_MEMORY = 4;
    private static final int JAVA = 5;
    private static final int MISSING = 6;
    private static final int ACCELERATOR = 7;

    private NativeError() {}

    /** What to throw for something a downcall threw: an error of loading as it is. */
    static AssertionError unexpected(Throwable e) {
        if (e instanceof Error error) throw error;
        return new AssertionError("the shim lets no exception out", e);
    }

    /** The exception for this thread's last error. */
    static RuntimeException take() {
        int kind = (int) Downcalls.plain(Function.ERROR_KIND);
        if (kind == JAVA)
            throw Upcalls.<RuntimeException>rethrow(Downcalls.plain(Function.ERROR_TOKEN));
        String text =
                TypeNames.asInPython(
                        new Results(Downcalls.plain(Function.ERROR_TEXT)).nextString());
        return switch (kind) {
            case INDEX -> new IndexOutOfBoundsException(text);
            case VALUE -> new IllegalArgumentException(text);
            case NOT_IMPLEMENTED -> new UnsupportedOperationException(text);
            case OUT_OF_MEMORY -> new OutOfMemoryException(text);
            case ACCELERATOR -> new AcceleratorException(text);
            case MISSING ->
                    new UnsupportedOperationException(
                            text + ": libtorch " + Libraries.version() + " has no such operator");
            default -> new TorchException(explained(text));
        };
    }

    /** Where libtorch only says that there is no accelerator, the reason too. */
    private static String explained(String text) {
        boolean unexplained =
                text.contains("accelerator device when none is available")
                        || text.contains("no pinned memory allocator is available");
        String reason = unexplained ? CudaStatus.unavailableReason() : null;
        return reason == null ? text : text + " " + reason;
    }
}
