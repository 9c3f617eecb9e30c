package torchvision.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import torch.FileFormatException;
import torch.TorchException;

/** Files of datasets: checksums, downloads and archives. Mirrors {@code torchvision.datasets.utils}. */
public final class DatasetUtils {
    private DatasetUtils() {}

    /** A file's MD5 in hexadecimal digits. @throws UncheckedIOException if it cannot be read */
    public static String calculateMd5(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            var buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) digest.update(buffer, 0, n);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a file has an MD5. */
    public static boolean checkMd5(Path file, String md5) {
        return md5.equals(calculateMd5(file));
    }

    /** Whether there is a file. */
    public static boolean checkIntegrity(Path file) {
        return checkIntegrity(file, null);
    }

    /** Whether there is a file, and it has an MD5 unless that is null. */
    public static boolean checkIntegrity(Path file, @Nullable String md5) {
        return Files.isRegularFile(file) && (md5 == null || checkMd5(file, md5));
    }

    /**
     * Downloads a file into a folder unless it is there. What was cut goes on where it ended; the file takes its name when
     * it is complete and its MD5 is right.
     *
     * @param filename null for the last part of the address
     * @param md5 null for no check
     * @return the file
     * @throws UncheckedIOException that names the address, if the server cannot be reached or does not have the file, or
     *     the file cannot be written
     * @throws TorchException if what came is not what was expected
     */
    public static Path downloadUrl(
            String url, Path root, @Nullable String filename, @Nullable String md5) {
        String name = filename != null ? filename : url.substring(url.lastIndexOf('/') + 1);
        Path file = root.resolve(name);
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (checkIntegrity(file, md5)) return file;
        new Download(url, file, md5).run();
        return file;
    }

    /**
     * Unpacks an archive, {@code .tar}, {@code .tar.gz}, {@code .tgz} or {@code .zip}, into a folder, or a file
     * {@code .gz} beside it.
     *
     * @param to null for the folder that it is in
     * @throws FileFormatException if it is damaged, leads out of the folder, holds links or is far larger than it looks
     * @throws UnsupportedOperationException for {@code .bz2} and {@code .xz}, which the JDK does not know
     * @throws TorchException for another suffix
     */
    public static void extractArchive(Path from, @Nullable Path to) {
        Path parent = from.toAbsolutePath().getParent();
        Path folder = to != null ? to : parent != null ? parent : Path.of(".");
        Archives.extract(from, folder);
    }

    /** {@link #downloadUrl} and then {@link #extractArchive}, in the same folder. */
    public static void downloadAndExtractArchive(
            String url, Path root, @Nullable String filename, @Nullable String md5) {
        extractArchive(downloadUrl(url, root, filename, md5), root);
    }
}
