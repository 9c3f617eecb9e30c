package torch.distributed;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.nccl.ProcessGroupNCCL;
import org.jspecify.annotations.Nullable;
import torch.Device;
import torch.cuda.Cuda;

/** NCCL, which the presets for CUDA have and those for the CPU do not. */
final class Nccl {
    private Nccl() {}

    /** Loads the presets' part for NCCL once; its classes must not be used before. */
    private static final class Loaded {
        private static final String LIBRARY =
                "/org/bytedeco/pytorch/" + Loader.getPlatform() + "-gpu/libjnitorch_nccl.so";
        static final @Nullable String FAULT = load();

        private static @Nullable String load() {
            // JavaCPP would open all of NVIDIA's libraries that its presets know, cuSOLVER and
            // others,
            // which need not be there: libtorch has opened what it needs itself.
            String key = "org.bytedeco.javacpp.loadlibraries";
            String before = System.getProperty(key);
            System.setProperty(key, "false");
            try {
                Class.forName("org.bytedeco.pytorch.nccl.ProcessGroupNCCL");
                Class.forName("org.bytedeco.pytorch.nccl.ProcessGroupNCCL$Options");
            } catch (LinkageError | ClassNotFoundException e) {
                return e.toString();
            } finally {
                if (before == null) System.clearProperty(key);
                else System.setProperty(key, before);
            }
            try {
                File library = Loader.cacheResource(ProcessGroupNCCL.class, LIBRARY);
                if (library == null)
                    return "there is no " + LIBRARY + " on the class or module path";
                System.load(library.getAbsolutePath());
                return null;
            } catch (IOException | LinkageError e) {
                return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
            }
        }
    }

    /** Why there is none; null where there is. */
    static @Nullable String fault() {
        Dist.require();
        if (Loaded.FAULT == null) return null;
        String cuda = Cuda.unavailableReason();
        return cuda == null ? Loaded.FAULT : cuda;
    }

    static void require() {
        String fault = fault();
        if (fault != null) {
            throw new UnsupportedOperationException(
                    "Distributed package doesn't have NCCL built in: " + fault);
        }
    }

    /**
     * The backend of one group.
     *
     * @param ranks the members' global ranks; none for the default group
     * @param parent the backend to split, whose connections are used again; null to make others
     */
    static ProcessGroupNCCL backend(
            Store store,
            int rank,
            int size,
            String name,
            int[] ranks,
            Duration timeout,
            boolean highPriority,
            @Nullable ProcessGroupNCCL parent) {
        var options = ProcessGroupNCCL.Options.create(highPriority);
        options.timeout(C10d.millis(timeout));
        options.group_name(new BytePointer(name));
        options.global_ranks_in_group(
                new LongPointer(Arrays.stream(ranks).asLongStream().toArray()));
        if (parent != null) {
            options.split_from(parent);
            options.split_color(color(ranks));
        }
        return new ProcessGroupNCCL(store.natively(), rank, size, options);
    }

    /** A number that is the same in all members, and another in other groups. */
    private static int color(int[] ranks) {
        return Arrays.hashCode(ranks) & Integer.MAX_VALUE;
    }

    /** What a process does that is no member, while the members split. */
    static void splitWithout(ProcessGroupNCCL parent, Device device) {
        parent.performNocolorSplit(C10d.device(device));
    }
}
