package torch;

import java.nio.file.Path;

/**
 * A file whose content is not what its format says: truncated, damaged, or made to do harm. The message starts with the
 * file's name. A file that cannot be read at all is a {@link java.io.UncheckedIOException}.
 */
public class FileFormatException extends TorchException {
    private static final long serialVersionUID = 1L;

    public FileFormatException(Path file, String problem) {
        super(file + ": " + problem);
    }

    public FileFormatException(Path file, String problem, Throwable cause) {
        super(file + ": " + problem);
        initCause(cause);
    }
}
