/**
 * Averages of the weights that training goes through: stochastic weight averaging and exponential moving averages.
 *
 * {@snippet :
 * var average = new AveragedModel(model);
 * var scheduler = new SWALR(optimizer, 0.05);
 * for (int epoch = 0; epoch < 100; epoch++) {
 *     train(model, optimizer);
 *     average.updateParameters(model);
 *     scheduler.step();
 * }
 * SwaUtils.updateBn(loader, average);
 * }
 *
 * <p>Mirrors {@code torch.optim.swa_utils}.
 */
@NullMarked
package torch.optim.swautils;

import org.jspecify.annotations.NullMarked;
