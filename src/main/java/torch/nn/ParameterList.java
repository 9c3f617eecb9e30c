package torch.nn;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import torch.Tensor;

/**
 * A list of parameters, which a module holds under the names {@code "0"}, {@code "1"}, and so on; a tensor that is no
 * parameter becomes one.
 *
 * <p>Mirrors {@code torch.nn.ParameterList}.
 */
public class ParameterList extends Module implements Iterable<Parameter> {
    /** A list of these parameters. */
    public ParameterList(Tensor... values) {
        this(List.of(values));
    }

    /** A list of these parameters. */
    public ParameterList(Iterable<? extends Tensor> values) {
        values.forEach(this::append);
    }

    /** Adds a parameter to the end. Returns this list. */
    public final ParameterList append(Tensor value) {
        registerParameter(Integer.toString(size()), parameter(value));
        return this;
    }

    /** Adds parameters to the end. Returns this list. */
    public final ParameterList extend(Iterable<? extends Tensor> values) {
        var added = new ArrayList<Tensor>();
        values.forEach(added::add);
        added.forEach(this::append);
        return this;
    }

    /**
     * The parameter at {@code index}, from the end where it is negative.
     *
     * @throws IndexOutOfBoundsException where there is none
     */
    public final Parameter get(int index) {
        return asList().get(ModuleSequence.place(index, size()));
    }

    /** Python's {@code list[index] = value}. */
    public final void set(int index, Tensor value) {
        registerParameter(Integer.toString(ModuleSequence.place(index, size())), parameter(value));
    }

    /** The parameters from {@code start} to before {@code end}: Python's {@code [start:end]}. */
    public final ParameterList slice(int start, int end) {
        return new ParameterList(
                asList().subList(ModuleList.bound(start, size()), ModuleList.bound(end, size())));
    }

    /** Number of parameters. */
    public final int size() {
        return members().parameters().size();
    }

    /** The parameters, as they are now. */
    public final List<Parameter> asList() {
        return List.copyOf(members().parameters().values());
    }

    @Override
    public final Iterator<Parameter> iterator() {
        return asList().iterator();
    }

    @Override
    public String extraRepr() {
        var lines = new ArrayList<String>();
        for (Parameter parameter : this) {
            lines.add(
                    "  (%d): Parameter containing: [%s of size %s]"
                            .formatted(lines.size(), parameter.dtype(), sizes(parameter)));
        }
        return String.join("\n", lines);
    }

    static Parameter parameter(Tensor value) {
        return value instanceof Parameter parameter ? parameter : new Parameter(value);
    }

    /** As the printed forms have it: {@code 2x3}, and the device where it is a GPU. */
    static String sizes(Tensor tensor) {
        String sizes = String.join("x", tensor.shape().stream().mapToObj(Long::toString).toList());
        return tensor.isCuda() ? sizes + " (" + tensor.device() + ")" : sizes;
    }
}
