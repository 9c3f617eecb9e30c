/**
 * Probability distributions: drawing from them, the density of what was drawn, and gradients through both.
 *
 * {@snippet :
 * var q = new Normal(mu, sigma);
 * Tensor z = q.rsample();                 // differentiable with respect to mu and sigma
 * Tensor loss = q.logProb(z).neg().mean();
 *
 * var policy = new Categorical(o -> o.logits(net.call(state)));
 * Tensor action = policy.sample();        // not differentiable: score it with logProb
 * }
 *
 * <p>A parameter is a tensor or a number; tensors are broadcast against each other and numbers take the type of the
 * first tensor. The constructor with a lambda takes every parameter as a keyword, which is also how {@code logits} are
 * given in the place of {@code probs}, and how checks are turned off: {@code new Bernoulli(o ->
 * o.logits(x).validateArgs(false))}. What Python reads as a property ({@code d.mean}) is a method without arguments
 * ({@code d.mean()}).
 *
 * <p>A distribution holds views of its parameters. Like every tensor they belong to the scope in which the distribution
 * was made, and end with it; make the distribution outside for one that lives on. What it computes lazily from them
 * belongs to the scope of the first use and is computed anew after that.
 *
 * <p>Mirrors {@code torch.distributions}: the same names, printed forms and messages, and on the same libtorch the same
 * random numbers and the same bits.
 */
@NullMarked
package torch.distributions;

import org.jspecify.annotations.NullMarked;
