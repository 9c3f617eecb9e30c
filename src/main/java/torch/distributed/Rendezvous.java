package torch.distributed;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where processes have met. Mirrors what {@code torch.distributed.rendezvous} gives.
 *
 * @param store the keys and values that they share
 * @param rank this process's rank
 * @param worldSize how many there are
 */
public record Rendezvous(Store store, int rank, int worldSize) {
    /** How processes meet at URLs of one scheme, for {@link Dist#registerRendezvousHandler}. */
    public interface Handler {
        /**
         * Meets the others.
         *
         * @param url with what is known of {@code rank} and {@code world_size} in its query
         */
        Rendezvous meet(URI url, Duration timeout);
    }

    private static final Map<String, Handler> HANDLERS = new ConcurrentHashMap<>();

    private static boolean isBuiltIn(String scheme) {
        return scheme.equals("tcp") || scheme.equals("env") || scheme.equals("file");
    }

    static void register(String scheme, Handler handler) {
        if (isBuiltIn(scheme) || HANDLERS.putIfAbsent(scheme, handler) != null) {
            throw new DistException("Rendezvous handler for " + scheme + ":// already registered");
        }
    }

    /**
     * Meets the others.
     *
     * @param environment as {@link System#getenv()}
     */
    static Rendezvous at(
            String url,
            int rank,
            int worldSize,
            Duration timeout,
            Map<String, String> environment) {
        // java.net.URI knows no URL that ends with its scheme.
        boolean bare = url.endsWith("://");
        URI uri;
        try {
            uri = URI.create(bare ? url + "/" : url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "init_method " + url + " is no URL: " + e.getMessage());
        }
        Map<String, String> query = query(uri);
        if (rank != -1 || worldSize != -1) {
            if (query.containsKey("rank") || query.containsKey("world_size")) {
                throw new IllegalArgumentException(
                        "The url: %s has node-specific arguments(rank, world_size) already."
                                .formatted(url));
            }
            if (rank != -1) query.put("rank", String.valueOf(rank));
            if (worldSize != -1) query.put("world_size", String.valueOf(worldSize));
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme();
        return switch (scheme) {
            case "env" -> byEnvironment(query, timeout, environment);
            case "tcp" -> {
                if (uri.getPort() < 0) throw error("tcp:// rendezvous: port number missing");
                int own = number(query, "tcp", "rank", "rank");
                int size = number(query, "tcp", "world_size", "world size");
                yield new Rendezvous(
                        store(uri.getHost(), uri.getPort(), own, size, timeout, environment),
                        own,
                        size);
            }
            case "file" -> {
                if (uri.getPath() == null || uri.getPath().isEmpty() || bare) {
                    throw error("file:// rendezvous: path missing");
                }
                int own = number(query, "file", "rank", "rank");
                int size = number(query, "file", "world_size", "world size");
                Store store = new FileStore(Path.of(uri.getPath()), size);
                store.setTimeout(timeout);
                yield new Rendezvous(store, own, size);
            }
            default -> {
                Handler handler = HANDLERS.get(scheme);
                if (handler == null)
                    throw new DistException("No rendezvous handler for " + scheme + "://");
                yield handler.meet(with(uri, query), timeout);
            }
        };
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new LinkedHashMap<>();
        if (uri.getQuery() == null) return query;
        for (String pair : uri.getQuery().split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) query.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return query;
    }

    private static URI with(URI uri, Map<String, String> query) {
        String text =
                query.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .collect(Collectors.joining("&"));
        String base = uri.toString().split("\\?")[0];
        return URI.create(text.isEmpty() ? base : base + "?" + text);
    }

    private static int number(
            Map<String, String> query, String scheme, String parameter, String words) {
        String value = query.get(parameter);
        if (value == null) throw error(scheme + ":// rendezvous: " + words + " parameter missing");
        return parsed(value, scheme + ":// rendezvous: " + words + " parameter");
    }

    private static Rendezvous byEnvironment(
            Map<String, String> query, Duration timeout, Map<String, String> environment) {
        int rank =
                query.containsKey("rank")
                        ? number(query, "env", "rank", "rank")
                        : number(environment, "RANK");
        int size =
                query.containsKey("world_size")
                        ? number(query, "env", "world_size", "world size")
                        : number(environment, "WORLD_SIZE");
        String host = needed(environment, "MASTER_ADDR");
        int port = number(environment, "MASTER_PORT");
        return new Rendezvous(store(host, port, rank, size, timeout, environment), rank, size);
    }

    private static Store store(
            String host,
            int port,
            int rank,
            int worldSize,
            Duration timeout,
            Map<String, String> environment) {
        // torchrun serves the store itself, and says so.
        boolean served =
                "True".equals(environment.get("TORCHELASTIC_USE_AGENT_STORE"))
                        && host.equals(environment.get("MASTER_ADDR"))
                        && String.valueOf(port).equals(environment.get("MASTER_PORT"));
        Store store = new TCPStore(host, port, worldSize, rank == 0 && !served, timeout);
        // torchrun's lives on when it starts the processes again, with the addresses of those
        // before.
        String attempt = environment.getOrDefault("TORCHELASTIC_RESTART_COUNT", "0");
        return served && !attempt.equals("0")
                ? new PrefixStore("/worker/attempt_" + attempt, store)
                : store;
    }

    private static String needed(Map<String, String> environment, String variable) {
        @Nullable String value = environment.get(variable);
        if (value == null || value.isEmpty()) {
            throw error(
                    "env:// rendezvous: environment variable "
                            + variable
                            + " expected, but not set");
        }
        return value;
    }

    private static int number(Map<String, String> environment, String variable) {
        return parsed(
                needed(environment, variable),
                "env:// rendezvous: environment variable " + variable);
    }

    private static int parsed(String value, String what) {
        try {
            return Integer.parseInt(value.strip());
        } catch (NumberFormatException e) {
            throw error(what + " is no number: " + value);
        }
    }

    private static IllegalArgumentException error(String message) {
        return new IllegalArgumentException(
                "Error initializing torch.distributed using " + message);
    }
}
