/**
 * Mixed precision: operations that gain from it run in a shorter floating-point type, the others in float.
 *
 * <p>With half precision, gradients may be too small to be told from zero; then the loss is scaled:
 *
 * {@snippet :
 * var scaler = new GradScaler("cuda");
 * for (Tensor input : data) {
 *     optimizer.zeroGrad();
 *     Tensor loss;
 *     try (var cast = new Autocast("cuda", DType.FLOAT16)) {
 *         loss = lossOf(model.call(input));
 *     }
 *     scaler.scale(loss).backward();
 *     scaler.step(optimizer);
 *     scaler.update();
 * }
 * }
 *
 * <p>With {@link torch.DType#BFLOAT16} no scaling is needed. Mirrors {@code torch.amp}.
 */
@NullMarked
package torch.amp;

import org.jspecify.annotations.NullMarked;
