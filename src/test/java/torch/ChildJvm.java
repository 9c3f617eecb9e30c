package torch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A JVM of its own for what has to be seen from outside: crashes, small heaps, loading. */
final class ChildJvm {
    record Ended(int status, String output) {}

    private final List<String> flags = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();
    private String classPath = System.getProperty("java.class.path");
    private boolean nativeAccess = true;
    private boolean libtorch = true;

    ChildJvm flag(String... several) {
        flags.addAll(List.of(several));
        return this;
    }

    ChildJvm classPath(String path) {
        classPath = path;
        return this;
    }

    ChildJvm environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    ChildJvm withoutNativeAccess() {
        nativeAccess = false;
        return this;
    }

    /** Does not hand on which libtorch this JVM was told to use. */
    ChildJvm withoutLibtorch() {
        libtorch = false;
        return this;
    }

    Ended run(long seconds, Class<?> main, String... arguments) {
        return run(seconds, List.of(main.getName()), arguments);
    }

    /** Starts one that runs beside this JVM; what it prints is read from the process. */
    Process start(Class<?> main, String... arguments) throws IOException {
        return new ProcessBuilder(command(List.of(main.getName()), arguments))
                .redirectErrorStream(true)
                .start();
    }

    private List<String> command(List<String> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (nativeAccess) command.add("--enable-native-access=ALL-UNNAMED");
        String asked = System.getProperty("jtorch.libtorch", "");
        if (libtorch && !asked.isBlank()) command.add("-Djtorch.libtorch=" + asked);
        command.addAll(flags);
        if (!classPath.isEmpty()) command.addAll(List.of("-cp", classPath));
        command.addAll(main);
        command.addAll(List.of(arguments));
        return command;
    }

    /** @param main the main class, or {@code -m} and a module's */
    Ended run(long seconds, List<String> main, String... arguments) {
        List<String> command = command(main, arguments);
        try {
            // Operators write files too: whatever they leave goes with the folder.
            Path folder = Files.createTempDirectory("jtorch");
            Path output = folder.resolve("output.txt");
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile());
            if (!libtorch) builder.environment().remove("JTORCH_LIBTORCH");
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            if (!ended) process.destroyForcibly().waitFor();
            String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
            try (Stream<Path> left = Files.walk(folder)) {
                for (Path path : left.sorted(Comparator.reverseOrder()).toList())
                    Files.delete(path);
            }
            return new Ended(ended ? process.exitValue() : -1, ended ? text : text + "\ntimed out");
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
