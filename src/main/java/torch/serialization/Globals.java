package torch.serialization;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import torch.DType;

/** The names that a pickle may use, which are those that PyTorch allows to data, and what they stand for. */
final class Globals {
    /** What a name stands for. */
    sealed interface Named {
        /** The name with its module. */
        String name();
    }

    /** A function. */
    record Callable(String name, Body body) implements Named {}

    /** A class of storages: how many bytes an element has, and of which type it is. */
    record StorageType(String name, DType dtype) implements Named {}

    /** A class of tensors, or a scheme of quantization: a name to compare. */
    record Plain(String name) implements Named {}

    /** What a function does. */
    @FunctionalInterface
    interface Body {
        @Nullable Object call(Rebuild rebuild, List<@Nullable Object> args);
    }

    private static final Set<String> BLOCKED = Set.of("sys", "os", "posix", "nt");
    private static final Map<String, Object> ALLOWED = new HashMap<>();

    static {
        function("collections.OrderedDict", Rebuild::orderedDict);
        function("collections.Counter", Rebuild::counter);
        function("_codecs.encode", Rebuild::encode);
        function("builtins.bytearray", Rebuild::bytearray);
        function("builtins.set", Rebuild::set);
        function("builtins.complex", Rebuild::complex);
        function("torch.Size", Rebuild::size);
        function("torch.device", Rebuild::device);
        function("torch.serialization._get_layout", Rebuild::layout);
        function("torch.nn.parameter.Parameter", Rebuild::newParameter);
        function("torch._tensor._rebuild_from_type_v2", Rebuild::fromType);
        function("torch._utils._rebuild_tensor", Rebuild::tensor);
        function("torch._utils._rebuild_tensor_v2", Rebuild::tensorV2);
        function("torch._utils._rebuild_tensor_v3", Rebuild::tensorV3);
        function("torch._utils._rebuild_parameter", Rebuild::parameter);
        function("torch._utils._rebuild_parameter_with_state", Rebuild::parameterWithState);
        function("torch._utils._rebuild_sparse_tensor", Rebuild::sparse);
        function("torch._utils._rebuild_qtensor", Rebuild::quantized);
        function("torch._utils._rebuild_meta_tensor_no_storage", Rebuild::meta);
        function("torch._utils._rebuild_nested_tensor", Rebuild::nested);
        function("torch._utils._rebuild_device_tensor_from_cpu_tensor", Rebuild::onDevice);
        plain("torch._utils._rebuild_wrapper_subclass");
        plain("torch._utils._rebuild_device_tensor_from_numpy");
        for (DType dtype : DType.values()) ALLOWED.put(dtype.toString(), dtype);
        for (String scheme :
                List.of(
                        "per_tensor_affine",
                        "per_tensor_symmetric",
                        "per_channel_affine",
                        "per_channel_symmetric",
                        "per_channel_affine_float_qparams")) plain("torch." + scheme);
        plain("torch.Tensor");
        Dtypes.STORAGES.forEach(
                (storage, dtype) -> {
                    String tensor = storage.replace("Storage", "Tensor");
                    for (String module : List.of("torch.", "torch.cuda.")) {
                        String name = module + storage;
                        ALLOWED.put(name, new StorageType(name, dtype));
                        if (!storage.startsWith("Q")) plain(module + tensor);
                        if (!storage.startsWith("Q") && !storage.startsWith("Complex"))
                            plain(module + "sparse." + tensor);
                    }
                });
        ALLOWED.put(Dtypes.UNTYPED, new StorageType(Dtypes.UNTYPED, DType.UINT8));
        plain("torch.storage.TypedStorage");
    }

    private Globals() {}

    private static void function(String name, Body body) {
        ALLOWED.put(name, new Callable(name, body));
    }

    private static void plain(String name) {
        ALLOWED.put(name, new Plain(name));
    }

    /**
     * What a name stands for.
     *
     * @throws BrokenFile if data needs no such name
     */
    static Object find(String module, String name) {
        String now = // as Python 2 called them, which protocol 2 still does
                switch (module) {
                    case "__builtin__" -> "builtins";
                    case "copy_reg" -> "copyreg";
                    default -> module;
                };
        String path = now + "." + name;
        if (BLOCKED.contains(now))
            throw new BrokenFile(
                    "Weights only load failed. Trying to load unsupported GLOBAL %s whose module %s is blocked."
                            .formatted(BrokenFile.shown(path), now));
        Object found = ALLOWED.get(path);
        if (found != null) return found;
        String shown = BrokenFile.shown(path.startsWith("builtins.") ? path.substring(9) : path);
        throw new BrokenFile(
                "Weights only load failed. Unsupported global: GLOBAL %s was not an allowed global by default. JTorch loads data alone: in Python, load the file with `torch.serialization.safe_globals([%s])` if you trust it, and save its tensors, numbers and containers."
                        .formatted(shown, shown));
    }

    /** Calls what a pickle has called. */
    static @Nullable Object call(
            @Nullable Object function, Rebuild rebuild, List<@Nullable Object> args) {
        if (function instanceof Callable callable) return callable.body().call(rebuild, args);
        if (function instanceof Plain plain)
            throw new BrokenFile(
                    plain.name() + " makes a kind of tensor that JTorch does not have");
        throw new BrokenFile(
                "Trying to call reduce for unrecognized function " + Kinds.of(function));
    }

    /** Makes an object of a class. */
    static @Nullable Object make(
            @Nullable Object type, Rebuild rebuild, List<@Nullable Object> args) {
        if (type instanceof Callable callable
                && Character.isUpperCase(simpleName(callable.name()).charAt(0)))
            return callable.body().call(rebuild, args);
        throw new BrokenFile(
                "Can only create new object for nn.Parameter or classes allowlisted via"
                        + " `add_safe_globals` but got "
                        + Kinds.of(type));
    }

    private static String simpleName(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
