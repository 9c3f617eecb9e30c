package torchvision.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import torch.TorchException;

/** Downloads from a server that cuts, lies and is missing. */
class DownloadTest {
    @TempDir Path folder;
    private Web web;
    private final byte[] content = new byte[200_000];

    @BeforeEach
    void serve() throws IOException {
        new Random(0).nextBytes(content);
        web = new Web();
        web.files.put("/data.bin", content);
    }

    @AfterEach
    void stop() {
        web.close();
    }

    static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private Path download(String md5) {
        return DatasetUtils.downloadUrl(web.url("/data.bin"), folder, null, md5);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void download_takesItsNameWhenComplete() throws IOException {
        Path file = download(md5(content));
        assertEquals(folder.resolve("data.bin"), file);
        assertArrayEquals(content, Files.readAllBytes(file));
        assertEquals(List.of("data.bin"), names());
        assertEquals(List.of("/data.bin"), web.requests);
    }

    @Test
    void download_isSkippedWhereTheFileIs() throws IOException {
        Files.write(folder.resolve("data.bin"), content);
        download(md5(content));
        assertEquals(List.of(), web.requests);
    }

    @Test
    void download_replacesADamagedFile() throws IOException {
        Files.write(folder.resolve("data.bin"), new byte[10]);
        download(md5(content));
        assertArrayEquals(content, Files.readAllBytes(folder.resolve("data.bin")));
    }

    @Test
    void download_goesOnAfterACut() throws IOException {
        web.cuts.put("/data.bin", 70_000);
        assertArrayEquals(content, Files.readAllBytes(download(null)));
        assertEquals(2, web.requests.size());
        assertTrue(web.requests.get(1).matches("/data.bin bytes=[1-9]\\d*-"), web.requests.get(1));
    }

    @Test
    void download_startsAnewWhereTheServerKnowsNoRanges() throws IOException {
        web.ranges = false;
        web.cuts.put("/data.bin", 70_000);
        assertArrayEquals(content, Files.readAllBytes(download(null)));
    }

    @Test
    void download_goesOnInALaterCall() throws IOException {
        Files.write(folder.resolve("data.bin.part"), Arrays.copyOf(content, 150_000));
        assertArrayEquals(content, Files.readAllBytes(download(md5(content))));
        assertEquals(List.of("/data.bin bytes=150000-"), web.requests);
        assertEquals(List.of("data.bin"), names());
    }

    @Test
    void download_startsAnewWhereAnEarlierPartDoesNotFit() throws IOException {
        Files.write(folder.resolve("data.bin.part"), new byte[150_000]);
        assertArrayEquals(content, Files.readAllBytes(download(md5(content))));
        assertEquals(List.of("/data.bin bytes=150000-", "/data.bin"), web.requests);
    }

    @Test
    void download_usesAPartThatIsComplete() throws IOException {
        Files.write(folder.resolve("data.bin.part"), content);
        assertArrayEquals(content, Files.readAllBytes(download(md5(content))));
    }

    @Test
    void download_trustsNoEarlierPartWithoutAnMd5() throws IOException {
        Files.write(folder.resolve("data.bin.part"), new byte[150_000]);
        assertArrayEquals(content, Files.readAllBytes(download(null)));
    }

    @Test
    void download_refusesAnotherMd5() throws IOException {
        String wrong = "0".repeat(32);
        var error = assertThrows(TorchException.class, () -> download(wrong));
        assertTrue(error.getMessage().startsWith("File not found or corrupted."), error.toString());
        assertTrue(error.getMessage().contains(md5(content)), error.toString());
        assertTrue(error.getMessage().contains(wrong), error.toString());
        assertEquals(List.of(), names());
    }

    @Test
    void download_saysThatNothingIsThere() throws IOException {
        var error =
                assertThrows(
                        UncheckedIOException.class,
                        () -> DatasetUtils.downloadUrl(web.url("/other"), folder, null, null));
        assertEquals(web.url("/other") + ": HTTP Error 404: Not Found", error.getMessage());
        assertEquals(List.of(), names());
    }

    @Test
    void download_saysThatTheServerCannotBeReached() throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        String url = "http://127.0.0.1:" + port + "/data.bin";
        var error =
                assertThrows(
                        UncheckedIOException.class,
                        () -> DatasetUtils.downloadUrl(url, folder, null, null));
        assertTrue(error.getMessage().startsWith(url + ": cannot be reached"), error.toString());
        assertEquals(List.of(), names());
    }

    @Test
    void download_refusesOtherAddresses() {
        for (String url : List.of("file:///etc/passwd", "no address", "ftp://a/b")) {
            assertThrows(
                    TorchException.class,
                    () -> DatasetUtils.downloadUrl(url, folder, "x", null),
                    url);
        }
    }

    @Test
    void download_leavesWhatWasThereWhereItFails() throws IOException {
        Path file = folder.resolve("data.bin");
        Files.write(file, new byte[10]);
        assertThrows(TorchException.class, () -> download("0".repeat(32)));
        assertEquals(10, Files.size(file));
        assertFalse(Files.exists(folder.resolve("data.bin.part")));
    }
}
