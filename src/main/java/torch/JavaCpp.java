package torch;

import java.util.Locale;
import org.bytedeco.javacpp.Pointer;

/** The door to the JavaCPP presets; the only place where their JNI library gets loaded. */
final class JavaCpp {
    static {
        // JavaCPP counts the whole process's memory, most of which is libtorch's tensors, against a
        // limit made of the Java heap's size, and collects garbage for 100 ms at each allocation
        // beyond it.
        setUnlessGiven("org.bytedeco.javacpp.maxBytes");
        setUnlessGiven("org.bytedeco.javacpp.maxPhysicalBytes");
        // The presets of PyTorch name an OpenBLAS that was never published; the one in use is one
        // step older and works.
        // JavaCPP would say so on standard error when the presets' class is initialised, unless it
        // loads nothing then.
        String key = "org.bytedeco.javacpp.loadlibraries";
        String before = System.getProperty(key);
        System.setProperty(key, "false");
        try {
            Class.forName("org.bytedeco.openblas.presets.openblas");
        } catch (ClassNotFoundException e) {
            throw new UnsatisfiedLinkError(
                    "org.bytedeco:openblas is not on the class or module path; the JavaCPP lane needs it");
        } finally {
            if (before == null) System.clearProperty(key);
            else System.setProperty(key, before);
        }
    }

    private JavaCpp() {}

    private static void setUnlessGiven(String limit) {
        if (System.getProperty(limit) == null
                && System.getProperty(limit.toLowerCase(Locale.ROOT)) == null)
            System.setProperty(limit, "0");
    }

    static void require() {
        if (!Tensor.isPresets()) {
            throw new UnsupportedOperationException(
                    "the JavaCPP lane needs the presets' own libtorch, but jtorch.libtorch or"
                            + " JTORCH_LIBTORCH named another one: start without it");
        }
    }

    /** A JavaCPP object that holds its own reference to the tensor at an address. */
    static org.bytedeco.pytorch.Tensor share(long address) {
        return new org.bytedeco.pytorch.Tensor(new org.bytedeco.pytorch.Tensor(new At(address)));
    }

    /** A pointer to memory that it does not own. */
    private static final class At extends Pointer {
        At(long address) {
            super((Pointer) null);
            this.address = address;
        }
    }
}
