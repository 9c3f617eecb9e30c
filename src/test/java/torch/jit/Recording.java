package torch.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import torch.Complex;
import torch.DType;
import torch.Device;
import torch.Tensor;
import torch.Torch;
import torch.internal.PythonTuple;

/** What {@code jit_golden.py} recorded. */
final class Recording {
    private Recording() {}

    static Path file(String name) {
        try {
            return Path.of(Recording.class.getResource("/torch/jit/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> read() {
        try (var in = Recording.class.getResourceAsStream("/torch/jit/golden.json");
                JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), in)) {
            json.nextToken();
            return (Map<String, Object>) value(json);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Object value(JsonParser json) {
        return switch (json.currentToken()) {
            case START_OBJECT -> {
                var map = new LinkedHashMap<String, Object>();
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String key = json.currentName();
                    json.nextToken();
                    map.put(key, value(json));
                }
                yield map;
            }
            case START_ARRAY -> {
                var list = new ArrayList<Object>();
                while (json.nextToken() != JsonToken.END_ARRAY) list.add(value(json));
                yield list;
            }
            case VALUE_NUMBER_INT -> json.getLongValue();
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> json.getString();
        };
    }

    /** A recorded value as an argument of a script. */
    @SuppressWarnings("unchecked")
    static Object argument(Object recorded, ScriptModule module) {
        if (recorded instanceof List<?> list)
            return list.stream()
                    .map(e -> argument(e, module))
                    .collect(java.util.stream.Collectors.toCollection(ArrayList::new));
        if (!(recorded instanceof Map<?, ?> map)) return recorded;
        return switch ((String) map.get("kind")) {
            case "tensor" -> tensor((Map<String, Object>) map);
            case "tuple", "named" ->
                    PythonTuple.copyOf((List<?>) argument(map.get("values"), module));
            case "dict" -> {
                var made = new LinkedHashMap<Object, Object>();
                List<?> keys = (List<?>) map.get("keys");
                List<?> values = (List<?>) argument(map.get("values"), module);
                for (int i = 0; i < keys.size(); i++) made.put(keys.get(i), values.get(i));
                yield made;
            }
            case "complex" -> Complex.of((double) map.get("real"), (double) map.get("imag"));
            case "device" -> Device.of((String) map.get("name"));
            case "dtype" -> dtype((String) map.get("name"));
            case "enum" -> module.getMethod("color").call(map.get("name").equals("GREEN"));
            default -> throw new AssertionError(map);
        };
    }

    private static DType dtype(String name) {
        for (DType dtype : DType.values()) if (dtype.toString().equals(name)) return dtype;
        throw new AssertionError(name);
    }

    static Tensor tensor(Map<String, Object> recorded) {
        double[] values =
                ((List<?>) recorded.get("values")).stream().mapToDouble(v -> (double) v).toArray();
        long[] shape =
                ((List<?>) recorded.get("shape")).stream().mapToLong(v -> (long) v).toArray();
        try (Tensor flat = Torch.tensor(values).to(DType.FLOAT64)) {
            return flat.reshape(shape).to(dtype((String) recorded.get("dtype")));
        }
    }

    /** That a result is what Python had. */
    @SuppressWarnings("unchecked")
    static void check(Object expected, Object actual, String what) {
        if (expected instanceof List<?> list) {
            List<?> got = assertInstanceOf(List.class, actual, what);
            assertEquals(list.size(), got.size(), what);
            for (int i = 0; i < list.size(); i++) check(list.get(i), got.get(i), what);
            return;
        }
        if (!(expected instanceof Map<?, ?> map)) {
            assertEquals(expected, actual, what);
            return;
        }
        switch ((String) map.get("kind")) {
            case "tensor" -> {
                Tensor got = assertInstanceOf(Tensor.class, actual, what);
                assertEquals(map.get("dtype"), got.dtype().toString(), what);
                assertEquals(
                        map.get("shape"),
                        java.util.Arrays.stream(got.shape().toArray()).boxed().toList(),
                        what);
                double[] values =
                        ((List<?>) map.get("values"))
                                .stream().mapToDouble(v -> (double) v).toArray();
                double[] have = got.detach().to(DType.FLOAT64).flatten().toDoubleArray();
                for (int i = 0; i < values.length; i++)
                    assertEquals(values[i], have[i], 1e-6 * Math.max(1, Math.abs(values[i])), what);
            }
            case "tuple" -> {
                assertInstanceOf(PythonTuple.class, actual, what);
                check(map.get("values"), actual, what);
            }
            case "named" -> {
                NamedTuple got = assertInstanceOf(NamedTuple.class, actual, what);
                assertEquals(map.get("name"), got.name(), what);
                assertEquals(map.get("fields"), got.fields(), what);
                check(map.get("values"), got, what);
            }
            case "dict" -> {
                Map<Object, Object> got = assertInstanceOf(LinkedHashMap.class, actual, what);
                assertEquals(
                        map.get("keys"),
                        List.copyOf(got.keySet()).stream()
                                .map(k -> k instanceof Long ? k : k)
                                .toList(),
                        what);
                check(map.get("values"), List.copyOf(got.values()), what);
            }
            case "complex" ->
                    assertEquals(
                            Complex.of((double) map.get("real"), (double) map.get("imag")),
                            actual,
                            what);
            case "device" -> assertEquals(map.get("name"), actual.toString(), what);
            case "enum" -> {
                EnumValue got = assertInstanceOf(EnumValue.class, actual, what);
                assertEquals(map.get("name"), got.name(), what);
                assertEquals(map.get("value"), got.value(), what);
            }
            default -> throw new AssertionError(map);
        }
    }
}
