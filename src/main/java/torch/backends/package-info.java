/**
 * The libraries that libtorch computes with, and their switches; {@link torch.backends.Backends} is where programs find
 * them. Mirrors {@code torch.backends}. What is set holds for the whole process.
 */
@NullMarked
package torch.backends;

import org.jspecify.annotations.NullMarked;
