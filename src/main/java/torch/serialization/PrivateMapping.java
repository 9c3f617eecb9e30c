package torch.serialization;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import torch.DType;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/**
 * A file's content as memory: read page by page when touched, writable without the file seeing it. It is libtorch that
 * maps, as for {@code torch.from_file}: Java's own private mappings ask for a file that may be written to.
 */
final class PrivateMapping {
    private PrivateMapping() {}

    /**
     * Maps a whole file.
     *
     * @return the content, kept by whatever is over it, until the collector finds that nothing is
     * @throws UncheckedIOException if there is no such file, or it cannot be read or mapped
     * @throws IllegalArgumentException for a file that is not the operating system's, as one in an archive
     */
    static MemorySegment of(Path file) {
        if (file.getFileSystem() != FileSystems.getDefault())
            throw new IllegalArgumentException(
                    file + " is not a file of the operating system, which alone can be mapped");
        try {
            long size = size(file);
            if (size == 0) return MemorySegment.NULL;
            if (!Files.isReadable(file)) throw new AccessDeniedException(file.toString());
            try {
                return map(file, size);
            } catch (TorchException e) {
                throw new IOException(e.getMessage(), e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first {@code size} bytes, more than none, of a file that is there. */
    static MemorySegment map(Path file, long size) {
        try (Tensor whole =
                Torch.fromFile(
                        file.toAbsolutePath().toString(),
                        false,
                        size,
                        Torch.dtype(DType.UINT8).device("cpu"))) {
            return whole.segment();
        }
    }

    /** The size of a plain file. */
    static long size(Path file) throws IOException {
        long size = Files.size(file);
        if (!Files.isRegularFile(file)) throw new FileNotFoundException(file + " is not a file");
        return size;
    }
}
