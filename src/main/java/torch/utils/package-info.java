/**
 * Mirrors {@code torch.utils}.
 */
@NullMarked
package torch.utils;

import org.jspecify.annotations.NullMarked;
