package torch.distributed;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Tensor;

/** The checks of arguments that PyTorch makes before anything is sent. */
final class Checks {
    private Checks() {}

    private static String invalid(String parameter, String type, String got) {
        return "Invalid function argument. Expected parameter `%s` of type %s\n             but got %s."
                .formatted(parameter, type, got);
    }

    static Tensor tensor(@Nullable Tensor tensor, String parameter) {
        if (tensor == null)
            throw new IllegalArgumentException(invalid(parameter, "torch.Tensor", "null instead"));
        return tensor;
    }

    static <T extends Tensor> List<T> tensors(@Nullable List<T> tensors, String parameter) {
        if (tensors == null)
            throw new IllegalArgumentException(
                    invalid(parameter, "List[torch.Tensor]", "null instead"));
        if (tensors.stream().anyMatch(Objects::isNull))
            throw new IllegalArgumentException(
                    invalid(parameter, "List[torch.Tensor]", "a list with a null in it"));
        return tensors;
    }

    /** Refuses tensors of different types; a complex one counts as what its parts are. */
    @SafeVarargs
    static void sameDtype(List<? extends Tensor>... several) {
        DType last = null;
        for (List<? extends Tensor> tensors : several) {
            for (Tensor tensor : tensors) {
                DType dtype = part(tensor.dtype());
                if (last != null && last != dtype) {
                    throw new IllegalArgumentException(
                            "Invalid usage of tensors with different dtypesFound "
                                    + last
                                    + " and  "
                                    + tensor.dtype());
                }
                last = dtype;
            }
        }
    }

    private static DType part(DType dtype) {
        if (!dtype.isComplex()) return dtype;
        return dtype == DType.COMPLEX64 ? DType.FLOAT32 : DType.FLOAT64;
    }

    static void complex(String name, ReduceOp op, List<? extends Tensor> tensors) {
        if (!op.supportsComplex() && tensors.stream().anyMatch(Tensor::isComplex)) {
            throw new IllegalArgumentException(
                    name + " does not support " + op + " on complex tensors");
        }
    }

    /** A rank within a group, of a rank in it or of one in the default group. */
    static int groupRank(
            ProcessGroup group, @Nullable Integer globalRank, @Nullable Integer groupRank) {
        if (groupRank != null) {
            if (globalRank != null)
                throw new IllegalArgumentException("Can't specify both group_rank and global_rank");
            return groupRank;
        }
        if (globalRank == null)
            throw new IllegalArgumentException("Must specify global_rank or group_rank");
        return group.groupRank(globalRank);
    }

    static void notSelf(ProcessGroup group, int groupRank, String end) {
        if (group.rank() == groupRank) {
            throw new IllegalArgumentException(
                    "Invalid %s rank: %s rank should not be the same as the rank of the current process."
                            .formatted(end, end));
        }
    }

    /** Refuses a peer that is none: libtorch would reach beyond its table of connections. */
    static void peer(ProcessGroup group, int groupRank, String end) {
        if (groupRank < 0 || groupRank >= group.size()) {
            throw new IllegalArgumentException(
                    "Invalid %s rank: %d is not in a group of size %d"
                            .formatted(end, groupRank, group.size()));
        }
        if (groupRank == group.rank()) notSelf(group, groupRank, end);
    }

    /** The list of the root; none elsewhere. */
    static List<? extends Tensor> atRoot(
            @Nullable List<? extends Tensor> list, boolean isRoot, String argument, String end) {
        List<? extends Tensor> given = list == null ? List.of() : list;
        if (given.isEmpty() != isRoot) return given;
        throw new IllegalArgumentException(
                "Argument ``%s`` must %s %s%s rank%s."
                        .formatted(
                                argument,
                                isRoot ? "be specified on" : "NOT be specified on",
                                isRoot ? "" : "non-",
                                end,
                                isRoot ? "" : "s"));
    }
}
