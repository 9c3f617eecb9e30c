package gpu;

import java.util.List;
import torch.Tensor;

/** What a training program trains: networks, their optimizers, and one step of them. */
interface Model {
    /** The shape of one image. */
    long[] image();

    /** What {@link #step} returns, by name. */
    List<String> names();

    /** Trains on a batch and returns its losses, on the device. */
    List<Tensor> step(Tensor x);

    /** Forgets the gradients. */
    void zeroGrad();
}
