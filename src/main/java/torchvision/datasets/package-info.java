/**
 * Datasets of images: those of {@code torchvision.datasets} that are read from their published files
 * ({@link torchvision.datasets.MNIST} and its relatives, {@link torchvision.datasets.CIFAR10}), folders of images
 * ({@link torchvision.datasets.ImageFolder}) and images that need no files.
 *
 * <p>A sample is a list of an image and its target, as the pair is in Python: first a
 * {@link java.awt.image.BufferedImage}, or what the transform made of it, then a {@link java.lang.Long}, or what the
 * target's transform made of that.
 *
 * {@snippet :
 * var data = new MNIST(Path.of("data"), o -> o.train(false).transform(new ToTensor()).download(true));
 * for (var batch : new DataLoader<>(data, o -> o.batchSize(64))) { ... }
 * }
 *
 * <p>Files are where torchvision puts them. Downloads go on where they were cut, are checked, and take their names in one
 * step; nothing that an archive or a file says about itself is believed before it was checked.
 */
@NullMarked
package torchvision.datasets;

import org.jspecify.annotations.NullMarked;
