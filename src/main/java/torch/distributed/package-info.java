/**
 * Several processes that train together. Mirrors {@code torch.distributed}: the engine is PyTorch's own, c10d with its
 * Gloo and NCCL backends, reached through the JavaCPP presets; it needs the presets' libtorch.
 *
 * {@snippet :
 * Dist.initProcessGroup("gloo");          // RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT, as torchrun sets them
 * var x = Torch.full(shape(3), Dist.getRank());
 * Dist.allReduce(x);                      // the sum over all processes, in each of them
 * Dist.destroyProcessGroup();
 * }
 *
 * <p>All processes call the same collectives in the same order. One that waits for a process that is gone gets a
 * {@link torch.distributed.DistException}, at once or after the group's time-out.
 *
 * <p>Processes that give tensors of different shapes or types to one collective of Gloo are ended by it, here as in
 * Python. With {@code TORCH_DISTRIBUTED_DEBUG=DETAIL} they compare first, and get a
 * {@link torch.distributed.DistException} that says what differs.
 */
@NullMarked
package torch.distributed;

import org.jspecify.annotations.NullMarked;
