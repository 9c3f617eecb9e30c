package torch.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file so that its name shows the old content or the whole new one, never a part: the content goes to a
 * neighbour, is forced to the disk and takes the name in one step.
 */
public final class AtomicFile {
    /** What writes the content. */
    @FunctionalInterface
    public interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    private AtomicFile() {}

    /**
     * Writes a file; where writing fails, the file is as it was and nothing is left beside it.
     *
     * @throws UncheckedIOException where the folder is missing or cannot be written to, or the disk is full
     */
    public static void write(Path file, Content content) {
        try {
            // A link stays one: what it leads to is replaced.
            Path target = (Files.exists(file) ? file.toRealPath() : file.toAbsolutePath());
            Path folder = target.getParent();
            if (folder == null || Files.isDirectory(target))
                throw new IOException(file + " is a folder, not a file");
            if (!Files.isDirectory(folder))
                throw new NoSuchFileException(folder.toString(), null, "no such folder");
            Path part =
                    folder.resolve(
                            "."
                                    + target.getFileName()
                                    + "."
                                    + ProcessHandle.current().pid()
                                    + "-"
                                    + Long.toHexString(System.nanoTime())
                                    + ".part");
            try {
                try (var channel =
                        FileChannel.open(
                                part,
                                StandardOpenOption.CREATE_NEW,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE)) {
                    content.writeTo(channel);
                    channel.force(true);
                }
                Files.move(
                        part,
                        target,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
            try (var entries = FileChannel.open(folder, StandardOpenOption.READ)) {
                entries.force(true); // the name too survives a loss of power
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
