package torch.jit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import torch.FileFormatException;

/**
 * A file of TorchScript as the zip archive that it is: {@code data.pkl} with the objects, {@code constants.pkl},
 * {@code code/} with the program, {@code data/} and {@code constants/} with the tensors' bytes.
 */
final class Archive implements AutoCloseable {
    /** No program or description of objects is nearly as long. */
    private static final long LONGEST_TEXT = 1 << 28;

    /** Deflate packs no better than 1032 to 1. */
    private static final long BEST_RATIO = 1032;

    private static final int OLDEST_VERSION = 1;
    private static final int NEWEST_VERSION = 10;

    private final Path name;
    private final ZipFile zip;
    private final Map<String, ZipEntry> records = new LinkedHashMap<>();

    /**
     * Opens an archive.
     *
     * @param name what messages call it
     */
    Archive(Path file, Path name) {
        this.name = name;
        try {
            if (Files.isDirectory(file)) throw new IOException(file + " is a folder, not a file");
            Files.newByteChannel(file).close(); // a missing one is named as such
            zip = new ZipFile(file.toFile());
        } catch (ZipException e) {
            throw new FileFormatException(name, "no file of TorchScript: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (UnsupportedOperationException e) {
            throw new UncheckedIOException(new IOException("only a file on a disk can be read", e));
        }
        try {
            read();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Holds a file to what libtorch takes for granted of one.
     *
     * @throws FileFormatException where it is not so
     */
    static void check(Path file, Path name) {
        try (Archive archive = new Archive(file, name)) {
            archive.check();
        }
    }

    private void read() {
        String root = null;
        var entries = zip.entries();
        while (entries.hasMoreElements()) {
            ZipEntry entry = entries.nextElement();
            int slash = entry.getName().indexOf('/');
            if (slash < 0) throw broken("the record " + entry.getName() + " is in no folder");
            String folder = entry.getName().substring(0, slash + 1);
            if (root == null) root = folder;
            if (!folder.equals(root))
                throw broken("the record " + entry.getName() + " is in another folder");
            if (records.put(entry.getName().substring(slash + 1), entry) != null)
                throw broken("the record " + entry.getName() + " is there twice");
        }
        if (root == null) throw broken("the archive is empty");
    }

    private void check() {
        if (!records.containsKey("constants.pkl") || !records.containsKey("data.pkl"))
            throw broken(
                    records.containsKey("data.pkl")
                            ? "no file of TorchScript, but one of torch.save: it has no constants.pkl"
                            : "no file of TorchScript: it has no data.pkl");
        checkVersion();
        for (var record : records.entrySet()) {
            ZipEntry entry = record.getValue();
            boolean stored = entry.getMethod() == ZipEntry.STORED;
            if (!stored && entry.getMethod() != ZipEntry.DEFLATED
                    || entry.getSize() < 0
                    || stored && entry.getSize() != entry.getCompressedSize()
                    || !stored && entry.getSize() / BEST_RATIO > entry.getCompressedSize())
                throw broken("the record " + record.getKey() + " cannot be of its size");
        }
        for (String key : records.keySet()) {
            if (key.startsWith("code/")) {
                byte[] content = bytes(key);
                if (key.endsWith(".debug_pkl")) checkLines(key, content);
                if (!key.endsWith(".py")) continue;
                String problem = Sources.problem(new String(content, StandardCharsets.UTF_8));
                if (problem != null) throw broken(key + " " + problem);
            }
        }
        checkPickle("constants.pkl", "constants/");
        checkPickle("data.pkl", "data/");
    }

    private void checkVersion() {
        String record = records.containsKey(".data/version") ? ".data/version" : "version";
        if (!records.containsKey(record)) throw broken("it has no record of its version");
        String text = new String(bytes(record), StandardCharsets.US_ASCII).strip();
        if (!text.matches("\\d{1,9}")) throw broken("its version is no number");
        int version = Integer.parseInt(text);
        if (version < OLDEST_VERSION || version > NEWEST_VERSION)
            throw broken(
                    "it is of version %d of the format, and %d to %d are read"
                            .formatted(version, OLDEST_VERSION, NEWEST_VERSION));
    }

    private void checkPickle(String record, String folder) {
        var sizes = new HashMap<String, Long>();
        records.forEach(
                (key, entry) -> {
                    if (key.startsWith(folder))
                        sizes.put(key.substring(folder.length()), entry.getSize());
                });
        try {
            new PickleCheck(bytes(record), sizes).run();
        } catch (PickleCheck.Problem e) {
            throw broken(record + " " + e.getMessage());
        }
    }

    private void checkLines(String record, byte[] content) {
        try {
            new PickleCheck(content, Map.of()).runLines();
        } catch (PickleCheck.Problem e) {
            throw broken(record + " " + e.getMessage());
        }
    }

    Map<String, byte[]> extraFiles() {
        var files = new LinkedHashMap<String, byte[]>();
        for (String key : records.keySet()) {
            if (key.startsWith("extra/")) files.put(key.substring("extra/".length()), bytes(key));
        }
        return files;
    }

    /** The text of a method of a class, as Python shows it. */
    String method(String type, String className, String method) {
        String text = classText(type, className);
        Matcher start =
                Pattern.compile("(?m)^  def " + Pattern.quote(method) + "\\(self: [\\w.]+")
                        .matcher(text);
        if (!start.find()) throw broken("it has no text of " + method);
        Matcher end = Pattern.compile("\n(?=  [^ \n]|[^ \n])").matcher(text);
        String found =
                text.substring(start.start(), end.find(start.end()) ? end.end() : text.length());
        // Arguments are four spaces in wherever the method is.
        int body = found.indexOf(":\n", found.indexOf(" -> ")) + 2;
        return found.substring(2, body).replaceFirst("\\(self: [\\w.]+", "(self")
                + found.substring(body).replaceAll("(?m)^  ", "");
    }

    private String classText(String type, String className) {
        String module = type.substring(0, type.lastIndexOf('.')).replace('.', '/');
        String text = textOf("code/" + module + ".py", className);
        for (String key : records.keySet()) {
            if (text == null && key.endsWith(".py")) text = textOf(key, className);
        }
        if (text == null) throw broken("it has no text of " + className);
        return text;
    }

    private @Nullable String textOf(String record, String className) {
        if (!records.containsKey(record)) return null;
        String text = new String(bytes(record), StandardCharsets.UTF_8);
        int start = ("\n" + text).indexOf("\nclass " + className + "(Module):");
        return start < 0 ? null : text.substring(start);
    }

    /** A record's bytes, which are those that were written. */
    private byte[] bytes(String key) {
        ZipEntry entry = records.get(key);
        if (entry == null || entry.getSize() < 0 || entry.getSize() > LONGEST_TEXT)
            throw broken("the record " + key + " cannot be of its size");
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes((int) entry.getSize() + 1);
            var sum = new CRC32();
            sum.update(bytes);
            if (bytes.length != entry.getSize() || sum.getValue() != entry.getCrc())
                throw broken("the record " + key + " is damaged");
            return bytes;
        } catch (IOException e) {
            throw new FileFormatException(name, "the record " + key + " is damaged", e);
        }
    }

    private FileFormatException broken(String problem) {
        return new FileFormatException(name, problem);
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
