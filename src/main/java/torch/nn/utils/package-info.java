/**
 * Tools around modules, as in {@code torch.nn.utils}: {@link torch.nn.utils.RnnUtils} packs sequences of several lengths
 * into a {@link torch.nn.utils.PackedSequence} and unpacks them.
 */
@NullMarked
package torch.nn.utils;

import org.jspecify.annotations.NullMarked;
