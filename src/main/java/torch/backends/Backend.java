package torch.backends;

/** A library that libtorch may have been built with. */
public class Backend {
    private final String name;

    Backend(String name) {
        this.name = name;
    }

    /** Whether this libtorch was built with it. */
    public boolean isAvailable() {
        return Settings.isBuiltWith(name);
    }
}
