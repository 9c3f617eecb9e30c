package torch.jit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Argument;
import org.bytedeco.pytorch.DoubleComplex;
import org.bytedeco.pytorch.EnumHolder;
import org.bytedeco.pytorch.GenericDict;
import org.bytedeco.pytorch.GenericDictIterator;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.ScriptTypeParser;
import org.bytedeco.pytorch.Tuple;
import org.bytedeco.pytorch.TupleElements;
import org.bytedeco.pytorch.TupleType;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch.TypeKind;
import org.jspecify.annotations.Nullable;
import torch.Complex;
import torch.DType;
import torch.Device;
import torch.Tensor;
import torch.internal.Presets;
import torch.internal.PythonTuple;

/** Java values as those of a script and back; everything within a call of the presets. */
final class Values {
    /** A value that is not of the type it has to be of. */
    static final class Mismatch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Mismatch() {
            super(null, null, false, false);
        }
    }

    private Values() {}

    // ---- To a script

    /**
     * The value as one of a type.
     *
     * @throws Mismatch where it is none
     * @throws UnsupportedOperationException where values of the type have no form in Java
     */
    static IValue toScript(@Nullable Object value, Type.TypePtr typed) {
        Type type = typed.get();
        TypeKind kind = type.kind().intern();
        return switch (kind) {
            case TensorType -> tensor(value);
            case IntType -> new IValue(integer(value));
            case FloatType -> new IValue(real(value));
            case ComplexType -> complex(value);
            case NumberType ->
                    switch (value) {
                        case Double number -> new IValue(real(number));
                        case Float number -> new IValue(real(number));
                        case Complex number -> complex(number);
                        case null, default -> new IValue(integer(value));
                    };
            case BoolType -> new IValue(expect(Boolean.class, value).booleanValue());
            case StringType -> string(expect(String.class, value));
            case DeviceObjType -> device(value);
            case NoneType -> {
                if (value != null) throw new Mismatch();
                yield new IValue();
            }
            case OptionalType ->
                    value == null ? new IValue() : toScript(value, type.containedType(0));
            case ListType -> list(elements(value), type.containedType(0));
            case TupleType -> tuple(elements(value), typed);
            case DictType ->
                    dict(expect(Map.class, value), type.containedType(0), type.containedType(1));
            case UnionType -> union(value, type);
            case EnumType, AnyEnumType -> new IValue(expect(EnumValue.class, value).member());
            case FutureType -> new IValue(expect(ScriptFuture.class, value).value());
            case ClassType, InterfaceType, AnyClassType -> object(value);
            case AnyType -> any(value);
            default ->
                    throw new UnsupportedOperationException(
                            "values of TorchScript's type "
                                    + text(type.repr_str())
                                    + " have no form in Java");
        };
    }

    /** The type that Python would infer for a value, as it is written in a script. */
    static String inferredType(@Nullable Object value) {
        return switch (value) {
            case null -> "NoneType";
            case Tensor tensor -> "Tensor";
            case Boolean flag -> "bool";
            case Double number -> "float";
            case Float number -> "float";
            case Complex number -> "complex";
            case Number number -> "int";
            case DType dtype -> "int";
            case String text -> "str";
            case Device device -> "Device";
            case NamedTuple tuple -> tupleType(tuple);
            case PythonTuple tuple -> tupleType(tuple);
            case Collection<?> list -> "List[" + common(list) + "]";
            case Map<?, ?> map ->
                    "Dict["
                            + (map.isEmpty() ? "str" : common(map.keySet()))
                            + ", "
                            + common(map.values())
                            + "]";
            default -> {
                if (value.getClass().isArray())
                    yield "List[" + common(PythonValues.elements(value)) + "]";
                throw new Mismatch();
            }
        };
    }

    /** @throws TorchException where the text is no type */
    static Type.TypePtr parse(String type) {
        return new ScriptTypeParser().parseType(type);
    }

    private static String tupleType(List<?> tuple) {
        return "Tuple["
                + tuple.stream().map(Values::inferredType).collect(Collectors.joining(", "))
                + "]";
    }

    /** Python takes an empty list for one of tensors. */
    private static String common(Collection<?> values) {
        List<String> types =
                values.stream()
                        .filter(Objects::nonNull)
                        .map(Values::inferredType)
                        .distinct()
                        .toList();
        if (types.size() > 1) throw new Mismatch();
        String type = types.isEmpty() ? "Tensor" : types.getFirst();
        return values.stream().anyMatch(Objects::isNull) ? "Optional[" + type + "]" : type;
    }

    private static IValue any(@Nullable Object value) {
        return switch (value) {
            case ScriptObject object -> object(object);
            case ScriptModule module -> object(module);
            case ScriptFuture future -> new IValue(future.value());
            case null, default -> toScript(value, parse(inferredType(value)));
        };
    }

    private static IValue tensor(@Nullable Object value) {
        return new IValue(expect(Tensor.class, value).javacpp());
    }

    private static long integer(@Nullable Object value) {
        return switch (value) {
            case Long number -> number;
            case Integer number -> number;
            case Short number -> number;
            case Byte number -> number;
            case Boolean flag -> flag ? 1 : 0;
            case DType dtype -> dtype.ordinal(); // libtorch's number of it
            case null, default -> throw new Mismatch();
        };
    }

    private static double real(@Nullable Object value) {
        return switch (value) {
            case Double number -> number;
            case Float number -> number;
            case null, default -> integer(value);
        };
    }

    private static IValue complex(@Nullable Object value) {
        DoubleComplex number =
                value instanceof Complex given
                        ? new DoubleComplex(given.real(), given.imag())
                        : new DoubleComplex(real(value), 0);
        return new IValue(new org.bytedeco.pytorch.Scalar(number));
    }

    private static IValue device(@Nullable Object value) {
        Device device =
                value instanceof String name ? Device.of(name) : expect(Device.class, value);
        return new IValue(new org.bytedeco.pytorch.Device(device.toString()));
    }

    static IValue string(String text) {
        return new IValue(bytes(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Bytes as a C++ string, which may hold any of them. */
    static BytePointer bytes(byte[] bytes) {
        BytePointer pointer = new BytePointer(bytes.length + 1L);
        pointer.put(bytes, 0, bytes.length);
        pointer.put(bytes.length, (byte) 0);
        return pointer.limit(bytes.length);
    }

    private static IValue list(List<?> elements, Type.TypePtr elementType) {
        GenericList list = new GenericList(elementType);
        list.reserve(elements.size());
        for (Object element : elements) {
            list.push_back(toScript(element, elementType));
        }
        return new IValue(list);
    }

    private static IValue tuple(List<?> elements, Type.TypePtr typed) {
        Type type = typed.get();
        if (elements.size() != type.containedTypeSize()) throw new Mismatch();
        IValueVector values = new IValueVector();
        for (int i = 0; i < elements.size(); i++) {
            values.push_back(toScript(elements.get(i), type.containedType(i)));
        }
        return new IValue(
                new TupleType(type).name().has_value()
                        ? Tuple.createNamed(values, typed)
                        : Tuple.create(values));
    }

    private static IValue dict(Map<?, ?> map, Type.TypePtr keyType, Type.TypePtr valueType) {
        GenericList keys = new GenericList(keyType);
        GenericList values = new GenericList(parse("Any"));
        map.forEach(
                (key, value) -> {
                    keys.push_back(toScript(key, keyType));
                    values.push_back(toScript(value, valueType));
                });
        IValue dict = Dicts.make(text(keyType.get().annotation_str()), keys, values);
        dict.toGenericDict().unsafeSetValueType(valueType);
        return dict;
    }

    private static IValue union(@Nullable Object value, Type type) {
        for (long i = 0; i < type.containedTypeSize(); i++) {
            try {
                return toScript(value, type.containedType(i));
            } catch (Mismatch e) {
                // perhaps it is of the next type
            }
        }
        throw new Mismatch();
    }

    private static IValue object(@Nullable Object value) {
        return switch (value) {
            case ScriptObject object -> new IValue(object.pointer()._ivalue());
            case ScriptModule module -> new IValue(module.pointer()._ivalue());
            case null, default -> throw new Mismatch();
        };
    }

    private static <T> T expect(Class<T> type, @Nullable Object value) {
        if (!type.isInstance(value)) throw new Mismatch();
        return type.cast(value);
    }

    private static List<?> elements(@Nullable Object value) {
        return switch (value) {
            case List<?> list -> list;
            case Collection<?> collection -> List.copyOf(collection);
            case null -> throw new Mismatch();
            default -> {
                if (!value.getClass().isArray()) throw new Mismatch();
                yield PythonValues.elements(value);
            }
        };
    }

    // ---- From a script

    /** The value in Java; its tensors belong to the thread's scope. */
    static @Nullable Object toJava(IValue value, @Nullable Type type) {
        var made = new ArrayList<Tensor>();
        try {
            return toJava(value, type, made);
        } catch (RuntimeException e) {
            made.forEach(Tensor::close);
            throw e;
        }
    }

    private static @Nullable Object toJava(
            IValue value, @Nullable Type declared, List<Tensor> made) {
        if (value.isNone()) return null;
        if (value.isTensor()) return tensor(value, made);
        if (value.isBool()) return value.toBool();
        if (value.isInt()) return value.toInt();
        if (value.isDouble()) return value.toDouble();
        if (value.isString()) return text(value.toStringRef());
        Type type =
                declared != null && declared.kind().intern() == TypeKind.OptionalType
                        ? declared.containedType(0).get()
                        : declared;
        if (value.isList()) {
            GenericList list = value.toList();
            Type elements = contained(type, TypeKind.ListType, 0);
            int size = Math.toIntExact(list.size());
            var result = new ArrayList<@Nullable Object>(size);
            for (int i = 0; i < size; i++) result.add(toJava(list.get(i), elements, made));
            return result;
        }
        if (value.isTuple()) return tuple(value.toTuple().elements(), type, made);
        if (value.isGenericDict()) return dict(value.toGenericDict(), type, made);
        if (value.isComplexDouble()) {
            DoubleComplex number = value.toComplexDouble();
            return Complex.of(number.real(), number.imag());
        }
        if (value.isDevice()) return Device.of(text(value.toDevice().str()));
        if (value.isEnum()) {
            EnumHolder member = value.toEnumHolder();
            return new EnumValue(
                    text(member.qualifiedClassName()),
                    text(member.name()),
                    toJava(member.value(), null, made),
                    value);
        }
        if (value.isFuture()) return new ScriptFuture(value);
        if (value.isModule())
            return ScriptModule.of(new org.bytedeco.pytorch.JitModule(value.toObject()));
        if (value.isObject())
            return new ScriptObject(new org.bytedeco.pytorch.JitObject(value.toObject()));
        throw new UnsupportedOperationException(
                "a value of the script's kind " + text(value.tagKind()) + " has no form in Java");
    }

    private static @Nullable Tensor tensor(IValue value, List<Tensor> made) {
        org.bytedeco.pytorch.Tensor tensor = value.toTensor();
        if (!tensor.defined()) return null;
        Tensor wrapped = Tensor.of(tensor);
        made.add(wrapped);
        return wrapped;
    }

    private static List<@Nullable Object> tuple(
            TupleElements elements, @Nullable Type type, List<Tensor> made) {
        boolean known = type != null && type.kind().intern() == TypeKind.TupleType;
        @Nullable Object[] values = new Object[Math.toIntExact(elements.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = toJava(elements.get(i), contained(type, TypeKind.TupleType, i), made);
        }
        if (known) {
            TupleType tuple = new TupleType(type);
            if (tuple.name().has_value()) {
                Argument fields = tuple.schema().arguments();
                var names = new ArrayList<String>();
                for (int i = 0; i < values.length; i++) {
                    names.add(text(fields.getPointer(i).name()));
                }
                return new NamedTuple(name(tuple.name().get()), List.copyOf(names), values);
            }
        }
        return PythonTuple.of(values);
    }

    private static Map<@Nullable Object, @Nullable Object> dict(
            GenericDict dict, @Nullable Type type, List<Tensor> made) {
        Type keys = contained(type, TypeKind.DictType, 0);
        Type values = contained(type, TypeKind.DictType, 1);
        var result = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        GenericDictIterator entry = dict.begin();
        for (long left = dict.size(); left > 0; left--, entry.increment()) {
            result.put(
                    toJava(entry.access().key(), keys, made),
                    toJava(entry.access().value(), values, made));
        }
        return result;
    }

    private static @Nullable Type contained(@Nullable Type type, TypeKind kind, int index) {
        return type != null && type.kind().intern() == kind && index < type.containedTypeSize()
                ? type.containedType(index).get()
                : null;
    }

    static String text(@Nullable BytePointer text) {
        return Presets.text(text);
    }

    /** A class's own name, without its modules. */
    static String name(QualifiedName name) {
        return text(name.name());
    }
}
