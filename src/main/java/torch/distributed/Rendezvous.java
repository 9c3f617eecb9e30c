package torch.distributed;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How processes find each other. */
record Rendezvous(Store store, int rank, int worldSize) {
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
        if (url.equals("env://")) return byEnvironment(rank, worldSize, timeout, environment);
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "init_method " + url + " is no URL: " + e.getMessage());
        }
        return switch (uri.getScheme() == null ? "" : uri.getScheme()) {
            case "tcp" -> {
                if (uri.getPort() < 0) throw error("tcp:// rendezvous: port number missing");
                check("tcp", rank, worldSize);
                yield new Rendezvous(
                        store(uri.getHost(), uri.getPort(), rank, worldSize, timeout, environment),
                        rank,
                        worldSize);
            }
            case "file" -> {
                if (uri.getPath() == null || uri.getPath().isEmpty()) {
                    throw error("file:// rendezvous: path missing");
                }
                check("file", rank, worldSize);
                Store store = new FileStore(Path.of(uri.getPath()), worldSize);
                store.setTimeout(timeout);
                yield new Rendezvous(store, rank, worldSize);
            }
            default ->
                    throw new DistException("No rendezvous handler for " + uri.getScheme() + "://");
        };
    }

    private static void check(String scheme, int rank, int worldSize) {
        if (rank < 0) throw error(scheme + ":// rendezvous: rank parameter missing");
        if (worldSize < 0) throw error(scheme + ":// rendezvous: world size parameter missing");
    }

    private static Rendezvous byEnvironment(
            int rank, int worldSize, Duration timeout, Map<String, String> environment) {
        int ownRank = rank >= 0 ? rank : number(environment, "RANK");
        int size = worldSize >= 0 ? worldSize : number(environment, "WORLD_SIZE");
        String host = needed(environment, "MASTER_ADDR");
        int port = number(environment, "MASTER_PORT");
        return new Rendezvous(
                store(host, port, ownRank, size, timeout, environment), ownRank, size);
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
        String value = needed(environment, variable);
        try {
            return Integer.parseInt(value.strip());
        } catch (NumberFormatException e) {
            throw error(
                    "env:// rendezvous: environment variable "
                            + variable
                            + " is no number: "
                            + value);
        }
    }

    private static IllegalArgumentException error(String message) {
        return new IllegalArgumentException(
                "Error initializing torch.distributed using " + message);
    }
}
