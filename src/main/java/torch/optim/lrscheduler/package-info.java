/**
 * Learning rate schedulers: they change the learning rates of an optimizer's parameter groups from step to step.
 *
 * <p>A scheduler sets the first learning rates when it is made, and moves on by {@code step()} after each
 * {@code optimizer.step()}, or once per epoch:
 *
 * {@snippet :
 * var optimizer = new SGD(model.parameters(), o -> o.lr(0.1).momentum(0.9));
 * var scheduler = new CosineAnnealingLR(optimizer, 100);
 * for (int epoch = 0; epoch < 100; epoch++) {
 *     train(model, optimizer);
 *     scheduler.step();
 * }
 * }
 *
 * <p>Mirrors {@code torch.optim.lr_scheduler}. Every learning rate is computed by the floating-point operations of
 * PyTorch in their order, so that it agrees to the last bit.
 */
@NullMarked
package torch.optim.lrscheduler;

import org.jspecify.annotations.NullMarked;
