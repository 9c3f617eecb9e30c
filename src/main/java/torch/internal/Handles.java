package torch.internal;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** The handles that an upcall is given, and those it leaves: an array of addresses, 0 for an undefined tensor. */
public final class Handles {
    private static final TensorAccess TENSORS = TensorAccess.get();

    private Handles() {}

    /** The tensors of handles that are handed over, in a list that may be changed. */
    public static List<@Nullable Tensor> take(long words, int count) {
        List<@Nullable Tensor> tensors = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long handle = Native.MEMORY.get(JAVA_LONG, words + 8L * i);
            tensors.add(handle == 0 ? null : TENSORS.wrap(handle));
        }
        return tensors;
    }

    /** Hands new handles of tensors over; how many. Closed ones are refused by the name of an argument. */
    public static long give(long words, List<@Nullable Tensor> tensors, String argument) {
        for (Tensor tensor : tensors) {
            if (tensor != null) TENSORS.handle(tensor, argument); // before any is shared
        }
        for (int i = 0; i < tensors.size(); i++) {
            Tensor tensor = tensors.get(i);
            long handle =
                    tensor == null
                            ? 0
                            : Downcalls.call(Function.SHARE, TENSORS.handle(tensor, argument));
            Native.MEMORY.set(JAVA_LONG, words + 8L * i, handle);
            Reference.reachabilityFence(tensor);
        }
        return tensors.size();
    }
}
