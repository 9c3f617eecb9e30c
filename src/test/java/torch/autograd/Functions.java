package torch.autograd;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.Torch;

/** The custom functions of {@code src/test/python/function_golden.py}. */
final class Functions {
    private Functions() {}

    static final class Exp extends Function {
        @Override
        protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
            Tensor result = inputs.get(0).exp();
            ctx.saveForBackward(result);
            return List.of(result);
        }

        @Override
        protected List<@Nullable Tensor> backward(Context ctx, List<@Nullable Tensor> gradOutputs) {
            return List.of(gradOutputs.get(0).mul(ctx.savedTensors().get(0)));
        }
    }

    static final class Square extends Function {
        @Override
        protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
            ctx.saveForBackward(inputs.get(0));
            return List.of(inputs.get(0).mul(inputs.get(0)));
        }

        @Override
        protected List<@Nullable Tensor> backward(Context ctx, List<@Nullable Tensor> gradOutputs) {
            return List.of(gradOutputs.get(0).mul(2).mul(ctx.savedTensors().get(0)));
        }
    }

    static final class Linear extends Function {
        @Override
        protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
            Tensor x = inputs.get(0), weight = inputs.get(1), bias = inputs.get(2);
            ctx.saveForBackward(x, weight, bias);
            Tensor y = x.matmul(weight.t());
            return List.of(bias == null ? y : y.add(bias));
        }

        @Override
        protected List<@Nullable Tensor> backward(Context ctx, List<@Nullable Tensor> gradOutputs) {
            List<Tensor> saved = ctx.savedTensors();
            Tensor x = saved.get(0), weight = saved.get(1), bias = saved.get(2);
            Tensor grad = gradOutputs.get(0);
            return Arrays.asList(
                    ctx.needsInputGrad(0) ? grad.matmul(weight) : null,
                    ctx.needsInputGrad(1) ? grad.t().matmul(x) : null,
                    bias != null && ctx.needsInputGrad(2) ? grad.sum(0) : null);
        }
    }

    static final class PowSum extends Function {
        @Override
        protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
            Tensor x = inputs.get(0), y = inputs.get(1);
            ctx.saveForBackward(x, y);
            return List.of(x.mul(x).mul(y), x.add(y.mul(y).mul(y)));
        }

        @Override
        protected List<@Nullable Tensor> backward(Context ctx, List<@Nullable Tensor> gradOutputs) {
            Tensor x = ctx.savedTensors().get(0), y = ctx.savedTensors().get(1);
            Tensor g1 = gradOutputs.get(0), g2 = gradOutputs.get(1);
            return List.of(
                    g1.mul(2).mul(x).mul(y).add(g2), g1.mul(x).mul(x).add(g2.mul(3).mul(y).mul(y)));
        }
    }

    static final class SortTwo extends Function {
        @Override
        protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
            var sorted = inputs.get(0).sort();
            ctx.markNonDifferentiable(sorted.indices());
            ctx.saveForBackward(sorted.indices());
            return List.of(sorted.values(), sorted.indices());
        }

        @Override
        protected List<@Nullable Tensor> backward(Context ctx, List<@Nullable Tensor> gradOutputs) {
            Tensor g = gradOutputs.get(0);
            return List.of(Torch.zerosLike(g).scatter(0, ctx.savedTensors().get(0), g));
        }
    }

    /** Doubles in place. */
    static final class Double extends Function {
        @Override
        protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
            inputs.get(0).mul_(2);
            ctx.markDirty(inputs.get(0));
            return List.of(inputs.get(0));
        }

        @Override
        protected List<@Nullable Tensor> backward(Context ctx, List<@Nullable Tensor> gradOutputs) {
            return List.of(gradOutputs.get(0).mul(2));
        }
    }

    static final class TwoDirty extends Function {
        @Override
        protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
            inputs.get(0).mul_(2);
            ctx.markDirty(inputs.get(0));
            return List.of(inputs.get(0), inputs.get(0).add(1));
        }

        @Override
        protected List<@Nullable Tensor> backward(Context ctx, List<@Nullable Tensor> gradOutputs) {
            return List.of(gradOutputs.get(0).mul(2).add(gradOutputs.get(1).mul(2)));
        }
    }

    static final class Wrong extends Function {
        @Override
        protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
            return List.of(inputs.get(0).mul(2));
        }

        @Override
        protected List<@Nullable Tensor> backward(Context ctx, List<@Nullable Tensor> gradOutputs) {
            return List.of(gradOutputs.get(0), gradOutputs.get(0));
        }
    }

    static final class NotAVariable extends Function {
        @Override
        protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
            return List.of(inputs.get(0).mul(2));
        }

        @Override
        protected List<@Nullable Tensor> backward(Context ctx, List<@Nullable Tensor> gradOutputs) {
            return List.of(gradOutputs.get(0), gradOutputs.get(0));
        }
    }

    static final class BadShape extends Function {
        @Override
        protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
            return List.of(inputs.get(0).mul(2));
        }

        @Override
        protected List<@Nullable Tensor> backward(Context ctx, List<@Nullable Tensor> gradOutputs) {
            return List.of(gradOutputs.get(0).newOnes(2, 2));
        }
    }

    static final class Once extends Function {
        @Override
        protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
            ctx.saveForBackward(inputs.get(0));
            return List.of(inputs.get(0).mul(inputs.get(0)));
        }

        @Override
        @OnceDifferentiable
        protected List<@Nullable Tensor> backward(Context ctx, List<@Nullable Tensor> gradOutputs) {
            return List.of(gradOutputs.get(0).mul(2).mul(ctx.savedTensors().get(0)));
        }
    }

    /** What a test says on the spot, of one input and one output, or several. */
    static Function of(Forward forward, Backward backward) {
        return new Function() {
            @Override
            protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
                return forward.apply(ctx, inputs);
            }

            @Override
            protected List<@Nullable Tensor> backward(
                    Context ctx, List<@Nullable Tensor> gradOutputs) {
                return backward.apply(ctx, gradOutputs);
            }
        };
    }

    interface Forward {
        List<Tensor> apply(Context ctx, List<Tensor> inputs);
    }

    interface Backward {
        List<Tensor> apply(Context ctx, List<Tensor> gradOutputs);
    }
}
