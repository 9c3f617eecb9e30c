/**
 * Tools around modules, as in {@code torch.nn.utils}: {@link torch.nn.utils.Utils} clips gradients, turns parameters into
 * vectors and fuses layers, {@link torch.nn.utils.Parametrize} and {@link torch.nn.utils.Parametrizations} compute
 * parameters of others, {@link torch.nn.utils.Prune} sets some to zero, and {@link torch.nn.utils.RnnUtils} packs sequences
 * of several lengths into a {@link torch.nn.utils.PackedSequence} and unpacks them.
 */
@NullMarked
package torch.nn.utils;

import org.jspecify.annotations.NullMarked;
