package generator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of generated files. A file whose content would stay the same is left alone, so that nothing recompiles. */
record Output(Path folder) {
    void write(String file, CharSequence content) {
        Path path = folder.resolve(file);
        try {
            Files.createDirectories(path.getParent());
            String text = content.toString();
            if (!Files.exists(path) || !Files.readString(path).equals(text))
                Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
    }
}
