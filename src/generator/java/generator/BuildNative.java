package generator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * Builds the native shim with CMake and puts it where the Java library looks for it. CMake itself
 * decides what has to be compiled again.
 *
 * <p>Arguments: the CMake source folder, the folder of generated C++, the CMake build folder, the
 * folder that receives the library.
 */
final class BuildNative {
    private static final int CMAKE_MAJOR = 3;
    private static final int CMAKE_MINOR = 20;
    private static final int GNU_MAJOR = 11;
    private static final int CLANG_MAJOR = 14;
    private static final String NEEDED_COMPILER =
            "a C++20 compiler (GCC %d or newer, Clang %d or newer)"
                    .formatted(GNU_MAJOR, CLANG_MAJOR);

    /** Ends the build: the message is all that is printed. */
    private static final class BuildFailure extends Exception {
        BuildFailure(String message) {
            super(message);
        }
    }

    private record Run(int status, String output) {
        boolean failed() {
            return status != 0;
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length != 4) {
            System.err.println("usage: BuildNative SOURCE GENERATED BUILD DESTINATION");
            System.exit(2);
        }
        try {
            build(
                    Path.of(arguments[0]).toAbsolutePath(),
                    Path.of(arguments[1]).toAbsolutePath(),
                    Path.of(arguments[2]).toAbsolutePath(),
                    Path.of(arguments[3]).toAbsolutePath());
        } catch (BuildFailure failure) {
            System.err.println("[ERROR] " + failure.getMessage());
            System.exit(1);
        }
    }

    private static void build(Path source, Path generated, Path build, Path destination)
            throws IOException, InterruptedException, BuildFailure {
        checkCMake();
        try {
            configure(source, generated, build);
            checkCompiler(build);
        } catch (BuildFailure failure) {
            // CMake remembers the compiler it found: another one would not be looked for.
            delete(build);
            throw failure;
        }

        var processors = String.valueOf(Runtime.getRuntime().availableProcessors());
        var compiled =
                run("cmake", "--build", build.toString(), "--config", "Release", "-j", processors);
        if (compiled.failed()) {
            throw new BuildFailure(
                    "The native shim did not compile:\n" + compiled.output().strip());
        }
        install(build, destination);
    }

    private static void checkCMake() throws InterruptedException, BuildFailure {
        var needed = "CMake %d.%d or newer".formatted(CMAKE_MAJOR, CMAKE_MINOR);
        Run version;
        try {
            version = run("cmake", "--version");
        } catch (IOException absent) {
            throw new BuildFailure(
                    "JTorch's native shim is built with CMake, which is not on the PATH: install "
                            + needed
                            + " and "
                            + NEEDED_COMPILER
                            + ".");
        }
        var found = Pattern.compile("cmake version (\\d+)\\.(\\d+)\\S*").matcher(version.output());
        if (version.failed() || !found.find()) {
            throw new BuildFailure(
                    "`cmake --version` does not run here (%s): install %s."
                            .formatted(version.output().strip(), needed));
        }
        int major = Integer.parseInt(found.group(1));
        int minor = Integer.parseInt(found.group(2));
        if (major < CMAKE_MAJOR || major == CMAKE_MAJOR && minor < CMAKE_MINOR) {
            throw new BuildFailure(
                    "JTorch's native shim needs %s, and this machine has %s: install a newer one."
                            .formatted(needed, found.group()));
        }
    }

    private static void configure(Path source, Path generated, Path build)
            throws IOException, InterruptedException, BuildFailure {
        var configured =
                run(
                        "cmake",
                        "-S",
                        source.toString(),
                        "-B",
                        build.toString(),
                        "-DCMAKE_BUILD_TYPE=Release",
                        "-DJTORCH_GENERATED=" + generated,
                        "-DJTORCH_JDK=" + System.getProperty("java.home"));
        if (configured.failed()) {
            throw new BuildFailure(explainConfigureFailure(configured.output()));
        }
    }

    private static String explainConfigureFailure(String output) {
        if (output.contains("No CMAKE_CXX_COMPILER could be found")
                || output.contains("CMAKE_CXX_COMPILER not set")
                || output.contains("is not a full path to an existing compiler tool")
                || output.contains("is not a full path and was not found in the PATH")) {
            return "JTorch's native shim needs a C++ compiler, and CMake found none: install "
                    + NEEDED_COMPILER
                    + ", or set CXX to the one to use.";
        }
        if (output.contains("is not able to compile a simple test program")) {
            return "The C++ compiler that CMake found does not work: install "
                    + NEEDED_COMPILER
                    + " with its standard library, or set CXX to the one to use.\n"
                    + output.strip();
        }
        if (output.contains("CMAKE_MAKE_PROGRAM")) {
            return "CMake found no build tool: install make or ninja.";
        }
        if (output.contains("CXX20") || output.contains("CXX_STANDARD")) {
            return tooOld("The C++ compiler that CMake found");
        }
        return "CMake could not configure the native shim:\n" + output.strip();
    }

    /** Holds the compiler that CMake chose against the oldest that compiles the shim. */
    private static void checkCompiler(Path build) throws IOException, BuildFailure {
        String description = compilerDescription(build);
        String kind = value(description, "CMAKE_CXX_COMPILER_ID");
        String version = value(description, "CMAKE_CXX_COMPILER_VERSION");
        if (kind.isEmpty()) {
            throw new BuildFailure(
                    "%s is no C++ compiler: install %s, or set CXX to the one to use."
                            .formatted(value(description, "CMAKE_CXX_COMPILER"), NEEDED_COMPILER));
        }
        int oldest =
                switch (kind) {
                    case "GNU" -> GNU_MAJOR;
                    case "Clang", "AppleClang" -> CLANG_MAJOR;
                    default -> 0;
                };
        if (oldest > 0 && Integer.parseInt(version.split("\\.")[0]) < oldest) {
            throw new BuildFailure(
                    tooOld(
                            "%s (%s %s)"
                                    .formatted(
                                            value(description, "CMAKE_CXX_COMPILER"),
                                            kind,
                                            version)));
        }
    }

    private static String tooOld(String compiler) {
        return "%s is too old for JTorch's native shim: install %s, or set CXX to the one to use."
                .formatted(compiler, NEEDED_COMPILER);
    }

    /** What CMake wrote down about the C++ compiler that it detected. */
    private static String compilerDescription(Path build) throws IOException {
        try (var files = Files.walk(build.resolve("CMakeFiles"), 2)) {
            var file = files.filter(path -> path.endsWith("CMakeCXXCompiler.cmake")).findFirst();
            return file.isPresent() ? Files.readString(file.get()) : "";
        }
    }

    private static String value(String description, String variable) {
        var found = Pattern.compile("set\\(" + variable + " \"([^\"]*)\"\\)").matcher(description);
        return found.find() ? found.group(1) : "";
    }

    /** Copies the library only when it changed, so that what depends on it is not built again. */
    private static void install(Path build, Path destination) throws IOException, BuildFailure {
        var name = System.mapLibraryName("jtorch");
        Path library;
        try (var files = Files.walk(build)) {
            library =
                    files.filter(path -> path.endsWith(name))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            new BuildFailure(
                                                    "The native build made no %s in %s."
                                                            .formatted(name, build)));
        }
        var installed = destination.resolve(name);
        if (Files.exists(installed) && Files.mismatch(library, installed) == -1) {
            return;
        }
        Files.createDirectories(destination);
        Files.copy(library, installed, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Run run(String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command);
        // CMake's messages are recognised by their text.
        builder.environment().put("LC_ALL", "C");
        var process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    private BuildNative() {}
}
