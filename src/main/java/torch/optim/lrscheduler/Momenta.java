package torch.optim.lrscheduler;

import java.util.ArrayList;
import java.util.List;
import torch.optim.Optimizer;
import torch.optim.ParamGroup;

/** The momentum of an optimizer's groups, or the first of their betas where it has these. */
final class Momenta {
    private Momenta() {}

    /**
     * Whether the optimizer has betas.
     *
     * @throws IllegalArgumentException if it has no momentum either
     */
    static boolean areBetas(Optimizer optimizer) {
        ParamGroup group = optimizer.paramGroups().getFirst();
        if (!group.has("momentum") && !group.has("betas")) {
            throw new IllegalArgumentException(
                    "optimizer must support momentum or beta1 with `cycle_momentum` option enabled");
        }
        return group.has("betas");
    }

    /** Starts at the largest momentum, and lets each group remember its bounds. */
    static void start(
            Optimizer optimizer, boolean areBetas, List<Double> smallest, List<Double> largest) {
        List<ParamGroup> groups = optimizer.paramGroups();
        for (int i = 0; i < groups.size(); i++) {
            set(groups.get(i), areBetas, largest.get(i));
            groups.get(i).set("max_momentum", largest.get(i));
            groups.get(i).set("base_momentum", smallest.get(i));
        }
    }

    static void set(ParamGroup group, boolean isBeta, double momentum) {
        if (isBeta) {
            List<Object> betas = new ArrayList<>((List<?>) group.get("betas"));
            betas.set(0, momentum);
            group.set("betas", List.copyOf(betas));
        } else {
            group.set("momentum", momentum);
        }
    }
}
