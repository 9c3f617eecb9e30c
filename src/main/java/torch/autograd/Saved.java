package torch.autograd;

import java.lang.ref.Reference;
import java.util.Arrays;
import torch.Aten;
import torch.Tensor;
import torch.TorchException;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Results;
import torch.internal.TensorAccess;
import torch.internal.TypeNames;

/** A tensor kept for a backward. */
interface Saved {
    /** The tensor with its history. The node that it is kept for is alive: it runs, or its context would be freed. */
    Tensor unpack();

    /** Frees it. */
    void close();

    /** Keeps a tensor, for the node at an address. */
    static Saved of(Tensor tensor, long node) {
        if (Aten.is_inference(tensor)) {
            throw new TorchException(
                    "Inference tensors cannot be saved for backward. Please do not save Tensors in inference mode. To"
                            + " work around this, you can make a clone to get a normal tensor and use it in autograd,"
                            + " or use `torch.no_grad()` instead of `torch.inference_mode()`.");
        }
        long made = Downcalls.plain(Function.NODE_ADDRESS, Plain.handle(tensor));
        Reference.reachabilityFence(tensor);
        SavedTensorsHooks hooks = SavedTensorsHooks.current();
        return hooks == null
                ? Plain.keep(tensor, made == node ? node : 0)
                : HookSaved.keep(hooks, tensor, made == node ? node : 0);
    }

    /** A new tensor of the elements whose gradient goes to an input of a node that is alive. */
    static Tensor withHistory(Tensor elements, long node, long outputNr) {
        Tensor output = elements.detach();
        Downcalls.call(Function.SAVED_OUTPUT, Plain.handle(output), node, outputNr);
        Reference.reachabilityFence(output);
        return output;
    }

    /**
     * Kept as it is, an input. An output is kept without its history, which is given back when it is asked for: the
     * node that made it holds what is saved here, and would otherwise hold itself.
     *
     * @param node the node of an output, 0 for what is no output
     */
    record Plain(Tensor data, long version, long node, long outputNr) implements Saved {
        private static final TensorAccess TENSORS = TensorAccess.get();

        static Plain keep(Tensor tensor, long node) {
            long version = Aten._version(tensor);
            return node == 0
                    ? new Plain(share(tensor).keep(), version, 0, 0)
                    : new Plain(tensor.detach().keep(), version, node, Aten.output_nr(tensor));
        }

        @Override
        public Tensor unpack() {
            long now = Aten._version(data);
            if (now != version) throw new TorchException(changed(now));
            return withHistory();
        }

        @Override
        public void close() {
            data.close();
        }

        private Tensor withHistory() {
            return node == 0 ? share(data) : Saved.withHistory(data, node, outputNr);
        }

        private static long handle(Tensor tensor) {
            return TENSORS.handle(tensor, "save_for_backward");
        }

        private static Tensor share(Tensor tensor) {
            Tensor shared = TENSORS.wrap(Downcalls.call(Function.SHARE, handle(tensor)));
            Reference.reachabilityFence(tensor);
            return shared;
        }

        private String changed(long now) {
            Results type = new Results(Downcalls.call(Function.TYPE_NAME, handle(data)));
            String shown =
                    TypeNames.asInPython(type.nextString())
                            + " "
                            + Arrays.toString(data.shape().toArray());
            Reference.reachabilityFence(data);
            Node made = Node.of(withHistory());
            String from =
                    made == null
                            ? ""
                            : ", which is output " + outputNr + " of " + made.name() + ",";
            return "one of the variables needed for gradient computation has been modified by an inplace operation: ["
                    + shown
                    + "]"
                    + from
                    + " is at version "
                    + now
                    + "; expected version "
                    + version
                    + " instead. Hint: enable anomaly detection to find the operation that failed to compute its"
                    + " gradient, with torch.autograd.set_detect_anomaly(True).";
        }
    }
}
