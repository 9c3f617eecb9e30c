package torch.internal;

import java.util.Locale;

/** The system and processor that this JVM runs on, by JavaCPP's names. */
final class Platform {
    static final boolean MAC = System.getProperty("os.name").startsWith("Mac");
    static final boolean LINUX = System.getProperty("os.name").startsWith("Linux");

    /** Behind the name of a shared library. */
    static final String SUFFIX = MAC ? ".dylib" : ".so";

    /** As {@code linux-x86_64}. */
    static final String NAME = name();

    private Platform() {}

    private static String name() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String system =
                os.startsWith("mac") ? "macosx" : os.startsWith("windows") ? "windows" : "linux";
        String arch = System.getProperty("os.arch");
        return system
                + "-"
                + switch (arch) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64" -> "arm64";
                    default -> arch;
                };
    }
}
