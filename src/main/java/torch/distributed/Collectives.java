package torch.distributed;

import java.time.Duration;
import java.util.function.Consumer;
import org.bytedeco.pytorch.BarrierOptions;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.LongVector;
import org.jspecify.annotations.Nullable;
import torch.Device;
import torch.cuda.Cuda;

/**
 * What the processes of a group do together with tensors; called as {@code Dist.allReduce(x)}. All members call the same
 * functions in the same order. Ranks are those of the default group. Each returns the work, which is done already unless
 * {@code o.asyncOp(true)} was asked for; in a process that is not a member nothing happens and it is null.
 *
 * <p>All throw {@link DistException} where another process is gone, shapes or types differ between processes, or the
 * group's time-out is over, and {@link IllegalArgumentException} for arguments that make no sense.
 */
public abstract class Collectives extends Messages {
    Collectives() {}

    /** Waits until all processes are here. */
    public static @Nullable Work barrier() {
        return barrier(o -> {});
    }

    /** Waits until all processes are here, with keyword arguments. */
    public static @Nullable Work barrier(Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        return start(
                "barrier",
                o,
                java.util.List.of(),
                group -> {
                    try (var arguments = new BarrierOptions()) {
                        arguments.asyncOp(o.asyncOp);
                        if (o.timeout != null) arguments.timeout(C10d.millis(o.timeout));
                        if (o.deviceIds != null) {
                            long[] ids =
                                    java.util.Arrays.stream(o.deviceIds).asLongStream().toArray();
                            arguments.device_ids(new LongVector(ids));
                        }
                        arguments.device(new DeviceOptional(C10d.device(device(group, o))));
                        return group.natively().barrier(arguments);
                    }
                });
    }

    private static Device device(ProcessGroup group, CollectiveOptions o) {
        Device bound = group.boundDevice();
        if (o.deviceIds != null && o.deviceIds.length > 0)
            return new Device("cuda", o.deviceIds[0]);
        if (bound != null) return bound;
        return !Cuda.isAvailable() || group.objectDevice().type().equals("cpu")
                ? Device.CPU
                : new Device("cuda", -1);
    }

    /** As {@link #monitoredBarrier(ProcessGroup, Duration, boolean)} of all processes. */
    public static void monitoredBarrier(Duration timeout) {
        monitoredBarrier(null, timeout, false);
    }

    /**
     * Waits until all processes are here, and says which are not.
     *
     * @param timeout how long; null for half an hour
     * @param waitAllRanks whether to look at all ranks before it says so, not only up to the first that is missing
     * @throws DistException that names the ranks that did not come within the time-out
     * @throws IllegalArgumentException if the group serves no CPU, as Gloo does
     */
    public static void monitoredBarrier(
            @Nullable ProcessGroup group, @Nullable Duration timeout, boolean waitAllRanks) {
        ProcessGroup members = Dist.groupOr(group);
        if (!takesPart(members, "monitored_barrier")) return;
        if (!members.config().devices().containsKey("cpu")) {
            throw new IllegalArgumentException(
                    "monitored_barrier requires a group with a CPU-capable backend (e.g. GLOO).");
        }
        C10d.run(
                "monitored_barrier",
                () -> {
                    try (var arguments = new BarrierOptions()) {
                        arguments.timeout(
                                C10d.millis(
                                        timeout == null
                                                ? Groups.defaultTimeout(Dist.getBackend(members))
                                                : timeout));
                        members.natively().monitoredBarrier(arguments, waitAllRanks);
                    }
                });
    }
}
