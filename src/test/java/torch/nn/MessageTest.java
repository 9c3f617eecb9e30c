package torch.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import torch.DType;
import torch.Torch;
import torch.nn.init.Init;

/** What is wrong with an argument is said as PyTorch says it: the cases are those of {@code nn_golden.py}. */
class MessageTest {
    private static final Map<String, Executable> ERRORS = new LinkedHashMap<>();

    static {
        ERRORS.put("groups_zero", () -> new Conv2d(4, 4, 3, o -> o.groups(0)));
        ERRORS.put("groups_in", () -> new Conv2d(3, 4, 3, o -> o.groups(2)));
        ERRORS.put("groups_out", () -> new Conv2d(4, 3, 3, o -> o.groups(2)));
        ERRORS.put("same_stride", () -> new Conv2d(4, 4, 3, o -> o.stride(2).padding("same")));
        ERRORS.put(
                "transpose_padding_mode",
                () -> new ConvTranspose2d(4, 4, 3, o -> o.paddingMode(PaddingMode.REFLECT)));
        ERRORS.put(
                "transpose_output_size",
                () ->
                        new ConvTranspose2d(1, 1, 3, o -> o.stride(2))
                                .call(Torch.ones(1, 1, 4, 4), Torch.shape(12, 9)));
        ERRORS.put(
                "transpose_output_dims",
                () ->
                        new ConvTranspose2d(1, 1, 3, o -> o.stride(2))
                                .call(Torch.ones(1, 1, 4, 4), Torch.shape(1, 9, 9)));
        ERRORS.put("dropout", () -> new Dropout(1.5));
        ERRORS.put("dropout_negative", () -> F.dropout(Torch.ones(1), -1));
        ERRORS.put("batch_norm1d_dim", () -> new BatchNorm1d(3).call(Torch.ones(3)));
        ERRORS.put("batch_norm2d_dim", () -> new BatchNorm2d(3).call(Torch.ones(2, 3)));
        ERRORS.put("batch_norm_single", () -> new BatchNorm1d(3).call(Torch.ones(1, 3)));
        ERRORS.put("batch_norm_eps", () -> new BatchNorm1d(3, 0).call(Torch.ones(2, 3)));
        ERRORS.put("bce_size", () -> F.binaryCrossEntropy(Torch.ones(2, 3), Torch.ones(3)));
        ERRORS.put(
                "bce_logits_size",
                () -> F.binaryCrossEntropyWithLogits(Torch.ones(2, 3), Torch.ones(3)));
        ERRORS.put("reduction", () -> F.mseLoss(Torch.ones(2), Torch.ones(2), Reduction.BATCHMEAN));
        ERRORS.put("to_dtype", () -> new Linear(1, 1).to(DType.INT64));
        ERRORS.put("fan", () -> Init.xavierUniform_(Torch.ones(3)));
    }

    static Iterable<String> errors() {
        return ERRORS.keySet();
    }

    @ParameterizedTest
    @MethodSource("errors")
    void message_matchesPyTorch(String name) {
        var error = assertThrows(IllegalArgumentException.class, ERRORS.get(name));
        assertEquals(Golden.text("error." + name), error.getMessage());
    }
}
