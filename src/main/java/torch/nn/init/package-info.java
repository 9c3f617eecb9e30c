/**
 * Ways to fill a parameter before training starts.
 */
@NullMarked
package torch.nn.init;

import org.jspecify.annotations.NullMarked;
