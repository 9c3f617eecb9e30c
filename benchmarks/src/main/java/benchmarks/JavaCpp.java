package benchmarks;

/** How the JavaCPP presets are run. */
final class JavaCpp {
    /** No checks of the process's memory at each allocation. */
    static final String NO_MEMORY_CHECK = "-Dorg.bytedeco.javacpp.maxBytes=0";

    static final String NO_PHYSICAL_CHECK = "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0";

    /** No registration with the collector: what is not closed leaks. */
    static final String NO_COLLECTOR = "-Dorg.bytedeco.javacpp.noPointerGC=true";

    private JavaCpp() {}
}
