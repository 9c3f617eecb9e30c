/**
 * Files that tensors travel in. {@link torch.Torch#save} and {@link torch.Torch#load} are what programs call. Mirrors
 * {@code torch.serialization}.
 *
 * <p>A file is data and is treated as such: its pickle may name what data is made of and nothing else, every length in it
 * is checked against the bytes that are there before anything is allocated, and what does not fit is a
 * {@link torch.FileFormatException} that says where.
 */
@NullMarked
package torch.serialization;

import org.jspecify.annotations.NullMarked;
