package torch.autograd;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Tensor;
import torch.Torch;
import torch.amp.Autocast;
import torch.amp.CustomBwd;
import torch.amp.CustomFwd;

/** Runs functions under autocast as {@link CustomFwd} and {@link CustomBwd} say. */
final class CustomCasts {
    /** How a forward ran. */
    record Forward(DType dtype, boolean usedAutocast) {}

    private record Marks(@Nullable CustomFwd forward, @Nullable CustomBwd backward) {}

    private static final ClassValue<Marks> MARKS =
            new ClassValue<>() {
                @Override
                protected Marks computeValue(Class<?> type) {
                    return new Marks(
                            mark(type, "forward", CustomFwd.class),
                            mark(type, "backward", CustomBwd.class));
                }
            };

    private CustomCasts() {}

    /** The mark on the method that a class has or inherits. */
    static <A extends Annotation> @Nullable A mark(
            Class<?> type, String method, Class<A> annotation) {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            try {
                AnnotatedElement found = at.getDeclaredMethod(method, Context.class, List.class);
                return found.getAnnotation(annotation);
            } catch (NoSuchMethodException e) {
                // inherited
            }
        }
        return null;
    }

    static List<Tensor> forward(Function function, Context context, List<Tensor> inputs) {
        CustomFwd mark = MARKS.get(function.getClass()).forward;
        if (mark == null) return function.forward(context, inputs);
        String device = mark.deviceType();
        boolean casting = Torch.isAutocastEnabled(device);
        boolean castsInputs = mark.castInputs().length > 0;
        context.ranForward(new Forward(Torch.getAutocastDtype(device), casting && !castsInputs));
        if (!casting || !castsInputs) return function.forward(context, inputs);
        try (var _ = new Autocast(device, o -> o.enabled(false))) {
            return function.forward(context, cast(inputs, device, mark.castInputs()[0]));
        }
    }

    private static List<Tensor> cast(List<Tensor> inputs, String device, DType dtype) {
        List<Tensor> cast = new ArrayList<>();
        for (Tensor input : inputs) {
            boolean eligible =
                    input != null
                            && input.isFloatingPoint()
                            && input.device().type().equals(device)
                            && input.dtype() != DType.FLOAT64;
            cast.add(eligible ? input.to(dtype) : input);
        }
        return cast;
    }

    static List<@Nullable Tensor> backward(
            Function function, Context context, List<@Nullable Tensor> gradOutputs) {
        CustomBwd mark = MARKS.get(function.getClass()).backward;
        if (mark == null) return function.backward(context, gradOutputs);
        Forward forward = context.forward();
        if (forward == null) {
            throw new IllegalStateException(
                    function.getClass().getName()
                            + ".backward is marked with CustomBwd, so that forward needs CustomFwd");
        }
        try (var _ =
                new Autocast(
                        mark.deviceType(),
                        o -> o.enabled(forward.usedAutocast).dtype(forward.dtype))) {
            return function.backward(context, gradOutputs);
        }
    }
}
