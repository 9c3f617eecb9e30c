/**
 * The binding to the native library: it loads and links libtorch, carries errors across, and lends scratch
 * memory. It knows nothing of tensors, and is not exported.
 */
@NullMarked
package torch.internal;

import org.jspecify.annotations.NullMarked;
