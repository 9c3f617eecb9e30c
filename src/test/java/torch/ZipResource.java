package torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipInputStream;

/** The files of an archive among the resources. */
public final class ZipResource {
    private ZipResource() {}

    /** The files by name, in their order. */
    public static Map<String, byte[]> read(String name) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (var in = new ZipInputStream(ZipResource.class.getResourceAsStream(name))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry())
                files.put(entry.getName(), in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}
