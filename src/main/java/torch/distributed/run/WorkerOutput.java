package torch.distributed.run;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where one output stream of a process goes.
 *
 * @param file null for no file
 * @param tee whether the launcher reads it, and writes it to the console with a prefix
 * @param shown whether the console gets anything of it
 */
record WorkerOutput(@Nullable Path file, boolean tee, boolean shown) {
    private static final Object CONSOLE = new Object();

    /** @param folder of the process's files, or null */
    static WorkerOutput of(LaunchConfig config, Std stream, int localRank, @Nullable Path folder) {
        boolean tee = config.tee.has(stream), redirected = config.redirects.has(stream);
        String name = stream == Std.OUT ? "stdout.log" : "stderr.log";
        return new WorkerOutput(
                folder != null && (tee || redirected) ? folder.resolve(name) : null,
                tee,
                (tee || !redirected)
                        && (config.localRanksFilter == null
                                || config.localRanksFilter.contains(localRank)));
    }

    Redirect redirect() {
        if (tee) return Redirect.PIPE;
        if (file != null) return Redirect.to(file.toFile());
        return shown ? Redirect.INHERIT : Redirect.DISCARD;
    }

    /** The thread that hands the stream on line by line; null where the process writes by itself. */
    @Nullable Thread pump(InputStream stream, PrintStream console, int localRank) {
        if (!tee) return null;
        String prefix = "[default" + localRank + "]:";
        return Thread.ofPlatform()
                .daemon()
                .name("output of local rank " + localRank)
                .start(() -> pump(stream, console, prefix.getBytes(StandardCharsets.UTF_8)));
    }

    private void pump(InputStream stream, PrintStream console, byte[] prefix) {
        try (var in = new BufferedInputStream(stream);
                var log =
                        file == null
                                ? OutputStream.nullOutputStream()
                                : new BufferedOutputStream(Files.newOutputStream(file))) {
            var line = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                line.write(b);
                if (b == '\n') write(line, log, console, prefix);
            }
            if (line.size() > 0) {
                line.write('\n');
                write(line, log, console, prefix);
            }
        } catch (IOException e) {
            System.err.println("jtorch run: output is lost: " + e);
        }
    }

    private void write(
            ByteArrayOutputStream line, OutputStream log, PrintStream console, byte[] prefix)
            throws IOException {
        line.writeTo(log);
        log.flush();
        if (shown) {
            synchronized (CONSOLE) {
                console.write(prefix);
                line.writeTo(console);
                console.flush();
            }
        }
        line.reset();
    }
}
