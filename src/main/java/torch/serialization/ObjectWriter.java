package torch.serialization;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import torch.Complex;
import torch.DType;
import torch.Device;
import torch.Layout;
import torch.Scalar;
import torch.Size;
import torch.Tensor;
import torch.internal.OrderedDict;
import torch.internal.PythonText;
import torch.internal.PythonTuple;
import torch.nn.Module;
import torch.nn.Parameter;

/** Pickles values: containers, numbers, texts and tensors, each object once, however often it is referred to. */
final class ObjectWriter {
    private static final int BATCH = 1000; // as Python's pickler has it

    /** An object by its identity. */
    record Identity(Object object) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Identity that && that.object == object;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(object);
        }
    }

    private final PickleWriter out = new PickleWriter();
    private final TensorWriter tensors;
    private final Deque<String> path = new ArrayDeque<>();
    private final List<PythonTuple> open = new ArrayList<>();

    ObjectWriter(SavedStorages storages) {
        tensors = new TensorWriter(out, storages);
    }

    /** The pickle of a value. */
    byte[] write(@Nullable Object root) {
        path.add("root");
        value(root);
        return out.finish();
    }

    private void value(@Nullable Object value) {
        switch (value) {
            case null -> out.none();
            case Boolean flag -> out.bool(flag);
            case Long number -> out.integer(number);
            case Integer number -> out.integer(number);
            case Short number -> out.integer(number);
            case Byte number -> out.integer(number);
            case BigInteger number -> big(number);
            case Double number -> out.real(number);
            case Float number -> out.real(number);
            case Complex number -> complex(number);
            case Scalar scalar -> out.bool(scalar.booleanValue());
            case String text -> out.text(text);
            case byte[] bytes -> bytes(bytes);
            case Tensor tensor -> tensor(tensor);
            case Size size -> size(size);
            case DType dtype -> out.global("torch", dtype.toString().substring("torch.".length()));
            case Device device -> device(device);
            case Layout layout -> layout(layout);
            case PythonTuple tuple -> tuple(tuple);
            case List<?> list -> list(list);
            case Map<?, ?> map -> map(map);
            case Set<?> set -> set(set);
            case Module module ->
                    throw refused(
                            "a module, whose class Python does not have: save its stateDict()");
            default -> throw refused("an object of " + value.getClass().getName());
        }
    }

    private IllegalArgumentException refused(String what) {
        return new IllegalArgumentException(
                "cannot save %s: it is %s".formatted(String.join("", path), what));
    }

    private void inside(String step, @Nullable Object value) {
        path.addLast(step);
        if (path.size() > Reached.DEEPEST) {
            while (path.size() > 8) path.removeLast();
            path.addLast("...");
            throw refused("nested more than " + Reached.DEEPEST + " levels deep");
        }
        value(value);
        path.removeLast();
    }

    // ---- Numbers and small things

    private void big(BigInteger number) {
        if (number.bitLength() < Long.SIZE) out.integer(number.longValue());
        else if (!out.integer(number)) throw refused("a number of more than 255 bytes");
    }

    private void complex(Complex number) {
        out.global("__builtin__", "complex");
        out.real(number.real());
        out.real(number.imag());
        out.tuple(2, null);
        out.reduce(null);
    }

    private void bytes(byte[] bytes) {
        Identity identity = new Identity(bytes);
        if (out.recall(identity)) return;
        out.global("_codecs", "encode");
        out.freshText(new String(bytes, StandardCharsets.ISO_8859_1));
        out.text("latin1");
        out.tuple(2, null);
        out.reduce(identity);
    }

    private void size(Size size) {
        Identity identity = new Identity(size);
        if (out.recall(identity)) return;
        out.global("torch", "Size");
        out.integers(size.toArray());
        out.tuple(1, null);
        out.reduce(identity);
    }

    private void device(Device device) {
        Identity identity = new Identity(device);
        if (out.recall(identity)) return;
        out.global("torch", "device");
        out.text(device.type());
        if (device.index() >= 0) out.integer(device.index());
        out.tuple(device.index() >= 0 ? 2 : 1, null);
        out.reduce(identity);
    }

    private void layout(Layout layout) {
        Identity identity = new Identity(layout);
        if (out.recall(identity)) return;
        tensors.layout(layout);
        out.memorize(identity);
    }

    private void tensor(Tensor tensor) {
        try {
            tensors.write(tensor, tensor instanceof Parameter);
        } catch (IllegalStateException | UnsupportedOperationException e) {
            throw new IllegalArgumentException(
                    "cannot save %s: %s".formatted(String.join("", path), e.getMessage()), e);
        }
    }

    // ---- Containers

    private void tuple(PythonTuple tuple) {
        Identity identity = new Identity(tuple);
        if (!tuple.isEmpty() && out.recall(identity)) return;
        for (PythonTuple outer : open)
            if (outer == tuple) throw refused("a tuple that contains itself");
        open.add(tuple);
        if (tuple.size() > 3) out.mark();
        for (int i = 0; i < tuple.size(); i++) inside("[" + i + "]", tuple.get(i));
        out.tuple(tuple.size(), identity);
        open.removeLast();
    }

    private void list(List<?> list) {
        Identity identity = new Identity(list);
        if (out.recall(identity)) return;
        out.opcode(']');
        out.memorize(identity);
        items(list);
    }

    private void items(List<?> list) {
        int size = list.size();
        Iterator<?> items = list.iterator();
        for (int i = 0; i < size; ) {
            int end = Math.min(size, i + BATCH);
            boolean one = size == 1;
            if (!one) out.mark();
            for (; i < end; i++) inside("[" + i + "]", items.next());
            out.opcode(one ? 'a' : 'e');
        }
    }

    private void map(Map<?, ?> map) {
        Identity identity = new Identity(map);
        if (out.recall(identity)) return;
        if (map instanceof OrderedDict<?, ?> dict) {
            out.emptyOrderedDict(identity);
            entries(map);
            if (dict.hasAttributes()) {
                out.opcode('}');
                out.memorize(null);
                entries(dict.attributes());
                out.opcode('b');
            }
        } else {
            out.opcode('}');
            out.memorize(identity);
            entries(map);
        }
    }

    private void entries(Map<?, ?> map) {
        int left = map.size();
        boolean one = left == 1;
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (left > 0) {
            int batch = Math.min(left, BATCH);
            if (!one) out.mark();
            for (int i = 0; i < batch; i++) {
                Map.Entry<?, ?> entry = entries.next();
                key(entry.getKey());
                inside("[" + PythonText.of(entry.getKey()) + "]", entry.getValue());
            }
            out.opcode(one ? 's' : 'u');
            left -= batch;
        }
    }

    /** Writes what Python must be able to hash. */
    private void key(@Nullable Object key) {
        path.addLast(".keys()");
        hashable(key);
        value(key);
        path.removeLast();
    }

    private void hashable(@Nullable Object key) {
        switch (key) {
            case PythonTuple tuple -> {
                if (path.size() > Reached.DEEPEST) throw refused("a key that is nested too deeply");
                path.addLast("[...]");
                tuple.forEach(this::hashable);
                path.removeLast();
            }
            case List<?> list -> throw refused("unhashable: a list (a tuple could be a key)");
            case Map<?, ?> map -> throw refused("unhashable: a dict");
            case Set<?> set -> throw refused("unhashable: a set");
            case null, default -> {}
        }
    }

    private void set(Set<?> set) {
        Identity identity = new Identity(set);
        if (out.recall(identity)) return;
        out.global("__builtin__", "set");
        out.opcode(']');
        out.memorize(null);
        set.forEach(this::hashable);
        items(new ArrayList<>(set));
        out.tuple(1, null);
        out.reduce(identity);
    }
}
