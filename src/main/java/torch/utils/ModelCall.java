package torch.utils;

import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.nn.BinaryModule;
import torch.nn.Module;
import torch.nn.UnaryModule;

/** Calls a model of any class: by its {@code call}, or else its {@code forward}, that takes the arguments. */
final class ModelCall {
    private ModelCall() {}

    static @Nullable Object call(Module model, List<@Nullable Object> arguments) {
        if (model instanceof UnaryModule unary && areTensors(arguments, 1)) {
            return unary.call((Tensor) arguments.get(0));
        }
        if (model instanceof BinaryModule binary && areTensors(arguments, 2)) {
            return binary.call((Tensor) arguments.get(0), (Tensor) arguments.get(1));
        }
        Method method = find(model, "call", arguments);
        if (method == null) {
            method = find(model, "forward", arguments);
        }
        if (method == null) {
            throw new IllegalArgumentException(
                    "%s has neither a call nor a forward that jtorch can call with (%s): give the pass as a function"
                            .formatted(
                                    model.getClass().getSimpleName(),
                                    arguments.stream()
                                            .map(
                                                    a ->
                                                            a == null
                                                                    ? "null"
                                                                    : a.getClass().getSimpleName())
                                            .collect(Collectors.joining(", "))));
        }
        try {
            return method.invoke(model, arguments.toArray());
        } catch (IllegalAccessException e) {
            throw new AssertionError("made accessible when it was found", e);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            if (cause instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(method + " threw", cause);
        }
    }

    private static boolean areTensors(List<@Nullable Object> arguments, int count) {
        return arguments.size() == count && arguments.stream().allMatch(Tensor.class::isInstance);
    }

    private static @Nullable Method find(
            Module model, String name, List<@Nullable Object> arguments) {
        for (Class<?> c = model.getClass(); c != Module.class; c = c.getSuperclass()) {
            for (Method method : c.getDeclaredMethods()) {
                if (method.getName().equals(name)
                        && !method.isBridge()
                        && takes(method, arguments)
                        && method.trySetAccessible()) {
                    return method;
                }
            }
        }
        return null;
    }

    private static boolean takes(Method method, List<@Nullable Object> arguments) {
        Class<?>[] types =
                MethodType.methodType(void.class, method.getParameterTypes())
                        .wrap()
                        .parameterArray();
        if (types.length != arguments.size()) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            Object argument = arguments.get(i);
            boolean fits =
                    argument == null
                            ? !method.getParameterTypes()[i].isPrimitive()
                            : types[i].isInstance(argument);
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}
