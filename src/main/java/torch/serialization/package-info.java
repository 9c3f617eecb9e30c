/**
 * Files that tensors travel in: PyTorch's own, which {@link torch.Torch#save} writes and {@link torch.Torch#load} reads,
 * safetensors ({@link torch.serialization.Safetensors}) and NumPy's {@code .npy} and {@code .npz}
 * ({@link torch.serialization.Npy}). Mirrors {@code torch.serialization}, {@code safetensors.torch} and NumPy's functions.
 *
 * <p>A file is data and is treated as such: its pickle may name what data is made of and nothing else, every length in it
 * is checked against the bytes that are there before anything is allocated, and what does not fit is a
 * {@link torch.FileFormatException} that says where. Writing is atomic: a file has its old content or the whole new one.
 *
 * <h2>Mapped files</h2>
 *
 * <p>A tensor that is read by mapping is a view of the file: nothing is copied, and a page is read when it is first
 * touched. The mapping is private. Writing to such a tensor is allowed and never reaches the file; the page that is
 * written is copied then. The tensors keep the mapping alive: neither the reader nor the file's name is needed any more,
 * the file may be deleted, and it may be replaced by this library's writing, by {@code mv}, or by whatever else renames.
 * The mapping ends when the collector finds that no tensor is over it.
 *
 * <p>What the operating system does not protect from is a program that changes a mapped file in place. Bytes that it
 * overwrites show in the pages that were not yet written to here. Where it cuts the file, what is gone cannot be read:
 * Java's own accesses through a segment throw an {@link java.lang.InternalError}, and saving such a tensor is an
 * {@link java.io.UncheckedIOException}, but a read inside libtorch ends the process with SIGBUS, and no library can prevent
 * that. Files that others rewrite in place are to be read by copying: {@code o -> o.backend("pread")} for safetensors,
 * {@code .pt} and NumPy files as they come.
 */
@NullMarked
package torch.serialization;

import org.jspecify.annotations.NullMarked;
