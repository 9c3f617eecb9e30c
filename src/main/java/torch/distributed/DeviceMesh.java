package torch.distributed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.cuda.Cuda;

/**
 * The processes in rows, columns and so on, with a group for each row and each column. Mirrors
 * {@code torch.distributed.device_mesh.DeviceMesh}.
 *
 * {@snippet :
 * var mesh = Dist.initDeviceMesh("cuda", new long[] {2, 4}, o -> o.meshDimNames("dp", "tp"));
 * Dist.allReduce(x, o -> o.group(mesh.getGroup("tp"))); // over the four of this process's row
 * mesh.get("dp");                                       // this process's column, a mesh of one dimension
 * }
 */
public final class DeviceMesh {
    /**
     * One dimension: how many, and how far apart in the whole mesh's list of ranks.
     *
     * @param size how many
     * @param stride how far apart
     */
    private record Axis(int size, int stride) {}

    private final String deviceType;
    private final List<Axis> axes;
    // The ranks of the whole mesh, in the order in which they were given.
    private final int[] rankMap;
    private final @Nullable List<String> names;
    private final List<ProcessGroup> groups;
    private final DeviceMesh root;

    private DeviceMesh(
            String deviceType,
            List<Axis> axes,
            int[] rankMap,
            @Nullable List<String> names,
            List<ProcessGroup> groups,
            @Nullable DeviceMesh root) {
        this.deviceType = deviceType;
        this.axes = axes;
        this.rankMap = rankMap;
        this.names = names;
        this.groups = groups;
        this.root = root == null ? this : root;
    }

    /** A mesh of ranks, as a tensor of them. */
    public DeviceMesh(String deviceType, Tensor mesh) {
        this(deviceType, mesh, o -> {});
    }

    /**
     * A mesh of ranks with keyword arguments. All processes make it together, members or not; the default group is
     * joined where it was not.
     *
     * @param mesh the ranks: whole numbers, none of them twice
     * @throws TorchException if there are more than processes
     */
    public DeviceMesh(String deviceType, Tensor mesh, Consumer<? super Options> options) {
        this(
                deviceType,
                mesh.shape().toArray(),
                Arrays.stream(mesh.to(DType.INT64).flatten().toLongArray())
                        .mapToInt(Math::toIntExact)
                        .toArray(),
                Options.of(options));
    }

    private DeviceMesh(String deviceType, long[] shape, int[] ranks, Options options) {
        this.deviceType = deviceType;
        axes = rows(shape);
        rankMap = ranks;
        names = options.names;
        root = this;
        setUp();
        groups = groups(options.backends(shape.length));
    }

    static DeviceMesh init(String deviceType, long[] meshShape, Consumer<? super Options> options) {
        Options o = Options.of(options);
        if (o.names != null) {
            if (new HashSet<>(o.names).size() != o.names.size()) {
                throw new TorchException(
                        "Each mesh_dim_name must be unique. Found repeated mesh_dim_name in mesh_dim_names "
                                + tuple(o.names));
            }
            if (o.names.size() != meshShape.length) {
                throw new TorchException(
                        "mesh_shape and mesh_dim_names should have same length! Found len(mesh_dim_names): %d and len(mesh_shape):%d."
                                .formatted(o.names.size(), meshShape.length));
            }
        }
        if (!deviceType.chars().allMatch(Character::isLetter)) {
            throw new TorchException(
                    "Device type with index is not supported but got %s. If you maintained a 'torch.device' object, it's recommended to pass in 'device.type'."
                            .formatted(deviceType));
        }
        int count = (int) Arrays.stream(meshShape).reduce(1, Math::multiplyExact);
        return new DeviceMesh(deviceType, meshShape, IntStream.range(0, count).toArray(), o);
    }

    private static List<Axis> rows(long[] shape) {
        Axis[] axes = new Axis[shape.length];
        int stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            axes[i] = new Axis((int) shape[i], stride);
            stride *= (int) shape[i];
        }
        return List.of(axes);
    }

    // ---- Groups

    private void setUp() {
        if (!Dist.isInitialized()) Dist.initProcessGroup();
        int worldSize = Dist.getWorldSize();
        if (rankMap.length > worldSize) {
            throw new TorchException(
                    "Mesh should not be bigger than default world size %d, but found %d ranks!"
                            .formatted(worldSize, rankMap.length));
        }
        if (Arrays.stream(rankMap).distinct().count() != rankMap.length) {
            throw new TorchException(
                    "Each device mesh dimension should get only one process group, but got a rank twice in "
                            + Arrays.toString(rankMap)
                            + "!");
        }
    }

    private List<ProcessGroup> groups(List<@Nullable String> backends) {
        List<ProcessGroup> made = new ArrayList<>();
        for (int dim = 0; dim < axes.size(); dim++) {
            String name = names == null ? "dim_" + dim : names.get(dim);
            ProcessGroup group = group(dim, "mesh_" + name, backends.get(dim));
            if (group != null) made.add(group);
        }
        return List.copyOf(made);
    }

    /** The group of this process along a dimension; null if it is not in the mesh. */
    private @Nullable ProcessGroup group(int dim, String desc, @Nullable String backend) {
        if (axes.get(dim).size == Dist.getWorldSize() && backend == null) {
            return Cuda.isAvailable() && Dist.getBackend().equals(Backend.GLOO)
                    ? Dist.newGroup(null, o -> o.groupDesc("mesh_default"))
                    : Dist.groupOr(null);
        }
        List<int[]> lines = lines(dim);
        ProcessGroup all = Dist.groupOr(null);
        if (all.boundDevice() != null && backend == null) {
            ProcessGroup split = Dist.splitGroup(null, lines, o -> o.groupDesc(desc));
            return split.isMember() ? split : null;
        }
        ProcessGroup own = null;
        for (int[] line : lines) {
            ProcessGroup made = Dist.newGroup(line, o -> o.backend(backend).groupDesc(desc));
            if (made.isMember()) own = made;
        }
        return own;
    }

    /** The ranks along a dimension, for each place in the others. */
    private List<int[]> lines(int dim) {
        Axis along = axes.get(dim);
        List<int[]> lines = new ArrayList<>();
        for (int at = 0; at < rankMap.length; at++) {
            if (at / along.stride % along.size != 0) continue;
            int start = at;
            lines.add(
                    IntStream.range(0, along.size)
                            .map(i -> rankMap[start + i * along.stride])
                            .toArray());
        }
        return lines;
    }

    /**
     * The group of the only dimension.
     *
     * @throws TorchException if there are several
     */
    public ProcessGroup getGroup() {
        if (axes.size() > 1) {
            throw new TorchException(
                    several()
                            + " If you want to get the list of all the ProcessGroups in the DeviceMesh,please use `get_all_groups()` instead.");
        }
        return getGroup(0);
    }

    /**
     * The group of a dimension.
     *
     * @throws IndexOutOfBoundsException if there is no such dimension, or this process is not in the mesh
     */
    public ProcessGroup getGroup(int meshDim) {
        return groups.get(meshDim < 0 ? meshDim + axes.size() : meshDim);
    }

    /**
     * The group of a dimension.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public ProcessGroup getGroup(String meshDim) {
        return getGroup(dim(meshDim));
    }

    /** The groups of all dimensions. */
    public List<ProcessGroup> getAllGroups() {
        return groups;
    }

    private String several() {
        return "Found the DeviceMesh have %d dimensions Optional kwarg `mesh_dim` needs to be specified when device_mesh.ndim > 1."
                .formatted(axes.size());
    }

    private int dim(String name) {
        if (names == null) throw new IllegalArgumentException("No `mesh_dim_names` found.");
        int dim = names.indexOf(name);
        if (dim < 0) {
            throw new IllegalArgumentException(
                    "Mesh dimension '%s' does not exist. Available mesh dimensions are: mesh_dim_names=%s"
                            .formatted(name, tuple(names)));
        }
        return dim;
    }

    // ---- Places

    /** The type of device, as {@code cuda}. */
    public String deviceType() {
        return deviceType;
    }

    /** The dimensions' names; null where they have none. */
    public @Nullable List<String> meshDimNames() {
        return names;
    }

    /** The ranks: for a part of a mesh those that share this process's places in the other dimensions. */
    public Tensor mesh() {
        int own = place();
        if (own < 0 && root != this) {
            throw new TorchException(
                    "In order to get the mesh Tensor of a DeviceMesh it needs to either have all its original dimensions (e.g., no slicing) or it needs to contain the local rank");
        }
        int base = 0;
        if (root != this) {
            base = own;
            for (Axis axis : axes) base -= own / axis.stride % axis.size * axis.stride;
        }
        int[] ranks = new int[size()];
        for (int i = 0; i < ranks.length; i++) {
            int at = base;
            int rest = i;
            for (int dim = axes.size() - 1; dim >= 0; dim--) {
                Axis axis = axes.get(dim);
                at += rest % axis.size * axis.stride;
                rest /= axis.size;
            }
            ranks[i] = rankMap[at];
        }
        return Torch.tensor(ranks, Torch.dtype(DType.INT32)).reshape(shape());
    }

    /** Where this process is in the whole mesh's list; -1 if it is not. */
    private int place() {
        int rank = Dist.getRank();
        return IntStream.range(0, rankMap.length)
                .filter(i -> rankMap[i] == rank)
                .findFirst()
                .orElse(-1);
    }

    /** How many processes there are. */
    public int size() {
        return axes.stream().mapToInt(Axis::size).reduce(1, Math::multiplyExact);
    }

    /** How many processes there are along a dimension. */
    public int size(int meshDim) {
        return axes.get(meshDim < 0 ? meshDim + axes.size() : meshDim).size;
    }

    /** How many dimensions there are. */
    public int ndim() {
        return axes.size();
    }

    /** How many processes there are along each dimension. */
    public long[] shape() {
        return axes.stream().mapToLong(Axis::size).toArray();
    }

    /** This process's rank in the default group. */
    public int getRank() {
        return Dist.getRank();
    }

    /**
     * This process's rank along the only dimension.
     *
     * @throws TorchException if there are several
     */
    public int getLocalRank() {
        if (axes.size() > 1) throw new TorchException(several());
        return getLocalRank(0);
    }

    /** This process's rank along a dimension. */
    public int getLocalRank(int meshDim) {
        return Dist.getRank(getGroup(meshDim));
    }

    /** This process's rank along a dimension. */
    public int getLocalRank(String meshDim) {
        return Dist.getRank(getGroup(meshDim));
    }

    /** This process's place in all dimensions; null if it is not in the mesh. */
    public int @Nullable [] getCoordinate() {
        int own = place();
        if (own < 0) return null;
        return axes.stream().mapToInt(axis -> own / axis.stride % axis.size).toArray();
    }

    // ---- Parts

    /**
     * The mesh of some dimensions only, with their groups. Mirrors {@code mesh["dp"]} and {@code mesh["dp", "tp"]}.
     *
     * @throws IllegalArgumentException if there is none of a name, or their order is another
     */
    public DeviceMesh get(String... meshDimNames) {
        if (names == null)
            throw new TorchException("Cannot slice a DeviceMesh without mesh_dim_names!");
        List<String> asked = List.of(meshDimNames);
        if (asked.equals(names)) return this;
        if (!names.containsAll(asked)) {
            throw new IllegalArgumentException(
                    "Invalid mesh_dim_names %s specified. Valid mesh_dim_names are %s."
                            .formatted(
                                    tuple(asked),
                                    names.stream()
                                            .map(name -> "'" + name + "'")
                                            .collect(Collectors.joining(", ", "[", "]"))));
        }
        int[] dims = asked.stream().mapToInt(names::indexOf).toArray();
        List<Axis> part = Arrays.stream(dims).mapToObj(axes::get).toList();
        // Dimensions of one process may be anywhere.
        int[] strides =
                part.stream().filter(axis -> axis.size > 1).mapToInt(Axis::stride).toArray();
        for (int i = 1; i < strides.length; i++) {
            if (strides[i] > strides[i - 1]) {
                throw new IllegalArgumentException(
                        "Invalid mesh_dim_names %s specified. Mesh dim indices should be in ascending order."
                                .formatted(tuple(asked)));
            }
            if (strides[i] == strides[i - 1]) {
                throw new TorchException(
                        "Slicing overlapping dim_names %s is not allowed.".formatted(tuple(asked)));
            }
        }
        List<ProcessGroup> theirs =
                groups.isEmpty() ? List.of() : Arrays.stream(dims).mapToObj(groups::get).toList();
        return new DeviceMesh(deviceType, part, rankMap, asked, theirs, root);
    }

    /** The mesh of one dimension of a group that is there already. */
    public static DeviceMesh fromGroup(
            ProcessGroup group, String deviceType, String... meshDimNames) {
        return fromGroup(List.of(group), deviceType, null, meshDimNames);
    }

    /**
     * The mesh of groups that are there already, one for each dimension.
     *
     * @param mesh the ranks; null for the ranks of the only group
     * @throws IllegalArgumentException if the ranks do not fit
     */
    public static DeviceMesh fromGroup(
            List<ProcessGroup> groups,
            String deviceType,
            @Nullable Tensor mesh,
            String... meshDimNames) {
        if (groups.isEmpty())
            throw new IllegalArgumentException("Expects at least one ProcessGroup to be passed");
        List<String> names = meshDimNames.length == 0 ? null : List.of(meshDimNames);
        if (mesh == null) {
            if (groups.size() > 1)
                throw new IllegalArgumentException(
                        "Must pass mesh if passing multiple ProcessGroups");
            int[] ranks = groups.getFirst().ranks();
            return new DeviceMesh(
                    deviceType,
                    rows(new long[] {ranks.length}),
                    ranks,
                    names,
                    List.copyOf(groups),
                    null);
        }
        int[] ranks =
                Arrays.stream(mesh.to(DType.INT64).flatten().toLongArray())
                        .mapToInt(Math::toIntExact)
                        .toArray();
        if (groups.size() == 1 && !Arrays.equals(ranks, groups.getFirst().ranks())) {
            throw new IllegalArgumentException(
                    "Invalid mesh %s for ProcessGroup with ranks %s"
                            .formatted(
                                    Arrays.toString(ranks),
                                    Arrays.toString(groups.getFirst().ranks())));
        }
        if (groups.size() > 1 && names == null)
            throw new IllegalArgumentException(
                    "Must pass mesh_dim_names if passing multiple ProcessGroups");
        if (mesh.dim() != groups.size()) {
            throw new IllegalArgumentException(
                    "Expects mesh with ndim equal to number of ProcessGroups but got mesh %s and %d ProcessGroups"
                            .formatted(Arrays.toString(ranks), groups.size()));
        }
        return new DeviceMesh(
                deviceType, rows(mesh.shape().toArray()), ranks, names, List.copyOf(groups), null);
    }

    // ---- As an object

    /** Whether the other has the same ranks, device and names. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DeviceMesh mesh
                && Arrays.equals(rankMap, mesh.rankMap)
                && layout().equals(mesh.layout())
                && deviceType.equals(mesh.deviceType)
                && Objects.equals(names, mesh.names);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(rankMap), layout(), deviceType, names);
    }

    /** The strides of dimensions of one process mean nothing. */
    private List<Axis> layout() {
        return axes.stream().map(axis -> axis.size == 1 ? new Axis(1, 0) : axis).toList();
    }

    private static String tuple(List<String> names) {
        return joined(names.stream().map(name -> "'" + name + "'").toList());
    }

    private static String joined(List<String> parts) {
        return "(" + String.join(", ", parts) + (parts.size() == 1 ? ",)" : ")");
    }

    /** As Python prints it: {@code DeviceMesh((dp=2, tp=4), 'cuda', stride=(4, 1))}. */
    @Override
    public String toString() {
        List<String> sizes = axes.stream().map(axis -> String.valueOf(axis.size)).toList();
        String shape =
                names == null
                        ? joined(sizes)
                        : IntStream.range(0, sizes.size())
                                .mapToObj(i -> names.get(i) + "=" + sizes.get(i))
                                .collect(Collectors.joining(", ", "(", ")"));
        String strides =
                joined(
                        axes.stream()
                                .map(axis -> axis.size == 1 ? "()" : String.valueOf(axis.stride))
                                .toList());
        String mesh =
                "DETAIL".equals(System.getenv("TORCH_DISTRIBUTED_DEBUG"))
                        ? ", Mesh: " + Arrays.toString(mesh().toLongArray())
                        : "";
        return "DeviceMesh(%s, '%s', stride=%s%s)".formatted(shape, deviceType, strides, mesh);
    }

    /** The keyword arguments of {@link DeviceMesh}. */
    public static final class Options {
        private @Nullable List<String> names;
        private final Map<Object, String> overrides = new LinkedHashMap<>();

        private Options() {}

        static Options of(Consumer<? super Options> options) {
            var o = new Options();
            options.accept(o);
            return o;
        }

        /** The dimensions' names. Default: none */
        public Options meshDimNames(String... meshDimNames) {
            names = List.of(meshDimNames);
            return this;
        }

        /** The backend of one dimension's groups. Default: the default group's */
        public Options backendOverride(int meshDim, String backend) {
            overrides.put(meshDim, backend);
            return this;
        }

        /** The backend of one dimension's groups. Default: the default group's */
        public Options backendOverride(String meshDim, String backend) {
            overrides.put(meshDim, backend);
            return this;
        }

        List<@Nullable String> backends(int ndim) {
            Map<Object, String> left = new LinkedHashMap<>(overrides);
            List<@Nullable String> backends = new ArrayList<>();
            for (int dim = 0; dim < ndim; dim++) {
                String byName = names == null ? null : left.remove(names.get(dim));
                String byIndex = left.remove(dim);
                if (byName != null && byIndex != null) {
                    throw new TorchException(
                            "Found redundant dim index %d and name %s in backend_override"
                                    .formatted(dim, Objects.requireNonNull(names).get(dim)));
                }
                backends.add(byName == null ? byIndex : byName);
            }
            if (!left.isEmpty()) {
                throw new TorchException(
                        "Found invalid keys in backend_override: got %s, expected integers in range [0, %d) or one of %s"
                                .formatted(
                                        left.keySet(), ndim, names == null ? "()" : tuple(names)));
            }
            return backends;
        }
    }
}
