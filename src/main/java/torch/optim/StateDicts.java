package torch.optim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Tensor;
import torch.internal.PythonText;
import torch.internal.PythonTuple;

/** The state of an optimizer as PyTorch lays it out, with numbers in place of the parameters, and back. */
final class StateDicts {
    /** Options that are younger than some saved states. */
    static final Map<String, @Nullable Object> ADDED_LATER = new LinkedHashMap<>();

    static {
        ADDED_LATER.put("momentum", 0L);
        for (String flag :
                List.of(
                        "centered",
                        "nesterov",
                        "amsgrad",
                        "maximize",
                        "capturable",
                        "differentiable",
                        "decoupled_weight_decay")) {
            ADDED_LATER.put(flag, false);
        }
        ADDED_LATER.put("foreach", null);
        ADDED_LATER.put("fused", null);
    }

    private StateDicts() {}

    static Map<String, Object> pack(List<ParamGroup> groups, Map<Tensor, ParamState> states) {
        Map<Tensor, Integer> ids = new LinkedHashMap<>();
        List<Map<String, @Nullable Object>> packedGroups = new ArrayList<>();
        for (ParamGroup group : groups) {
            group.params().forEach(param -> ids.put(param, ids.size()));
            Map<String, @Nullable Object> packed = new LinkedHashMap<>(group.options());
            packed.put("params", new ArrayList<>(group.params().stream().map(ids::get).toList()));
            packedGroups.add(packed);
        }
        Map<Integer, Map<String, @Nullable Object>> packedStates = new LinkedHashMap<>();
        states.forEach(
                (param, state) -> {
                    Integer id = ids.get(param);
                    if (id != null && !state.isEmpty()) {
                        packedStates.put(id, new LinkedHashMap<>(state.values()));
                    }
                });
        Map<String, Object> stateDict = new LinkedHashMap<>();
        stateDict.put("state", packedStates);
        stateDict.put("param_groups", packedGroups);
        return stateDict;
    }

    /** The saved groups, checked against those there are; the tensors in them are copies. */
    static List<Map<String, @Nullable Object>> groups(
            Map<String, ?> stateDict, List<ParamGroup> groups) {
        List<?> saved = expect(List.class, stateDict, "param_groups");
        if (saved.size() != groups.size()) {
            throw new IllegalArgumentException(
                    "loaded state dict has a different number of parameter groups");
        }
        List<Map<String, @Nullable Object>> checked = new ArrayList<>();
        for (int i = 0; i < saved.size(); i++) {
            if (!(saved.get(i) instanceof Map<?, ?> group)) {
                throw new IllegalArgumentException(
                        "a parameter group must be a map, but got " + PythonText.of(saved.get(i)));
            }
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            group.forEach((name, value) -> copy.put(String.valueOf(name), copied(value)));
            if (expect(List.class, copy, "params").size() != groups.get(i).params().size()) {
                throw new IllegalArgumentException(
                        "loaded state dict contains a parameter group "
                                + "that doesn't match the size of optimizer's group");
            }
            checked.add(copy);
        }
        return checked;
    }

    /** The saved states of the parameters, each value of the parameter's type and on its device. */
    static Map<Tensor, ParamState> states(
            Map<String, ?> stateDict,
            List<Map<String, @Nullable Object>> saved,
            List<ParamGroup> groups) {
        Map<Long, Tensor> params = new LinkedHashMap<>();
        Map<Long, Map<String, @Nullable Object>> savedGroups = new LinkedHashMap<>();
        for (int i = 0; i < saved.size(); i++) {
            List<?> ids = expect(List.class, saved.get(i), "params");
            for (int j = 0; j < ids.size(); j++) {
                long id = id(ids.get(j));
                params.put(id, groups.get(i).params().get(j));
                savedGroups.putIfAbsent(id, saved.get(i));
            }
        }
        Map<Tensor, ParamState> states = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry :
                ((Map<?, ?>) expect(Map.class, stateDict, "state")).entrySet()) {
            long id = id(entry.getKey());
            Tensor param = params.get(id);
            if (param == null) {
                throw new IllegalArgumentException(
                        "loaded state dict has a state of parameter %d, which is in no group"
                                .formatted(id));
            }
            if (!(entry.getValue() instanceof Map<?, ?> values)) {
                throw new IllegalArgumentException(
                        "the state of a parameter must be a map, but got "
                                + PythonText.of(entry.getValue()));
            }
            Map<String, @Nullable Object> options = savedGroups.getOrDefault(id, Map.of());
            boolean stepOnDevice =
                    Boolean.TRUE.equals(options.get("fused"))
                            || Boolean.TRUE.equals(options.get("capturable"));
            ParamState state = new ParamState();
            values.forEach(
                    (key, value) -> {
                        String name = String.valueOf(key);
                        state.put(name, cast(param, name, value, stepOnDevice));
                    });
            states.put(param, state);
        }
        return states;
    }

    /**
     * Floating-point states take the type of their parameter, except the step, which counts beyond what a small type can
     * hold.
     */
    private static @Nullable Object cast(
            Tensor param, String name, @Nullable Object value, boolean stepOnDevice) {
        return switch (value) {
            case Tensor tensor when name.equals("step") ->
                    stepOnDevice ? tensor.to(param.device(), DType.FLOAT32) : tensor;
            case Tensor tensor ->
                    param.isFloatingPoint()
                            ? tensor.to(param.device(), param.dtype())
                            : tensor.to(param.device());
            case Map<?, ?> map -> {
                Map<Object, @Nullable Object> casted = new LinkedHashMap<>();
                map.forEach(
                        (key, each) ->
                                casted.put(
                                        key, cast(param, String.valueOf(key), each, stepOnDevice)));
                yield casted;
            }
            case PythonTuple tuple -> PythonTuple.copyOf(castAll(param, tuple, stepOnDevice));
            case List<?> list -> castAll(param, list, stepOnDevice);
            case null, default -> value;
        };
    }

    private static List<@Nullable Object> castAll(
            Tensor param, List<?> list, boolean stepOnDevice) {
        List<@Nullable Object> casted = new ArrayList<>();
        list.forEach(each -> casted.add(cast(param, "", each, stepOnDevice)));
        return casted;
    }

    private static @Nullable Object copied(@Nullable Object value) {
        return switch (value) {
            case Tensor tensor -> tensor.detach().clone().keep();
            case PythonTuple tuple ->
                    PythonTuple.of(tuple.stream().map(StateDicts::copied).toArray());
            case null, default -> value;
        };
    }

    private static long id(@Nullable Object key) {
        if (key instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException(
                "a state dict numbers its parameters, but got " + PythonText.of(key));
    }

    private static <T> T expect(Class<T> kind, Map<String, ?> map, String name) {
        if (kind.isInstance(map.get(name))) {
            return kind.cast(map.get(name));
        }
        throw new IllegalArgumentException(
                "a state dict needs a %s '%s', but got %s"
                        .formatted(
                                kind.getSimpleName().toLowerCase(Locale.ROOT),
                                name,
                                PythonText.of(map.get(name))));
    }
}
