package torch.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Interpreters that answer, that have no torch, and that are none. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class PythonTorchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir Path folder;

    private String script(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("python3"), "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file.toString();
    }

    private static void fails(String interpreter, Duration patience, String... parts) {
        String text =
                assertThrows(
                                UnsatisfiedLinkError.class,
                                () -> PythonTorch.of(interpreter, "JTORCH_LIBTORCH=x", patience))
                        .getMessage();
        assertTrue(text.startsWith("JTORCH_LIBTORCH=x: "), text);
        assertFalse(text.length() > 1000, text);
        for (String part : parts) assertTrue(text.contains(part), text);
    }

    @Test
    void values_thatNameAnInterpreter() throws IOException {
        for (String name : List.of("python3", "python", "python3.14", "python3.14t", "pypy3"))
            assertTrue(PythonTorch.isInterpreter(name), name);
        assertTrue(PythonTorch.isInterpreter("/opt/venv/bin/python"));
        assertTrue(PythonTorch.isInterpreter("venv/bin/python3"));
        for (String name : List.of("/usr/lib", "torch", "pythonic", "/opt/python3-torch"))
            assertFalse(PythonTorch.isInterpreter(name), name);
        Path directory = Files.createDirectory(folder.resolve("python3"));
        assertFalse(PythonTorch.isInterpreter(directory.toString()), "it is a folder");
    }

    @Test
    void interpreter_answersWhateverElseItPrints() throws IOException {
        String python =
                script(
                        """
                        echo some banner
                        echo jtorch-asks:torch=/site/torch
                        echo jtorch-asks:nvidia=/site/nvidia/cu13/lib
                        echo a warning >&2
                        echo jtorch-asks:nvidia=/site/nvidia/nccl/lib
                        echo jtorch-asks:end=
                        """);
        PythonTorch torch = PythonTorch.of(python, "source", PATIENCE);
        assertEquals(Path.of("/site/torch"), torch.folder());
        assertEquals(
                List.of(Path.of("/site/nvidia/cu13/lib"), Path.of("/site/nvidia/nccl/lib")),
                torch.nvidia());
    }

    @Test
    void interpreter_isAskedWithoutItsInputAndGetsTheQuestion() throws IOException {
        String python =
                script(
                        "cat\ntest \"$1\" = -c || exit 3\necho \"$2\" | grep -q find_spec || exit 4\n"
                                + "echo jtorch-asks:torch=/t\necho jtorch-asks:end=");
        assertEquals(Path.of("/t"), PythonTorch.of(python, "source", PATIENCE).folder());
    }

    @Test
    void interpreter_absentSaysSo() {
        fails(
                folder.resolve("python3").toString(),
                PATIENCE,
                "cannot start " + folder,
                "Install Python, name an interpreter by its path, or name the folder of a libtorch");
    }

    @Test
    void interpreter_withoutTorchSaysHowToGetIt() throws IOException {
        String python = script("echo jtorch-asks:end=");
        fails(python, PATIENCE, python + " has no torch. Install it there (" + python + " -m pip");
    }

    @Test
    void interpreter_thatHangsIsEnded() throws IOException {
        String python = script("echo jtorch-asks:torch=/t\nsleep 600");
        long start = System.nanoTime();
        fails(python, Duration.ofSeconds(1), python + " did not say within 1 s", "Name its folder");
        assertTrue(System.nanoTime() - start < 15_000_000_000L);
        assertFalse(
                ProcessHandle.current().children().anyMatch(PythonTorchTest::isOurs),
                "it is still there");
    }

    private static boolean isOurs(ProcessHandle process) {
        return process.isAlive() && process.info().commandLine().orElse("").contains("python3");
    }

    @Test
    void interpreter_thatPrintsNonsenseIsQuoted() throws IOException {
        fails(
                script("echo 'Hello, world'"),
                PATIENCE,
                "did not say where its torch is, but: Hello, world");
        fails(script("exit 0"), PATIENCE, "but: nothing");
        fails(
                script(
                        "echo 'Traceback (most recent call last):' >&2\necho 'SyntaxError: no' >&2\nexit 1"),
                PATIENCE,
                "SyntaxError: no");
    }

    @Test
    void interpreter_thatPrintsForeverIsEnded() throws IOException {
        fails(script("yes"), PATIENCE, "did not say where its torch is, but: … ");
    }

    @Test
    void python3_saysWhereItsTorchIsWithoutImportingIt() throws IOException {
        PythonTorch torch;
        try {
            torch = PythonTorch.of("python3", "source", PATIENCE);
        } catch (UnsatisfiedLinkError e) {
            Assumptions.abort(e.getMessage());
            return;
        }
        assertTrue(Files.exists(torch.folder().resolve("__init__.py")), torch.toString());
    }
}
