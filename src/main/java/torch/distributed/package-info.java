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
 */
@NullMarked
package torch.distributed;

import org.jspecify.annotations.NullMarked;
