/**
 * Optimizers: they change parameters in place by the gradients that {@code backward()} left in them.
 *
 * <p>Mirrors {@code torch.optim}. An optimizer is made from a model's parameters and options set by a lambda,
 * {@code new Adam(model.parameters(), o -> o.lr(2e-4).betas(0.5, 0.999))}; different parameters get different options
 * through {@linkplain torch.optim.ParamGroup parameter groups}. Defaults, checks, state and printed form are PyTorch's,
 * and so are the bits of every step; the work of a step is a handful of calls for all parameters together.
 */
@NullMarked
package torch.optim;

import org.jspecify.annotations.NullMarked;
