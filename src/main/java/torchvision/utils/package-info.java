/** Pictures of tensors: grids, files, boxes and masks. Mirrors {@code torchvision.utils}. */
@NullMarked
package torchvision.utils;

import org.jspecify.annotations.NullMarked;
