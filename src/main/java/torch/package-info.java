/**
 * Tensors, and the functions that make and transform them: {@code torch} in Java.
 * Every operator of the library is here, as a method of the tensor, as a function, or in its full form.
 */
@NullMarked
package torch;

import org.jspecify.annotations.NullMarked;
