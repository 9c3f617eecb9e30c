package torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where libtorch comes from, and what is said when it does not come. */
@EnabledOnOs(OS.LINUX)
class LoadingTest {
    @TempDir Path folder;

    /** One operator, then whether JavaCPP's JNI library is in the process: before its lane is used, and after. */
    static final class Program {
        public static void main(String[] arguments) throws IOException {
            Tensor sum = Torch.ones(2).add(1);
            System.out.println("sum " + sum.sum().itemDouble() + ", JNI " + hasJni());
            if (arguments.length > 0) {
                try (org.bytedeco.pytorch.Tensor same = sum.javacpp()) {
                    System.out.println("lane " + same.dim() + ", JNI " + hasJni());
                }
            }
        }

        private static boolean hasJni() throws IOException {
            return Files.readString(Path.of("/proc/self/maps")).contains("libjnitorch");
        }
    }

    private static final String PRESETS = "only with the JavaCPP presets' libtorch";

    private static boolean hasPresets() {
        return System.getProperty("jtorch.libtorch", "").isBlank()
                && System.getenv("JTORCH_LIBTORCH") == null;
    }

    private static ChildJvm child() {
        return new ChildJvm().withoutLibtorch();
    }

    private static void assertSays(ChildJvm.Ended ended, String... parts) {
        assertNotEquals(0, ended.status(), ended::output);
        for (String part : parts) {
            assertTrue(
                    ended.output().contains(part),
                    () -> "\"" + part + "\" is not in: " + ended.output());
        }
        assertFalse(ended.output().contains("A fatal error has been detected"), ended::output);
    }

    private ChildJvm.Ended runWith(Path libtorch) {
        return child().flag("-Djtorch.libtorch=" + libtorch).run(60, Program.class);
    }

    private void copyShim(String name) throws IOException {
        try (InputStream in =
                Torch.class.getResourceAsStream("internal/native/linux-x86_64/libjtorch.so")) {
            Assumptions.assumeTrue(in != null, "x86-64 only");
            Files.copy(in, folder.resolve(name));
        }
    }

    @Test
    void presets_areTheDefaultAndLeaveTheJniLibraryAlone() {
        Assumptions.assumeTrue(hasPresets(), PRESETS);
        ChildJvm.Ended ended = child().run(60, Program.class);
        assertEquals(0, ended.status(), ended::output);
        assertEquals("sum 4.0, JNI false", ended.output().strip());
    }

    @Test
    void javacppLane_loadsTheJniLibraryWhenItIsUsed() {
        Assumptions.assumeTrue(hasPresets(), PRESETS);
        ChildJvm.Ended ended = child().run(120, Program.class, "lane");
        assertEquals(0, ended.status(), ended::output);
        assertTrue(ended.output().contains("sum 4.0, JNI false"), ended::output);
        assertTrue(ended.output().contains("lane 1, JNI true"), ended::output);
    }

    @Test
    void javacppLane_withAnotherLibtorchSaysSo() {
        Assumptions.assumeFalse(hasPresets(), "only with -Djtorch.libtorch");
        assertSays(
                new ChildJvm().run(60, Program.class, "lane"), "sum 4.0", "presets' own libtorch");
    }

    @Test
    void folder_missingIsNamed() {
        assertSays(
                runWith(folder.resolve("nowhere")),
                "-Djtorch.libtorch=" + folder.resolve("nowhere"),
                "no such folder");
    }

    @Test
    void folder_withoutLibtorchSaysWhatToName() {
        assertSays(
                runWith(folder),
                "no libtorch_cpu.so there",
                "Name the folder of a libtorch 2.10 or newer");
    }

    @Test
    void environmentVariable_isReadAndNamed() {
        assertSays(
                child().environment("JTORCH_LIBTORCH", folder.toString()).run(60, Program.class),
                "JTORCH_LIBTORCH=" + folder,
                "no libtorch_cpu.so there");
    }

    @Test
    void property_goesBeforeTheEnvironmentVariable() {
        assertSays(
                child().environment("JTORCH_LIBTORCH", "/elsewhere")
                        .flag("-Djtorch.libtorch=" + folder)
                        .run(60, Program.class),
                "-Djtorch.libtorch=" + folder);
    }

    @Test
    void python3_isAskedWhereItsTorchIs() throws IOException {
        Path python =
                Files.writeString(
                        folder.resolve("python3"),
                        "#!/bin/sh\necho jtorch-asks:torch="
                                + folder
                                + "\necho jtorch-asks:end=\n");
        assertTrue(python.toFile().setExecutable(true));
        assertSays(
                child().environment("PATH", folder.toString())
                        .environment("JTORCH_LIBTORCH", "python3")
                        .run(60, Program.class),
                "JTORCH_LIBTORCH=python3, which has " + folder + ": no libtorch_cpu.so there");
        assertSays(
                runWith(python),
                "-Djtorch.libtorch=" + python + ", which has " + folder + ": no libtorch_cpu.so");
    }

    @Test
    void python3_absentIsSaid() {
        assertSays(
                child().environment("PATH", folder.toString())
                        .flag("-Djtorch.libtorch=python3")
                        .run(60, Program.class),
                "-Djtorch.libtorch=python3: cannot start python3 to ask it for its torch");
    }

    @Test
    void file_thatIsNoFolderIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("libtorch.so"), "");
        assertSays(
                runWith(file), "-Djtorch.libtorch=" + file + ": this is no folder", "or python3");
    }

    @Test
    void library_thatIsNoLibraryIsNamed() throws IOException {
        Files.writeString(
                folder.resolve("libc10.so"), "This is not the library you are looking for.");
        Files.writeString(
                folder.resolve("libtorch_cpu.so"), "This is not the library you are looking for.");
        assertSays(runWith(folder), "libc10.so is not a shared library");
    }

    @Test
    void library_withoutItsCompanionSaysWhichFolderIsNeeded() throws IOException {
        Files.writeString(folder.resolve("libtorch_cpu.so"), "");
        assertSays(runWith(folder), "libc10.so", "Name the folder of a libtorch 2.10 or newer");
    }

    @Test
    void library_thatEndsEarlyIsAnError() throws IOException {
        copyShim("whole");
        byte[] whole = Files.readAllBytes(folder.resolve("whole"));
        Files.write(folder.resolve("libc10.so"), Arrays.copyOf(whole, 4096));
        Files.write(folder.resolve("libtorch_cpu.so"), Arrays.copyOf(whole, 4096));
        assertSays(
                runWith(folder),
                folder.resolve("libc10.so") + " ends before it is complete (4096 bytes)");
    }

    @Test
    void library_ofAnotherArchitectureSaysWhichIsNeeded() throws IOException {
        copyShim("libc10.so");
        byte[] library = Files.readAllBytes(folder.resolve("libc10.so"));
        library[18] = (byte) 183;
        Files.write(folder.resolve("libc10.so"), library);
        Files.write(folder.resolve("libtorch_cpu.so"), library);
        assertSays(runWith(folder), "built for arm64", "Get the one for linux-x86_64");
    }

    @Test
    void library_withAMissingDependencyNamesIt() throws Exception {
        compile("libabsent.so");
        compile("libc10.so", folder.resolve("libabsent.so").toString());
        Files.copy(folder.resolve("libc10.so"), folder.resolve("libtorch_cpu.so"));
        Files.delete(folder.resolve("libabsent.so"));
        assertSays(
                runWith(folder),
                "it needs libabsent.so, which was not found: install the package that has it",
                "LD_LIBRARY_PATH");
    }

    @Test
    void library_thatIsNoLibtorchIsRefused() throws Exception {
        compile("libc10.so");
        compile("libtorch_cpu.so");
        assertSays(runWith(folder), "is no libtorch 2.10 or newer");
    }

    private void compile(String name, String... with) throws Exception {
        Path source =
                Files.writeString(
                        folder.resolve("empty.c"), "int jtorch_test_empty(void) { return 0; }");
        List<String> command =
                new java.util.ArrayList<>(
                        List.of(
                                "cc",
                                "-shared",
                                "-fPIC",
                                "-Wl,--no-as-needed",
                                "-Wl,-soname," + name,
                                "-o",
                                folder.resolve(name).toString(),
                                source.toString()));
        command.addAll(List.of(with));
        try {
            assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
        } catch (IOException e) {
            Assumptions.abort("no C compiler: " + e.getMessage());
        }
    }

    @Test
    void nativeAccess_deniedSaysWhichFlagToGive() {
        assertSays(
                new ChildJvm()
                        .withoutNativeAccess()
                        .flag("--illegal-native-access=deny")
                        .run(60, Program.class),
                "--enable-native-access=ALL-UNNAMED");
    }

    @Test
    void presets_absentSaysWhatToAdd() {
        String without = classPath(".*bytedeco.*");
        assertSays(
                child().classPath(without).run(60, Program.class),
                "org.bytedeco:pytorch",
                "-Djtorch.libtorch=DIR");
    }

    @Test
    void presets_withoutThePlatformsLibrariesSayWhichToAdd() {
        Assumptions.assumeTrue(hasPresets(), PRESETS);
        assertSays(
                child().classPath(classPath(".*/pytorch-[^/]*linux-x86_64.*"))
                        .run(60, Program.class),
                "org.bytedeco:pytorch with classifier linux-x86_64");
        assertSays(
                child().classPath(classPath(".*/openblas-[^/]*linux-x86_64.*"))
                        .run(60, Program.class),
                "org.bytedeco:openblas with classifier linux-x86_64");
    }

    private static String classPath(String without) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(e -> !e.matches(without))
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void modulePath_programRuns() throws Exception {
        Path classes =
                Path.of(Torch.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        String jars =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(
                                e ->
                                        e.matches(
                                                ".*(bytedeco|jspecify|protobuf|pickle|tensorflow|jackson).*"))
                        .collect(Collectors.joining(File.pathSeparator));
        Path source = Files.createDirectories(folder.resolve("src/user"));
        Files.writeString(
                folder.resolve("src/module-info.java"), "module user { requires jtorch; }");
        Files.writeString(
                source.resolve("Main.java"),
                """
                package user;

                import module java.base;
                import module jtorch;

                public class Main {
                    public static void main(String[] arguments) {
                        // Simple names, which no module that jtorch uses makes ambiguous.
                        List<Tensor> rows = Torch.ones(2, 3).unbind(0);
                        Node none = rows.get(0).gradFn();
                        Linear layer = new Linear(2, 1);
                        Init.uniform_(layer.weight);
                        new SGD(layer.parameters(), o -> o.lr(0.1)).step();
                        System.out.println("modular " + Torch.ones(2).add(1).sum().itemDouble() + Main.class.getModule());
                    }
                }
                """);
        String modules = classes + File.pathSeparator + jars;
        int compiled =
                java.util.spi.ToolProvider.findFirst("javac")
                        .orElseThrow()
                        .run(
                                System.out,
                                System.err,
                                "-d",
                                folder.resolve("user").toString(),
                                "-p",
                                modules,
                                folder.resolve("src/module-info.java").toString(),
                                source.resolve("Main.java").toString());
        assertEquals(0, compiled);
        ChildJvm.Ended ended =
                new ChildJvm()
                        .withoutNativeAccess()
                        .classPath("")
                        .flag(
                                "--illegal-native-access=deny",
                                "--enable-native-access=jtorch",
                                "-p",
                                modules + File.pathSeparator + folder.resolve("user"))
                        .run(60, List.of("-m", "user/user.Main"));
        assertEquals(0, ended.status(), ended::output);
        assertTrue(ended.output().contains("modular 4.0module user"), ended::output);
        ChildJvm.Ended denied =
                new ChildJvm()
                        .withoutNativeAccess()
                        .classPath("")
                        .flag(
                                "--illegal-native-access=deny",
                                "-p",
                                modules + File.pathSeparator + folder.resolve("user"))
                        .run(60, List.of("-m", "user/user.Main"));
        assertSays(denied, "--enable-native-access=jtorch");
    }
}
