package torchvision.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import torch.TorchException;

/**
 * One file from the net. It grows under a name of its own, {@code NAME.part}, from which a later try goes on where the
 * MD5 tells whether the parts fit.
 */
final class Download {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How often a download goes on without that anything comes. */
    private static final int TRIES = 3;

    private final URI url;
    private final Path file;
    private final Path part;
    private final @Nullable String md5;

    /** What names the version that is being read; null before the first answer. */
    private @Nullable String version;

    Download(String url, Path file, @Nullable String md5) {
        try {
            this.url = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new TorchException("no address: " + url);
        }
        String scheme = this.url.getScheme();
        if (!"http".equals(scheme) && !"https".equals(scheme)) {
            throw new TorchException("only http and https can be downloaded, not " + url);
        }
        this.file = file;
        this.part = file.resolveSibling(file.getFileName() + ".part");
        this.md5 = md5;
    }

    /** One download at a time in this process, and one of a file on this machine. */
    void run() {
        synchronized (Download.class) {
            try (var client =
                            HttpClient.newBuilder()
                                    .followRedirects(HttpClient.Redirect.NORMAL)
                                    .connectTimeout(PATIENCE)
                                    .build();
                    var channel =
                            FileChannel.open(
                                    part,
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.READ,
                                    StandardOpenOption.WRITE);
                    var lock = channel.lock()) {
                if (DatasetUtils.checkIntegrity(file, md5)) return; // another process was first
                boolean resumed = channel.size() > 0 && md5 != null;
                if (!resumed) channel.truncate(0);
                fetch(client, channel);
                if (resumed && !fits()) {
                    channel.truncate(0);
                    version = null;
                    fetch(client, channel);
                }
                channel.force(true);
                if (!fits()) {
                    String got = DatasetUtils.calculateMd5(part);
                    channel.truncate(0);
                    throw new TorchException(
                            "File not found or corrupted. %s has MD5 %s instead of %s"
                                    .formatted(url, got, md5));
                }
                Files.move(
                        part,
                        file,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException(url + ": " + reason(e), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UncheckedIOException(
                        url + ": interrupted", new IOException("interrupted", e));
            } finally {
                deleteIfEmpty();
            }
        }
    }

    private void deleteIfEmpty() {
        try {
            if (Files.exists(part) && Files.size(part) == 0) Files.delete(part);
        } catch (IOException e) {
            // What is left is an empty file, from which the next download starts.
        }
    }

    private boolean fits() {
        return md5 == null || DatasetUtils.checkMd5(part, md5);
    }

    private static String reason(IOException e) {
        return switch (e) {
            case ConnectException c ->
                    "cannot be reached (offline?)"
                            + (c.getMessage() == null ? "" : ": " + c.getMessage());
            case HttpConnectTimeoutException c -> "cannot be reached: no answer in 30 s";
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
    }

    /** Reads until all is there; goes on after a cut as long as something comes. */
    private void fetch(HttpClient client, FileChannel channel)
            throws IOException, InterruptedException {
        for (int failures = 0; ; ) {
            long before = channel.size();
            try {
                if (complete(client, channel)) return;
                throw new IOException("the connection was cut at byte " + channel.size());
            } catch (HttpStatus e) {
                throw e;
            } catch (IOException e) {
                failures = channel.size() > before ? 0 : failures + 1;
                if (failures >= TRIES || channel.size() == 0) throw e;
            }
        }
    }

    /** An answer that another try would not change. */
    private static final class HttpStatus extends IOException {
        private static final long serialVersionUID = 1L;

        HttpStatus(String message) {
            super(message);
        }
    }

    private boolean complete(HttpClient client, FileChannel channel)
            throws IOException, InterruptedException {
        long start = channel.size();
        var request =
                HttpRequest.newBuilder(url)
                        .timeout(PATIENCE.multipliedBy(2))
                        .header("User-Agent", "pytorch/vision");
        if (start > 0) {
            request.header("Range", "bytes=" + start + "-");
            if (version != null) request.header("If-Range", version);
        }
        HttpResponse<InputStream> response =
                client.send(request.build(), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            int status = response.statusCode();
            if (status == 416 && start > 0) {
                return end(response) == start; // all was there already
            }
            if (status == 206 && start > 0) {
                String range = response.headers().firstValue("Content-Range").orElse("");
                if (!range.startsWith("bytes " + start + "-")) {
                    throw new HttpStatus("the server answered with another range: " + range);
                }
            } else if (status == 200) {
                channel.truncate(0);
                start = 0;
            } else {
                throw new HttpStatus("HTTP Error " + status + ": " + phrase(status));
            }
            if (version == null) {
                version =
                        response.headers()
                                .firstValue("ETag")
                                .filter(tag -> !tag.startsWith("W/"))
                                .or(() -> response.headers().firstValue("Last-Modified"))
                                .orElse(null);
            }
            append(body, channel, start);
            long expected = response.headers().firstValueAsLong("Content-Length").orElse(-1);
            return expected < 0 || channel.size() == start + expected;
        }
    }

    private static String phrase(int status) {
        return switch (status) {
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 410 -> "Gone";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            default -> "unexpected answer";
        };
    }

    private static long end(HttpResponse<?> response) {
        String range = response.headers().firstValue("Content-Range").orElse("");
        try {
            return Long.parseLong(range.substring(range.indexOf('/') + 1));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static void append(InputStream body, FileChannel channel, long start)
            throws IOException {
        var buffer = new byte[1 << 15];
        long at = start;
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            var bytes = ByteBuffer.wrap(buffer, 0, n);
            while (bytes.hasRemaining()) at += channel.write(bytes, at);
        }
    }
}
