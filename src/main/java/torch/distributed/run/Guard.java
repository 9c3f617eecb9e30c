package torch.distributed.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Ends the processes if the launcher is killed and cannot do it any more: a shell that waits for the end of the pipe from
 * it. It knows no more than the numbers of the processes that are alive.
 */
final class Guard implements AutoCloseable {
    private static final String SCRIPT =
            """
            trap '' HUP INT QUIT TERM
            left=$1
            pids=
            while read -r line; do pids=$line; done
            [ -n "$pids" ] || exit 0
            kill -TERM $pids
            while [ "$left" -gt 0 ]; do
                alive=
                for pid in $pids; do kill -0 "$pid" && alive="$alive $pid"; done
                [ -n "$alive" ] || exit 0
                pids=$alive
                left=$((left - 1))
                sleep 1
            done
            kill -KILL $pids
            """;

    private final Process shell;
    private final Writer pipe;

    /** @param grace how long the processes may take to end before they are killed */
    Guard(Duration grace) {
        List<String> command =
                List.of("/bin/sh", "-c", SCRIPT, "jtorch-guard", String.valueOf(grace.toSeconds()));
        try {
            shell =
                    new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pipe = shell.outputWriter();
    }

    /** Says which processes are alive. */
    synchronized void watch(LongStream pids) {
        try {
            pipe.write(pids.mapToObj(Long::toString).collect(Collectors.joining(" ", "", "\n")));
            pipe.flush();
        } catch (IOException e) {
            System.getLogger("torch.distributed.run")
                    .log(
                            System.Logger.Level.WARNING,
                            "the guard is gone: if this launcher is killed its processes live on",
                            e);
        }
    }

    @Override
    public void close() {
        watch(LongStream.empty());
        try {
            pipe.close();
            if (!shell.waitFor(5, TimeUnit.SECONDS)) shell.destroyForcibly();
        } catch (IOException e) {
            // It is gone already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
