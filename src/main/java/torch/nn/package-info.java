/**
 * Modules, the layers and losses that networks are built from, and the functions they compute with.
 */
@NullMarked
package torch.nn;

import org.jspecify.annotations.NullMarked;
