package torchvision.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import torch.FileFormatException;
import torch.TorchException;

/** Archives, most of them made to do harm. */
class ArchivesTest {
    @TempDir Path outside;
    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(outside.resolve("inside"));
    }

    private static void entry(
            OutputStream out, String name, char type, String link, byte[] data, long size)
            throws IOException {
        var header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644\0");
        put(header, 124, "%011o\0".formatted(size));
        header[156] = (byte) type;
        put(header, 157, link);
        put(header, 257, "ustar\00000");
        put(header, 148, "        ");
        int sum = 0;
        for (byte b : header) sum += b & 0xff;
        put(header, 148, "%06o\0 ".formatted(sum));
        out.write(header);
        out.write(data);
        out.write(new byte[(512 - data.length % 512) % 512]);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private Path tar(String name, char type, String link) throws IOException {
        Path tar = outside.resolve("a.tar");
        var out = new ByteArrayOutputStream();
        byte[] data = type == '0' ? "text".getBytes(StandardCharsets.UTF_8) : new byte[0];
        entry(out, name, type, link, data, data.length);
        out.write(new byte[1024]);
        return Files.write(tar, out.toByteArray());
    }

    private Path zip(String name) throws IOException {
        Path zip = outside.resolve("a.zip");
        try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry(name));
            out.write("text".getBytes(StandardCharsets.UTF_8));
        }
        return zip;
    }

    private void refused(Path archive, String why) throws IOException {
        var error =
                assertThrows(
                        FileFormatException.class,
                        () -> DatasetUtils.extractArchive(archive, folder));
        assertTrue(error.getMessage().startsWith(archive + ": "), error.getMessage());
        assertTrue(error.getMessage().contains(why), error.getMessage());
        assertFalse(Files.exists(outside.resolve("evil")));
        try (var left = Files.walk(folder)) {
            assertEquals(0, left.filter(Files::isRegularFile).count());
        }
    }

    @Test
    void archive_isUnpacked() throws IOException {
        DatasetUtils.extractArchive(tar("a/b/c.txt", '0', ""), folder);
        assertEquals("text", Files.readString(folder.resolve("a/b/c.txt")));
        DatasetUtils.extractArchive(zip("d/e.txt"), folder);
        assertEquals("text", Files.readString(folder.resolve("d/e.txt")));
        Path gz = outside.resolve("f.txt.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(gz))) {
            out.write("text".getBytes(StandardCharsets.UTF_8));
        }
        DatasetUtils.extractArchive(gz, null);
        assertEquals("text", Files.readString(outside.resolve("f.txt")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "a/../../evil",
                "/evil",
                "a\\..\\..\\evil",
                "C:evil",
                "a/../../inside2/x"
            })
    void archive_staysInItsFolder(String name) throws IOException {
        refused(tar(name, '0', ""), "the entry '" + name + "'");
        refused(zip(name), "the entry '" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(chars = {'1', '2'})
    void archive_hasNoLinks(char type) throws IOException {
        refused(tar("link", type, "/etc/passwd"), "is a link");
    }

    @ParameterizedTest
    @ValueSource(chars = {'3', '4', '6', '7', 'Z'})
    void archive_hasNoDevices(char type) throws IOException {
        refused(tar("device", type, ""), "is neither a file nor a folder");
    }

    @Test
    void archive_followsNoLinkThatIsThere() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), outside);
        refused(tar("link/evil", '0', ""), "goes through a link");
        refused(zip("link/evil"), "goes through a link");
    }

    @Test
    void archive_isNoBomb() throws IOException {
        Path bomb = outside.resolve("bomb.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(bomb), 1 << 16)) {
            var zeros = new byte[1 << 20];
            for (int i = 0; i < 8; i++) out.write(zeros);
        }
        var error =
                assertThrows(
                        FileFormatException.class, () -> Archives.extract(bomb, folder, 1 << 20));
        assertTrue(error.getMessage().contains("far larger than it looks"), error.toString());
        assertFalse(Files.exists(folder.resolve("bomb")));
        DatasetUtils.extractArchive(bomb, folder);
        assertEquals(8 << 20, Files.size(folder.resolve("bomb")));
    }

    @Test
    void archive_isNotTruncated() throws IOException {
        Path lying = outside.resolve("lying.tar");
        var out = new ByteArrayOutputStream();
        entry(out, "big", '0', "", new byte[512], 1L << 32);
        Files.write(lying, out.toByteArray());
        refused(lying, "is truncated");
        byte[] tar = Files.readAllBytes(tar("a.txt", '0', ""));
        for (int length : new int[] {0, 100, 512, 514, 1024}) {
            Path cut = Files.write(outside.resolve("cut.tar"), Arrays.copyOf(tar, length));
            assertThrows(
                    FileFormatException.class,
                    () -> DatasetUtils.extractArchive(cut, folder),
                    "cut at " + length);
        }
        byte[] damaged = tar.clone();
        damaged[3] ^= 1;
        Path bad = Files.write(outside.resolve("bad.tar"), damaged);
        assertThrows(FileFormatException.class, () -> DatasetUtils.extractArchive(bad, folder));
    }

    @Test
    void gzip_isNotTruncated() throws IOException {
        Path gz = outside.resolve("x.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(gz))) {
            out.write(new byte[100_000]);
        }
        byte[] whole = Files.readAllBytes(gz);
        for (int length : new int[] {0, 5, 20, whole.length - 1}) {
            Files.write(gz, Arrays.copyOf(whole, length));
            assertThrows(
                    FileFormatException.class,
                    () -> DatasetUtils.extractArchive(gz, folder),
                    "cut at " + length);
            assertFalse(Files.exists(folder.resolve("x")));
        }
    }

    @Test
    void archive_ofAnotherKindIsNamed() throws IOException {
        Path xz = Files.write(outside.resolve("a.tar.xz"), new byte[10]);
        assertThrows(
                UnsupportedOperationException.class, () -> DatasetUtils.extractArchive(xz, folder));
        Path other = Files.write(outside.resolve("a.rar"), new byte[10]);
        assertThrows(TorchException.class, () -> DatasetUtils.extractArchive(other, folder));
        Path zip = Files.write(outside.resolve("b.zip"), new byte[100]);
        assertThrows(FileFormatException.class, () -> DatasetUtils.extractArchive(zip, folder));
    }
}
