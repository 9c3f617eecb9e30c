package torch.internal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The torch that a Python interpreter would import, without importing it.
 *
 * @param folder its folder
 * @param nvidia the folders of NVIDIA's libraries that the interpreter's packages have, in the order of its path
 */
record PythonTorch(Path folder, List<Path> nvidia) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern INTERPRETER = Pattern.compile("(python|pypy)[0-9.]*t?");
    private static final int ENOUGH = 1 << 16;

    private static final String PREFIX = "jtorch-asks:";

    /** The first entry of the path is the working folder, whose packages are none of the interpreter's. */
    private static final String QUESTION =
            """
            import sys
            if sys.path and not sys.path[0]: del sys.path[0]
            import glob, importlib.util, os
            def say(what, path): print("jtorch-asks:" + what + "=" + os.path.abspath(path), flush=True)
            spec = importlib.util.find_spec("torch")
            if spec and spec.origin: say("torch", os.path.dirname(spec.origin))
            for path in sys.path:
                for lib in sorted(glob.glob(os.path.join(glob.escape(path), "nvidia", "*", "lib"))): say("nvidia", lib)
            print("jtorch-asks:end=", flush=True)
            """;

    /** Whether a value names an interpreter: {@code python3}, or the path of one. */
    static boolean isInterpreter(String value) {
        Path path = Path.of(value);
        Path name = path.getFileName();
        if (name == null || !INTERPRETER.matcher(name.toString()).matches()) return false;
        return path.getNameCount() == 1 && !path.isAbsolute() || !Files.isDirectory(path);
    }

    /**
     * Asks an interpreter.
     *
     * @param source how it was asked for, which messages begin with
     */
    static PythonTorch of(String interpreter, String source) {
        return of(interpreter, source, PATIENCE);
    }

    static PythonTorch of(String interpreter, String source, Duration patience) {
        String said = ask(interpreter, source, patience);
        List<String> answers = said.lines().filter(l -> l.startsWith(PREFIX)).toList();
        if (!answers.contains(PREFIX + "end=")) {
            throw failure(
                    source,
                    interpreter
                            + " did not say where its torch is, but: "
                            + (said.isBlank() ? "nothing" : shortened(said.strip())));
        }
        Path folder =
                paths(answers, "torch")
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        failure(
                                                source,
                                                interpreter
                                                        + " has no torch. Install it there ("
                                                        + interpreter
                                                        + " -m pip install torch), or name another interpreter, as"
                                                        + " /opt/venv/bin/python"));
        return new PythonTorch(folder, paths(answers, "nvidia").distinct().toList());
    }

    private static Stream<Path> paths(List<String> answers, String what) {
        String start = PREFIX + what + "=";
        return answers.stream()
                .filter(a -> a.startsWith(start))
                .map(a -> Path.of(a.substring(start.length())));
    }

    private static String ask(String interpreter, String source, Duration patience) {
        Process process;
        try {
            process =
                    new ProcessBuilder(interpreter, "-c", QUESTION)
                            .redirectErrorStream(true)
                            .redirectInput(new File("/dev/null"))
                            .start();
        } catch (IOException e) {
            throw failure(
                    source,
                    "cannot start "
                            + interpreter
                            + " to ask it for its torch ("
                            + e.getMessage()
                            + "). Install Python, name an interpreter by its path, or name the folder of a libtorch");
        }
        CompletableFuture<byte[]> output = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try (var in = process.getInputStream()) {
                                output.complete(in.readNBytes(ENOUGH));
                            } catch (IOException e) {
                                output.completeExceptionally(e);
                            }
                        });
        try {
            byte[] bytes = output.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (bytes.length < ENOUGH && !process.waitFor(patience)) throw new TimeoutException();
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (TimeoutException e) {
            throw failure(
                    source,
                    interpreter
                            + " did not say within "
                            + patience.toSeconds()
                            + " s where its torch is. Name its folder instead");
        } catch (ExecutionException e) {
            throw failure(source, "cannot read what " + interpreter + " says: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(source, "interrupted while asking " + interpreter + " for its torch");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String shortened(String text) {
        return text.length() <= 400 ? text : "… " + text.substring(text.length() - 400);
    }

    private static UnsatisfiedLinkError failure(String source, String what) {
        return new UnsatisfiedLinkError(source + ": " + what);
    }
}
