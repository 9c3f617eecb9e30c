package torch.nn.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import torch.Tensor;
import torch.Torch;
import torch.nn.Golden;
import torch.nn.Parameter;

class InitTest {
    private static final Map<String, UnaryOperator<Tensor>> FILLS = new LinkedHashMap<>();

    static {
        FILLS.put("uniform_", t -> Init.uniform_(t, -1, 2));
        FILLS.put("normal_", t -> Init.normal_(t, 1, 0.02));
        FILLS.put("constant_", t -> Init.constant_(t, 0.3));
        FILLS.put(
                "xavier_uniform_",
                t -> Init.xavierUniform_(t, Init.calculateGain(Nonlinearity.RELU)));
        FILLS.put(
                "xavier_normal_",
                t -> Init.xavierNormal_(t, Init.calculateGain(Nonlinearity.TANH)));
        FILLS.put("kaiming_uniform_", t -> Init.kaimingUniform_(t, 0.2));
        FILLS.put(
                "kaiming_uniform_fan_out",
                t -> Init.kaimingUniform_(t, 0, FanMode.FAN_OUT, Nonlinearity.RELU));
        FILLS.put(
                "kaiming_normal_",
                t -> Init.kaimingNormal_(t, 0, FanMode.FAN_IN, Nonlinearity.SELU));
    }

    static Iterable<String> fills() {
        return FILLS.keySet();
    }

    @ParameterizedTest
    @MethodSource("fills")
    void values_matchPyTorch(String name) {
        Torch.manualSeed(0);
        Golden.assertSameBits("init." + name, FILLS.get(name).apply(Torch.empty(3, 2, 2, 3)));
    }

    @Test
    void parameter_staysLeafThatRequiresGrad() {
        var parameter = new Parameter(Torch.empty(2, 2));
        Init.ones_(parameter);
        assertTrue(parameter.isLeaf() && parameter.requiresGrad());
        assertEquals(4, parameter.sum().itemDouble());
    }

    @Test
    void emptyTensor_isLeftAlone() {
        assertEquals(0, Init.kaimingUniform_(Torch.empty(0, 3)).numel());
    }
}
