/**
 * CUDA devices: what they are, their streams, events, memory, random numbers and graphs. Mirrors {@code torch.cuda};
 * its functions are those of {@link torch.cuda.Cuda}.
 */
@NullMarked
package torch.cuda;

import org.jspecify.annotations.NullMarked;
