/**
 * TorchScript: programs that Python saved, or that Java compiles from their text, run, trained and saved again.
 *
 * {@snippet :
 * try (var scope = Torch.scope()) {
 *     ScriptModule model = Jit.load(Path.of("model.pt"));
 *     Tensor y = model.call(x);
 * }
 * }
 *
 * <p>The package stands on the JavaCPP presets' libtorch and its bindings: with another libtorch everything here throws
 * {@link java.lang.UnsupportedOperationException}.
 *
 * <h2>Values</h2>
 *
 * <table>
 * <caption>What a script's values are in Java</caption>
 * <tr><th>TorchScript</th><th>given as</th><th>comes back as</th></tr>
 * <tr><td>{@code Tensor}</td><td>{@link torch.Tensor}</td><td>the same; it belongs to the thread's
 * {@link torch.Scope}</td></tr>
 * <tr><td>{@code int}</td><td>{@code Long}, {@code Integer}, {@code Short}, {@code Byte}, {@code Boolean},
 * {@link torch.DType}</td><td>{@code Long}</td></tr>
 * <tr><td>{@code float}</td><td>{@code Double}, {@code Float}, integers</td><td>{@code Double}</td></tr>
 * <tr><td>{@code complex}</td><td>{@link torch.Complex}, numbers</td><td>{@link torch.Complex}</td></tr>
 * <tr><td>{@code bool}, {@code str}</td><td>{@code Boolean}, {@code String}</td><td>the same</td></tr>
 * <tr><td>{@code None}, {@code Optional[T]}</td><td>null, or a {@code T}</td><td>the same</td></tr>
 * <tr><td>{@code List[T]}</td><td>a list or an array</td><td>{@code ArrayList}</td></tr>
 * <tr><td>{@code Tuple[...]}</td><td>a list</td><td>an unmodifiable list</td></tr>
 * <tr><td>{@code NamedTuple}</td><td>a list</td><td>{@link torch.jit.NamedTuple}</td></tr>
 * <tr><td>{@code Dict[K, V]}</td><td>a map</td><td>{@code LinkedHashMap}</td></tr>
 * <tr><td>{@code torch.device}</td><td>{@link torch.Device}, its name</td><td>{@link torch.Device}</td></tr>
 * <tr><td>an enumeration</td><td colspan="2">{@link torch.jit.EnumValue}</td></tr>
 * <tr><td>an object of a script's class</td><td colspan="2">{@link torch.jit.ScriptObject}</td></tr>
 * <tr><td>{@code Future[T]}</td><td colspan="2">{@link torch.jit.ScriptFuture}</td></tr>
 * </table>
 *
 * <h2>Memory</h2>
 *
 * <p>Modules, compilation units, objects and futures hold native memory of their own, which {@code close()} frees, and
 * the collector where nobody does. Using a closed one is an {@link java.lang.IllegalStateException}. Several threads may
 * call one module; it must not be changed or closed meanwhile.
 */
@NullMarked
package torch.jit;

import org.jspecify.annotations.NullMarked;
