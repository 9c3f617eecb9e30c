package torch.distributed;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.BackendOptional;
import org.bytedeco.pytorch.BackendOptionsOptional;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.ProcessGroup.BackendType;
import org.bytedeco.pytorch.StringOptional;
import org.jspecify.annotations.Nullable;
import torch.Device;

/** Groups made out of others with NCCL's communicators of those. */
final class Regroup {
    private Regroup() {}

    // ---- Split

    static ProcessGroup split(
            @Nullable ProcessGroup parentPg, List<int[]> splitRanks, InitOptions o) {
        if (splitRanks.isEmpty())
            throw new IllegalArgumentException("split_ranks cannot be None or empty");
        ProcessGroup all = Dist.groupOr(null);
        Device device = all.boundDevice();
        if (device == null) {
            throw new DistException(
                    "No device associated with the default pg, not safe to split any process groups");
        }
        ProcessGroup parent = Dist.registered(parentPg);
        Backend backend = Dist.getBackendImpl(parent, device);
        if (!backend.supportsSplitting()) {
            throw new DistException(
                    "No backend for the parent process group or its backend does not support splitting");
        }
        int[] own = splitRanks.getFirst();
        for (int[] ranks : splitRanks) {
            if (ranks.length == 0)
                throw new IllegalArgumentException("the split group cannot be empty");
            if (ranks.length > all.size())
                throw new IllegalArgumentException(
                        "the split group's size should be less or equal to the world_size set by init_process_group");
            if (Arrays.stream(ranks).distinct().count() != ranks.length)
                throw new IllegalArgumentException("the split group cannot have duplicate ranks");
            if (contains(ranks, parent.rank())) {
                own = ranks;
                break;
            }
        }
        Duration timeout =
                o.timeout == null ? Groups.defaultTimeout(parent.config().backend()) : o.timeout;
        var plan =
                new ProcessGroup.Plan(
                        Groups.nameOf(own),
                        o.groupDesc == null ? parent.groupDesc() + ":split" : o.groupDesc,
                        parent.config(),
                        Arrays.stream(own).map(parent::globalRank).toArray(),
                        timeout,
                        device,
                        parent.plan().highPriorityStream());
        int[] members = own;
        var made =
                C10d.call(
                        "split_group",
                        () ->
                                parent.natively()
                                        .splitGroup(
                                                members,
                                                C10d.millis(timeout),
                                                new BackendOptionsOptional(),
                                                new StringOptional(plan.name()),
                                                new StringOptional(plan.desc())));
        if (made == null || made.isNull()) return ProcessGroup.without(plan, null);
        made.setBoundDeviceId(new DeviceOptional(C10d.device(device)));
        var group =
                ProcessGroup.made(plan, new PrefixStore(plan.name() + "/", parent.store()), made);
        Groups.add(group);
        return group;
    }

    private static boolean contains(int[] ranks, int rank) {
        return Arrays.stream(ranks).anyMatch(r -> r == rank);
    }

    // ---- Shrink

    static ProcessGroup shrink(
            List<Integer> ranksToExclude, @Nullable ProcessGroup group, int shrinkFlags) {
        if (ranksToExclude.isEmpty()) {
            throw new IllegalArgumentException(
                    "ranks_to_exclude cannot be empty. To shrink a group, you must specify at least one rank to exclude. Example: [failed_rank_id]");
        }
        if (shrinkFlags != Groups.SHRINK_DEFAULT && shrinkFlags != Groups.SHRINK_ABORT) {
            throw new IllegalArgumentException(
                    "Invalid shrink_flags value: %d. Must be one of: SHRINK_DEFAULT (0) or SHRINK_ABORT (1). Use SHRINK_ABORT to abort ongoing operations before shrinking."
                            .formatted(shrinkFlags));
        }
        ProcessGroup target = Dist.registered(group);
        if (target.size() <= 1) {
            throw new IllegalArgumentException(
                    "Cannot shrink a process group with size %d. Group must have at least 2 ranks to support shrinking."
                            .formatted(target.size()));
        }
        Device bound = target.boundDevice();
        Device device =
                bound != null
                        ? bound
                        : new Device(
                                target.config().devices().containsKey("cuda")
                                                && torch.cuda.Cuda.isAvailable()
                                        ? "cuda"
                                        : "cpu",
                                -1);
        Backend backend = Dist.getBackendImpl(target, device);
        if (!backend.supportsShrinking()) {
            throw new IllegalArgumentException(
                    "Process group backend for '%s' does not support shrinking operations."
                            .formatted(target.name()));
        }
        Set<Integer> excluded = excluded(ranksToExclude, target);
        int[] remaining =
                IntStream.range(0, target.size())
                        .filter(rank -> !excluded.contains(rank))
                        .map(target::globalRank)
                        .toArray();
        var shrunk =
                C10d.call(
                        "shrink_group",
                        () ->
                                backend.natively()
                                        .shrink(
                                                new LongVector(
                                                        excluded.stream()
                                                                .sorted()
                                                                .mapToLong(Integer::longValue)
                                                                .toArray()),
                                                shrinkFlags,
                                                null));
        boolean isDefault = Dist.isDefault(target);
        var plan =
                new ProcessGroup.Plan(
                        Groups.nameOf(target.ranks()),
                        isDefault ? "default:shrunken" : target.name() + ":shrunk",
                        target.config(),
                        isDefault ? IntStream.range(0, remaining.length).toArray() : remaining,
                        target.plan().timeout(),
                        bound,
                        target.plan().highPriorityStream());
        Store store = new PrefixStore(plan.name() + "/", target.store());
        var made =
                new org.bytedeco.pytorch.ProcessGroup(
                        store.natively(), shrunk.getRank(), shrunk.getSize());
        C10d.run(
                "shrink_group",
                () -> {
                    made.setBackend(
                            ProcessGroup.deviceType(device.type()),
                            BackendType.NCCL,
                            new BackendOptional(shrunk));
                    made.setDefaultBackend(BackendType.NCCL);
                    if (bound != null)
                        made.setBoundDeviceId(new DeviceOptional(C10d.device(bound)));
                    made.setGroupName(plan.name());
                    made.setGroupDesc(plan.desc());
                });
        ProcessGroup result = ProcessGroup.made(plan, store, made);
        Groups.replace(target, result);
        target.abort();
        return result;
    }

    private static Set<Integer> excluded(List<Integer> ranks, ProcessGroup target) {
        Set<Integer> excluded = new HashSet<>();
        for (int i = 0; i < ranks.size(); i++) {
            int rank = ranks.get(i);
            if (rank < 0 || rank >= target.size()) {
                throw new IllegalArgumentException(
                        "Rank %d at index %d is out of bounds for group size %d. Valid ranks are in range [0, %d]."
                                .formatted(rank, i, target.size(), target.size() - 1));
            }
            if (!excluded.add(rank)) {
                throw new IllegalArgumentException(
                        "Duplicate rank %d found in ranks_to_exclude at index %d. Each rank can only be excluded once."
                                .formatted(rank, i));
            }
        }
        if (excluded.size() >= target.size()) {
            throw new IllegalArgumentException(
                    "Cannot exclude all %d ranks from process group. At least one rank must remain. Excluding %d ranks."
                            .formatted(target.size(), excluded.size()));
        }
        if (excluded.contains(target.rank())) {
            throw new DistException(
                    "Current rank %d is in the exclusion list and should not call shrink_group(). Only non-excluded ranks should participate in the shrinking operation. Excluded ranks should terminate their processes instead."
                            .formatted(target.rank()));
        }
        return excluded;
    }
}
