package torch.autograd;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.DType;
import torch.Device;
import torch.GradMode;
import torch.Layout;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Handles;
import torch.internal.Results;
import torch.internal.Scratch;
import torch.internal.Slots;
import torch.internal.TensorAccess;
import torch.internal.Upcalls;

/**
 * One application of a function: what runs its forward, and what the node in the graph holds and calls for its backward.
 */
final class Application implements Upcalls.Kept {
    private static final TensorAccess TENSORS = TensorAccess.get();
    private static final int BACKWARD = 0;
    private static final int RELEASE_VARIABLES = 1;
    private static final int JVP = 2;

    /** How a missing gradient of an output is made up. */
    private record OutputInfo(long[] shape, DType dtype, Layout layout, Device device) {
        static OutputInfo of(Tensor output) {
            return new OutputInfo(
                    output.shape().toArray(), output.dtype(), output.layout(), output.device());
        }

        Tensor zeros() {
            return Aten.zeros(shape, dtype, layout, device, null);
        }
    }

    private final torch.autograd.Function function;
    private final boolean[] present;
    private final Context context;
    private final List<@Nullable OutputInfo> outputs = new ArrayList<>();

    // Only until run() is over: the graph holds the inputs that the backward needs.
    private List<Tensor> inputs;

    Application(torch.autograd.Function function, List<Tensor> inputs) {
        this.function = function;
        this.inputs = inputs;
        present = new boolean[inputs.size()];
        boolean[] needed = new boolean[inputs.size()];
        for (int i = 0; i < present.length; i++) {
            present[i] = inputs.get(i) != null;
            needed[i] = present[i] && inputs.get(i).requiresGrad();
        }
        context = new Context(needed);
    }

    List<Tensor> run() {
        Downcalls.call(Function.FUNCTION_CHECK);
        boolean recorded = Torch.isGradEnabled();
        boolean needed = false;
        for (boolean one : context.needsInputGrad()) needed |= one;
        recorded &= needed;

        List<Tensor> results = forward();
        if (results == null)
            throw new NullPointerException(
                    function.getClass().getName() + ".forward returned null");
        return wrap(results, recorded);
    }

    /** Runs forward, in which neither gradients nor tangents are recorded. */
    private List<Tensor> forward() {
        Scratch scratch = Scratch.begin();
        long words = scratch.allocate(inputs.size());
        for (int i = 0; i < present.length; i++)
            scratch.put(words, i, present[i] ? TENSORS.handle(inputs.get(i), "inputs") : 0);
        boolean tangents = Downcalls.call(Function.FORWARD_MODE_OFF, words, present.length) == 2;
        Reference.reachabilityFence(inputs);
        try (GradMode off = Torch.noGrad()) {
            return CustomCasts.forward(function, context, inputs);
        } finally {
            if (tangents) Downcalls.plain(Function.FORWARD_MODE_ON);
        }
    }

    /** Gives the results their history. */
    private List<Tensor> wrap(List<Tensor> results, boolean recorded) {
        List<Tensor> given = new ArrayList<>();
        for (Tensor input : inputs) {
            if (input != null) given.add(input);
        }
        for (Tensor result : results) outputs.add(result == null ? null : OutputInfo.of(result));
        Scratch scratch = Scratch.begin();
        String name = function.nodeName();
        long text = scratch.text(name, "name");
        long length = scratch.length();
        List<List<Tensor>> lists =
                List.of(given, results, context.dirty(), context.nonDifferentiable());
        long words = scratch.allocate(lists.stream().mapToLong(l -> l.size() + 1).sum());
        int at = 0;
        for (List<Tensor> list : lists) {
            scratch.put(words, at++, list.size());
            for (Tensor tensor : list) {
                boolean absent = tensor == null && list == results;
                scratch.put(words, at++, absent ? 0 : TENSORS.handle(tensor, "forward"));
            }
        }
        long kept = Upcalls.keep(this);
        Results answer =
                new Results(
                        Downcalls.call(
                                Function.FUNCTION_APPLY,
                                kept,
                                text,
                                length,
                                Slots.bit(recorded),
                                words));
        Reference.reachabilityFence(lists);
        long node = answer.next();
        List<Tensor> wrapped = new ArrayList<>();
        for (Tensor result : results) {
            long handle = answer.next();
            wrapped.add(handle == -1 ? result : handle == 0 ? absent() : TENSORS.wrap(handle));
        }
        if (recorded) context.save(node);
        else context.forget();
        inputs = List.of();
        return Collections.unmodifiableList(wrapped);
    }

    // ---- What the node asks for

    @Override
    public long invoke(int what, long words, long count) {
        return switch (what) {
            case BACKWARD -> backward(words, (int) count);
            case RELEASE_VARIABLES -> {
                context.free();
                yield 0;
            }
            case JVP -> jvp(words, (int) count);
            default -> throw new AssertionError("a function cannot do " + what);
        };
    }

    @Override
    public void released() {
        context.free();
    }

    private long backward(long words, int count) {
        List<@Nullable Tensor> gradients = Handles.take(words, count);
        for (int i = 0; i < count; i++) {
            OutputInfo output = outputs.get(i);
            if (gradients.get(i) == null && output != null && context.materializesGrads())
                gradients.set(i, output.zeros());
        }
        List<@Nullable Tensor> result =
                DelayedError.backward(function, context, Collections.unmodifiableList(gradients));
        return Handles.give(words, ofTensors(result), "gradient");
    }

    /** Of what backward returned the gradients of inputs that are tensors. */
    private List<@Nullable Tensor> ofTensors(List<@Nullable Tensor> gradients) {
        if (gradients == null)
            throw new NullPointerException(
                    function.getClass().getName() + ".backward returned null");
        int expected = present.length;
        int got = gradients.size();
        // More than there are inputs are fine as long as they are nulls.
        while (got > expected && gradients.get(got - 1) == null) got--;
        if (got != expected) {
            throw new TorchException(
                    "function "
                            + function.nodeName()
                            + " returned an incorrect number of gradients (expected "
                            + expected
                            + ", got "
                            + gradients.size()
                            + ")");
        }
        List<@Nullable Tensor> result = new ArrayList<>();
        for (int i = 0; i < expected; i++) {
            if (present[i]) {
                result.add(gradients.get(i));
            } else if (gradients.get(i) != null) {
                throw new TorchException(
                        "function "
                                + function.nodeName()
                                + " returned a gradient different than None at position "
                                + (i + 1)
                                + ", but the corresponding forward input was not a Variable");
            }
        }
        return result;
    }

    /** The words are the inputs that are tensors, then their tangents. */
    private long jvp(long words, int count) {
        List<@Nullable Tensor> tangents = Handles.take(words, count);
        tangents = tangents.subList(count / 2, count);
        List<@Nullable Tensor> all = new ArrayList<>();
        int next = 0;
        for (boolean tensor : present) all.add(tensor ? tangents.get(next++) : null);
        context.setForwardMode(true);
        try {
            List<@Nullable Tensor> result =
                    function.jvp(context, Collections.unmodifiableList(all));
            if (result.size() != outputs.size()) {
                throw new TorchException(
                        "function "
                                + function.nodeName()
                                + " returned an incorrect number of forward gradients (expected "
                                + outputs.size()
                                + " got "
                                + result.size()
                                + ")");
            }
            return Handles.give(words, result, "gradient");
        } finally {
            context.setForwardMode(false);
        }
    }

    @SuppressWarnings("NullAway") // documented at applyAll
    private static Tensor absent() {
        return null;
    }
}
