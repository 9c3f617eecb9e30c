/**
 * Building blocks of neural networks, named and ordered as in {@code torch.nn}: layers are {@link torch.nn.Module}s that
 * hold state, {@link torch.nn.F} holds the functions that do the work.
 *
 * <p>A network is a class whose layers are its fields. One tensor in and one out is a {@link torch.nn.UnaryModule}, which
 * is called by {@code call} and fits into a {@link torch.nn.Sequential}; anything else extends {@link torch.nn.Module}
 * and gives {@code forward} the arguments and the result it needs, a record for instance. Since {@code java.lang} has a
 * {@code Module} too, such a file imports {@code torch.nn.Module} by name.
 *
 * <p>Keyword arguments are set in a lambda, {@code new Conv2d(3, 64, 4, o -> o.stride(2).bias(false))}; the layer reads
 * them once, at construction. What Python calls an attribute is a public field: parameters may be replaced, to tie
 * weights for instance, and settings are final.
 */
@NullMarked
package torch.nn;

import org.jspecify.annotations.NullMarked;
