/**
 * Transforms of images: the classes of {@code torchvision.transforms}, which are put together by
 * {@link torchvision.transforms.Compose}, and the functions beneath them, {@link torchvision.transforms.Functional}.
 *
 * <p>An image is a {@link java.awt.image.BufferedImage} where torchvision has a PIL image, and a {@link torch.Tensor} of
 * shape {@code (…, C, H, W)} where it has a tensor. Of a tensor the result is that of torchvision's tensor functions, of
 * an image that of Pillow, whose integer arithmetic is followed: the pixels are the same, sample by sample.
 *
 * <p>Random transforms draw from the generator of a {@code DataLoader}'s worker in its thread, and from the default one
 * elsewhere, in torchvision's order. Where torchvision takes Python's {@code random} ({@code RandomChoice},
 * {@code RandomOrder}), that same generator is drawn from.
 */
@NullMarked
package torchvision.transforms;

import org.jspecify.annotations.NullMarked;
