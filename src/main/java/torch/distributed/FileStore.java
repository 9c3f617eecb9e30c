package torch.distributed;

import java.nio.file.Path;

/** A store in a file that all processes reach. Mirrors {@code torch.distributed.FileStore}. */
public final class FileStore extends Store {
    private final Path file;

    /**
     * A store in a file, which is made where it is missing.
     *
     * @param worldSize how many processes use it; -1 if that is not known
     */
    public FileStore(Path file, int worldSize) {
        super(made(file, worldSize));
        this.file = file;
    }

    private static org.bytedeco.pytorch.Store made(Path file, int worldSize) {
        Dist.require();
        return C10d.call(
                "FileStore(" + file + ")",
                () -> new org.bytedeco.pytorch.FileStore(file.toString(), worldSize));
    }

    /** Where it is. */
    public Path path() {
        return file;
    }
}
