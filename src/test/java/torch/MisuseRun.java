package torch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Runs {@link MisuseCalls} in a JVM of its own, and again behind a call that ended it. */
final class MisuseRun {
    /** Functions that libtorch itself crashes in, in Python too, each with the reason. */
    private static final String KNOWN = "crashes-in-libtorch.txt";

    private final Path folder;
    private final Class<?> main;
    private final int rounds;
    private final long seed;
    private final List<String> crashes = new ArrayList<>();
    private final StringBuilder output = new StringBuilder();

    MisuseRun(Path folder, Class<?> main, int rounds, long seed) {
        this.folder = folder;
        this.main = main;
        this.rounds = rounds;
        this.seed = seed;
    }

    /** Makes all calls; the result says what the children printed. */
    String run(int seconds) throws IOException {
        Path trace = folder.resolve("trace");
        int first = 0;
        while (true) {
            Files.deleteIfExists(trace);
            ChildJvm.Ended ended =
                    new ChildJvm()
                            .flag(
                                    "-Xmx512m",
                                    "-XX:TieredStopAtLevel=1",
                                    "-XX:-CreateCoredumpOnCrash",
                                    "-XX:ErrorFile=" + folder.resolve("hs_err"))
                            .run(
                                    seconds,
                                    main,
                                    trace.toString(),
                                    Integer.toString(first),
                                    Integer.toString(rounds),
                                    Long.toString(seed));
            output.append(ended.output());
            if (ended.status() == 0) return output.toString();
            String last = Files.exists(trace) ? MisuseCalls.read(Files.readAllBytes(trace)) : "";
            // 139: the stack had no room left for the JVM's own report.
            boolean crashed =
                    ended.status() == 134
                            || ended.status() == 139
                            || ended.output().contains("A fatal error has been detected");
            if (!crashed || ended.output().contains("C  [libjtorch") || last.isEmpty())
                throw new AssertionError(
                        ended.status() + ", the last call: " + last + "\n" + tail(ended.output()));
            crashes.add(last);
            first = Integer.parseInt(last.substring(0, last.indexOf(' '))) + 1;
        }
    }

    /** The calls that ended the process: the method's number, the round, the call. */
    List<String> crashes() {
        return crashes;
    }

    private static String tail(String text) {
        return text.substring(Math.max(0, text.length() - 12_000));
    }

    static Set<String> known() throws IOException {
        Set<String> names = new HashSet<>();
        try (var in = MisuseRun.class.getResourceAsStream(KNOWN)) {
            if (in == null) throw new IOException("no " + KNOWN);
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> !l.startsWith("#") && !l.isBlank())
                    .forEach(l -> names.add(l.split("\t")[0]));
        }
        return names;
    }
}
