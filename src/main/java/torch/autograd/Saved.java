package torch.autograd;

import java.lang.ref.Reference;
import torch.Aten;
import torch.Tensor;
import torch.TorchException;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Results;
import torch.internal.TensorAccess;

/**
 * A tensor kept for a backward. An input is kept as it is. An output is kept without its history, which is given back
 * when it is asked for: the node that made it holds what is saved here, and would otherwise hold itself.
 */
final class Saved {
    private static final TensorAccess TENSORS = TensorAccess.get();

    private final Tensor data;
    private final long version;
    private final long node;
    private final long outputNr;

    private Saved(Tensor data, long version, long node, long outputNr) {
        this.data = data;
        this.version = version;
        this.node = node;
        this.outputNr = outputNr;
    }

    /** Keeps a tensor, for the node at an address. */
    static Saved of(Tensor tensor, long node) {
        if (Aten.is_inference(tensor)) {
            throw new TorchException(
                    "Inference tensors cannot be saved for backward. Please do not save Tensors in inference mode. To"
                            + " work around this, you can make a clone to get a normal tensor and use it in autograd,"
                            + " or use `torch.no_grad()` instead of `torch.inference_mode()`.");
        }
        long handle = TENSORS.handle(tensor, "save_for_backward");
        long version = Aten._version(tensor);
        boolean output = Downcalls.plain(Function.NODE_ADDRESS, handle) == node;
        Saved saved =
                output
                        ? new Saved(
                                tensor.detach().keep(), version, node, Aten.output_nr(tensor))
                        : new Saved(share(tensor).keep(), version, 0, 0);
        Reference.reachabilityFence(tensor);
        return saved;
    }

    /** The tensor with its history. The node is alive: it runs, or its context would be freed. */
    Tensor unpack() {
        long now = Aten._version(data);
        if (now != version) throw new TorchException(changed(now));
        return withHistory();
    }

    void close() {
        data.close();
    }

    private static Tensor share(Tensor tensor) {
        Tensor shared =
                TENSORS.wrap(Downcalls.call(Function.SHARE, TENSORS.handle(tensor, "saved")));
        Reference.reachabilityFence(tensor);
        return shared;
    }

    private String changed(long now) {
        long handle = TENSORS.handle(data, "saved");
        String type = new Results(Downcalls.call(Function.TYPE_NAME, handle)).nextString();
        String sizes = java.util.Arrays.toString(data.shape().toArray());
        Node made = Node.of(withHistory());
        String from =
                made == null ? "" : ", which is output " + outputNr + " of " + made.name() + ",";
        Reference.reachabilityFence(data);
        return "one of the variables needed for gradient computation has been modified by an inplace operation: ["
                + type
                + " "
                + sizes
                + "]"
                + from
                + " is at version "
                + now
                + "; expected version "
                + version
                + " instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient,"
                + " with torch.autograd.set_detect_anomaly(True).";
    }

    private Tensor withHistory() {
        if (node == 0) return share(data);
        Tensor output = data.detach();
        Downcalls.call(Function.SAVED_OUTPUT, TENSORS.handle(output, "saved"), node, outputNr);
        Reference.reachabilityFence(output);
        return output;
    }
}
