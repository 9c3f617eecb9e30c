package torchvision.datasets;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A server on this machine: files by their paths, of which it may cut or change the answers. */
final class Web implements AutoCloseable {
    final Map<String, byte[]> files = new ConcurrentHashMap<>();

    /** After how many bytes of a path's answer the connection is cut, once. */
    final Map<String, Integer> cuts = new ConcurrentHashMap<>();

    /** Each request: its path and its range. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    boolean ranges = true;
    String version = "\"1\"";
    private final HttpServer server;

    Web() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String url(String path) {
        return "http://"
                + server.getAddress().getAddress().getHostAddress()
                + ":"
                + server.getAddress().getPort()
                + path;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String range = exchange.getRequestHeaders().getFirst("Range");
            requests.add(range == null ? path : path + " " + range);
            byte[] file = files.get(path);
            if (file == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            String only = exchange.getRequestHeaders().getFirst("If-Range");
            int start = 0;
            if (ranges && range != null && (only == null || only.equals(version))) {
                start = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
                if (start >= file.length) {
                    exchange.getResponseHeaders().set("Content-Range", "bytes */" + file.length);
                    exchange.sendResponseHeaders(416, -1);
                    return;
                }
                exchange.getResponseHeaders()
                        .set(
                                "Content-Range",
                                "bytes %d-%d/%d".formatted(start, file.length - 1, file.length));
            }
            exchange.getResponseHeaders().set("ETag", version);
            exchange.sendResponseHeaders(start > 0 ? 206 : 200, file.length - start);
            Integer cut = cuts.remove(path);
            int end = cut == null ? file.length : Math.min(file.length, start + cut);
            exchange.getResponseBody().write(file, start, end - start);
            exchange.getResponseBody().flush();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
