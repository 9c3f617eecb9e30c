/**
 * Tensors, and the functions that make and transform them: {@code torch} in Java.
 * Every operator of the library is here, as a method of the tensor, as a function, or in its full form.
 *
 * <h2>Memory that Java and a tensor share</h2>
 *
 * <p>{@link torch.Tensor#toArray}, {@link torch.Tensor#tolist}, {@code toDoubleArray()} and their like,
 * {@link torch.Torch#tensor(Object)} and {@link torch.Tensor#copyOf} copy. What follows does not: both sides see
 * each other's writes at once, no write of Java's is known to autograd, and threads must agree on who writes.
 *
 * <table>
 * <caption>Who keeps the memory</caption>
 * <tr><th>from</th><th>by</th><th>lives</th></tr>
 * <tr><td>a tensor</td><td>{@link torch.Tensor#segment}, {@link torch.Tensor#storageSegment},
 * {@link torch.Tensor#asByteBuffer}, an {@link torch.Accessor}</td>
 * <td>by itself: the tensor may be closed, collected or given other memory. The storage cannot be resized from then
 * on.</td></tr>
 * <tr><td>a segment or a direct buffer</td><td>{@link torch.Tensor#of(java.lang.foreign.MemorySegment, Size, DType)},
 * {@link torch.Torch#frombuffer(java.nio.Buffer, DType)}</td>
 * <td>the tensor and its views keep the segment or the buffer reachable. An arena that is closed by hand, confined or
 * shared, must stay open until all of them are closed: libtorch cannot be told.</td></tr>
 * <tr><td>another library</td><td>{@link torch.Tensor#toDlpack}, {@link torch.Torch#fromDlpack}</td>
 * <td>until the last tensor over it is gone; its owner's deleter is called then, once, on the thread that let go.</td></tr>
 * </table>
 *
 * <p>Refused, rather than copied in silence: heap segments and heap buffers, which the collector moves; read-only ones,
 * since a tensor is writable; misaligned ones; buffers in the other byte order; tensors on other devices, sparse ones,
 * and those that are conjugated or negated lazily.
 */
@NullMarked
package torch;

import org.jspecify.annotations.NullMarked;
