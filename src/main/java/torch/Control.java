package torch;

import java.util.List;
import java.util.function.Function;
import torch.internal.Slots;

/** Branches and loops over tensors, run at once as eager PyTorch does. */
final class Control {
    private Control() {}

    static boolean holds(Tensor pred, String what) {
        if (pred == null) throw Slots.nullArgument(what, "a Tensor");
        if (pred.numel() != 1)
            throw new TorchException(
                    "Expected "
                            + what
                            + " to be bool or single-element tensor, but got "
                            + pred
                            + ".");
        return pred.itemBoolean();
    }

    static List<Tensor> whileLoop(
            Function<Tensor[], Tensor> condFn,
            Function<Tensor[], Tensor[]> bodyFn,
            Tensor... carried) {
        if (condFn == null) throw Slots.nullArgument("cond_fn", "a function of tensors");
        if (bodyFn == null) throw Slots.nullArgument("body_fn", "a function of tensors");
        Arguments.required(carried, "while_loop", "carried_inputs", "a Tensor[]");
        Tensor[] now = carried.clone();
        while (holds(condFn.apply(now), "the condition")) {
            Tensor[] next = bodyFn.apply(now);
            Arguments.required(next, "while_loop", "body_fn's result", "a Tensor[]");
            if (next.length != now.length)
                throw new TorchException(
                        "body_fn should return the same number of elements as carried_inputs: "
                                + now.length
                                + ", got "
                                + next.length);
            now = next;
        }
        for (Tensor tensor : now)
            Arguments.required(tensor, "while_loop", "carried_inputs", "Tensors");
        return List.of(now);
    }
}
