/** Models that Python compiled ahead of time to native code, run without Python. Mirrors {@code torch._inductor}. */
@NullMarked
package torch.inductor;

import org.jspecify.annotations.NullMarked;
