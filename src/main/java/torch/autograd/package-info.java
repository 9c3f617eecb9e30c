/**
 * What gradients are made of and made with: operations whose gradient is written in Java
 * ({@link torch.autograd.Function}), the graph and its hooks ({@link torch.autograd.Node},
 * {@link torch.autograd.Graph}), derivatives of functions ({@link torch.autograd.Functional}), forward mode
 * ({@link torch.autograd.ForwardAd}), and gradients held to finite differences ({@link torch.autograd.Gradcheck}).
 * {@link torch.Autograd} has what PyTorch has in {@code torch.autograd} itself.
 */
@NullMarked
package torch.autograd;

import org.jspecify.annotations.NullMarked;
