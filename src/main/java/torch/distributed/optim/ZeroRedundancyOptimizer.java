package torch.distributed.optim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.TorchException;
import torch.distributed.Dist;
import torch.distributed.ProcessGroup;
import torch.distributed.Work;
import torch.optim.Optimizer;
import torch.optim.ParamGroup;

/**
 * Another optimizer whose state is spread over the processes: each keeps the state of a part of the parameters, steps
 * these, and hands them to the others. The parameters come out as the other optimizer alone would make them.
 *
 * {@snippet :
 * var ddp = new DistributedDataParallel<>(net);
 * var optimizer = new ZeroRedundancyOptimizer(
 *         net.parameters(), groups -> new Adam(groups, o -> o.lr(1e-3)));
 * }
 *
 * <p>A checkpoint is written by one process, after all have called {@link #consolidateStateDict}. Mirrors
 * {@code torch.distributed.optim.ZeroRedundancyOptimizer}.
 */
public final class ZeroRedundancyOptimizer extends Optimizer {
    private static final String NAMES = "param_names";

    private final Function<? super List<ParamGroup>, ? extends Optimizer> optimizer;
    private final @Nullable ProcessGroup group;
    private final int rank;
    private final int worldSize;
    private final long[] sizes;
    // For each rank its parameters in each of the groups.
    private final List<List<List<Tensor>>> partition = new ArrayList<>();
    private final Optimizer local;
    private @Nullable List<@Nullable Object> consolidated;

    /** Over all processes. */
    public ZeroRedundancyOptimizer(
            Collection<? extends Tensor> params,
            Function<? super List<ParamGroup>, ? extends Optimizer> optimizer) {
        this(oneGroup(params), optimizer, null);
    }

    /**
     * Over the processes of a group. All of them give the same parameters in the same order.
     *
     * @param groups the parameters; the options they set
     * @param optimizer makes the other optimizer, with its options, of groups of parameters
     * @param processGroup the processes; null for all
     * @throws IllegalArgumentException if there are no parameters
     */
    public ZeroRedundancyOptimizer(
            List<ParamGroup> groups,
            Function<? super List<ParamGroup>, ? extends Optimizer> optimizer,
            @Nullable ProcessGroup processGroup) {
        this(optimizer.apply(groups), optimizer, processGroup);
    }

    /** @param whole with all parameters; it never steps, and so keeps no state */
    private ZeroRedundancyOptimizer(
            Optimizer whole,
            Function<? super List<ParamGroup>, ? extends Optimizer> optimizer,
            @Nullable ProcessGroup processGroup) {
        super(
                whole.paramGroups().stream().map(g -> like(g, g.params(), true)).toList(),
                new Settings(whole.defaults()));
        this.optimizer = optimizer;
        group = processGroup;
        rank = Dist.getRank(processGroup);
        worldSize = Dist.getWorldSize(processGroup);
        sizes = new long[worldSize];
        for (int i = 0; i < worldSize; i++) partition.add(new ArrayList<>());
        List<ParamGroup> own = paramGroups().stream().map(this::partOf).toList();
        local = optimizer.apply(own);
        // Between the other hooks before and after it, where a step of its own would be.
        registerStepPostHook(_ -> stepTogether());
    }

    private static List<ParamGroup> oneGroup(Collection<? extends Tensor> params) {
        if (params.isEmpty()) {
            throw new IllegalArgumentException(
                    "ZeroRedundancyOptimizer got an empty parameter list");
        }
        return List.of(new ParamGroup(params));
    }

    /** A group of other parameters with the same options. */
    private static ParamGroup like(ParamGroup group, List<Tensor> params, boolean named) {
        Map<String, @Nullable Object> options = new LinkedHashMap<>(group.options());
        if (!named) options.remove(NAMES);
        return new ParamGroup(params, new Settings(options));
    }

    /** Gives each rank some parameters of a group, the largest first, to the rank with the fewest; this rank's. */
    private ParamGroup partOf(ParamGroup whole) {
        for (List<List<Tensor>> parts : partition) parts.add(new ArrayList<>());
        List<Tensor> largestFirst = new ArrayList<>(whole.params());
        largestFirst.sort(Comparator.comparingLong(Tensor::numel).reversed());
        for (Tensor param : largestFirst) {
            int least = 0;
            for (int i = 1; i < worldSize; i++) if (sizes[i] < sizes[least]) least = i;
            sizes[least] += param.numel();
            partition.get(least).getLast().add(param);
        }
        return like(whole, partition.get(rank).getLast(), false);
    }

    /** Adds a group, of which each process takes a part. */
    @Override
    public void addParamGroup(ParamGroup added) {
        super.addParamGroup(added);
        // Null while the superclass's constructor adds the first ones.
        if (local != null) local.addParamGroup(partOf(paramGroups().getLast()));
    }

    /** The optimizer that keeps the state of this process's part. */
    public Optimizer optim() {
        return local;
    }

    @Override
    protected void update(ParamGroup of, List<Tensor> params, List<Tensor> grads) {
        // This process's part is stepped in one go, by the other optimizer.
    }

    @Override
    protected void checkOptions(ParamGroup of) {
        // The other optimizer has checked them.
    }

    private void stepTogether() {
        copyOptions(paramGroups(), local.paramGroups());
        local.step();
        copyOptions(local.paramGroups(), paramGroups());
        List<Work> works = new ArrayList<>();
        for (int i = 0; i < worldSize; i++) {
            int owner = i;
            for (List<Tensor> params : partition.get(owner)) {
                for (Tensor param : params) {
                    try (Tensor values = param.detach()) {
                        Work work =
                                Dist.broadcast(
                                        values, o -> o.group(group).groupSrc(owner).asyncOp(true));
                        if (work != null) works.add(work);
                    }
                }
            }
        }
        works.forEach(Work::await);
    }

    private static void copyOptions(List<ParamGroup> from, List<ParamGroup> to) {
        for (int i = 0; i < from.size(); i++) {
            ParamGroup target = to.get(i);
            from.get(i)
                    .options()
                    .forEach(
                            (name, value) -> {
                                if (!name.equals(NAMES)) target.set(name, value);
                            });
        }
    }

    // ---- State

    /** As {@link #consolidateStateDict(int)}, in rank 0. */
    public void consolidateStateDict() {
        consolidateStateDict(0);
    }

    /**
     * Gathers the state of all processes in one, for {@link #stateDict} there. All processes call it.
     *
     * @param to the rank in the group
     */
    public void consolidateStateDict(int to) {
        copyOptions(paramGroups(), local.paramGroups());
        List<@Nullable Object> all = rank == to ? new ArrayList<>() : null;
        for (int i = 0; all != null && i < worldSize; i++) all.add(null);
        Dist.gatherObject(local.stateDict(), all, null, o -> o.group(group).groupDst(to));
        consolidated = all;
    }

    /**
     * The state of all processes, as the other optimizer alone would have it.
     *
     * @throws TorchException if {@link #consolidateStateDict} has not gathered it in this process
     */
    @Override
    public Map<String, Object> stateDict() {
        if (consolidated == null) {
            throw new TorchException(
                    "Optimizer state has not been consolidated on this rank. Please call `consolidate_state_dict(to=%d)` on all ranks beforehand if you meant to save the global state."
                            .formatted(rank));
        }
        Map<String, Object> whole = super.stateDict();
        Map<Integer, Object> states = new java.util.TreeMap<>();
        Map<Tensor, Integer> numbers = numbers();
        for (int i = 0; i < worldSize; i++) {
            List<Tensor> theirs = partition.get(i).stream().flatMap(List::stream).toList();
            Map<?, ?> part = (Map<?, ?>) Objects.requireNonNull(consolidated.get(i));
            ((Map<?, ?>) Objects.requireNonNull(part.get("state")))
                    .forEach(
                            (number, state) ->
                                    states.put(
                                            Objects.requireNonNull(
                                                    numbers.get(
                                                            theirs.get(
                                                                    ((Number) number).intValue()))),
                                            state));
        }
        whole.put("state", states);
        return whole;
    }

    /** Takes over a state of all parameters, of which this process keeps its part. */
    @Override
    public void loadStateDict(Map<String, ?> stateDict) {
        Map<String, Object> options = new LinkedHashMap<>(stateDict);
        options.put("state", Map.of());
        super.loadStateDict(options);
        Map<Tensor, Integer> numbers = numbers();
        Map<Integer, @Nullable Object> given = new LinkedHashMap<>();
        if (stateDict.get("state") instanceof Map<?, ?> states)
            states.forEach((number, state) -> given.put(((Number) number).intValue(), state));
        Map<Integer, @Nullable Object> own = new LinkedHashMap<>();
        List<Map<String, @Nullable Object>> groups = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < paramGroups().size(); i++) {
            List<Integer> places = new ArrayList<>();
            for (Tensor param : partition.get(rank).get(i)) {
                Object state = given.get(numbers.get(param));
                if (state != null) own.put(next, state);
                places.add(next++);
            }
            Map<String, @Nullable Object> part =
                    new LinkedHashMap<>(paramGroups().get(i).options());
            part.remove(NAMES);
            part.put("params", places);
            groups.add(part);
        }
        local.loadStateDict(Map.of("state", own, "param_groups", groups));
        consolidated = null;
    }

    private Map<Tensor, Integer> numbers() {
        Map<Tensor, Integer> numbers = new IdentityHashMap<>();
        for (ParamGroup of : paramGroups())
            for (Tensor param : of.params()) numbers.put(param, numbers.size());
        return numbers;
    }

    /** Options that are there already. */
    private static final class Settings extends Options<Settings> {
        Settings(Map<String, @Nullable Object> values) {
            values.forEach(this::set);
        }
    }
}
