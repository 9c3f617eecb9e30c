package torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import torch.nn.BatchNorm1d;
import torch.nn.Linear;
import torch.nn.Module;
import torch.nn.Parameter;
import torch.nn.Sequential;
import torch.optim.Adagrad;
import torch.optim.Adam;
import torch.optim.AdamW;
import torch.optim.Optimizer;
import torch.optim.ParamGroup;
import torch.optim.RMSprop;
import torch.optim.Rprop;
import torch.optim.SGD;

/**
 * States of optimizers of Python's go on in Java and back; the files are from src/test/python/serialization_models.py.
 */
class OptimizerFilesTest {
    private static final Map<String, byte[]> FILES = ZipResource.read("serialization/models.zip");
    private static final Map<String, Function<List<Parameter>, Optimizer>> OPTIMIZERS =
            new LinkedHashMap<>();

    static {
        OPTIMIZERS.put("adam", p -> new Adam(p, o -> o.lr(0.1).betas(0.5, 0.999)));
        OPTIMIZERS.put("adamw", OptimizerFilesTest::adamW);
        OPTIMIZERS.put("sgd", p -> new SGD(p, o -> o.lr(0.1).momentum(0.9).nesterov(true)));
        OPTIMIZERS.put("rmsprop", p -> new RMSprop(p, o -> o.lr(0.1).centered(true)));
        OPTIMIZERS.put("rprop", p -> new Rprop(p, o -> o.lr(0.1)));
        OPTIMIZERS.put("adagrad", p -> new Adagrad(p, o -> o.lr(0.1)));
    }

    private static Optimizer adamW(List<Parameter> p) {
        return new AdamW(
                List.of(
                        new ParamGroup(List.of(p.get(0))),
                        Adam.group(List.of(p.get(1)), o -> o.lr(0.3))),
                o -> o.lr(0.1).amsgrad(true));
    }

    private static Object load(String name) {
        return Torch.load(new ByteArrayInputStream(FILES.get(name)));
    }

    private static void steps(Optimizer optimizer, List<Parameter> params, int count) {
        for (int i = 0; i < count; i++) {
            for (Parameter p : params) p.setGrad(p.detach().div(4));
            optimizer.step();
        }
    }

    @SuppressWarnings("unchecked")
    private static Optimizer resumed(
            Function<List<Parameter>, Optimizer> make, Object saved, List<Parameter> params) {
        Map<String, Object> checkpoint = (Map<String, Object>) saved;
        for (Object each : (List<?>) checkpoint.get("params"))
            params.add(new Parameter(((Tensor) each).clone()));
        Optimizer optimizer = make.apply(params);
        optimizer.loadStateDict((Map<String, ?>) checkpoint.get("optimizer"));
        return optimizer;
    }

    @Test
    void stateOfPython_goesOnAsInPython() {
        OPTIMIZERS.forEach(
                (name, make) -> {
                    try (var scope = Torch.scope()) {
                        List<Parameter> params = new ArrayList<>();
                        Optimizer optimizer = resumed(make, load(name + ".pt"), params);
                        steps(optimizer, params, 2);
                        List<?> after = (List<?>) load(name + "_after.pt");
                        for (int i = 0; i < params.size(); i++)
                            assertArrayEquals(
                                    ((Tensor) after.get(i)).toFloatArray(),
                                    params.get(i).toFloatArray(),
                                    1e-6f,
                                    name);
                    }
                });
    }

    @Test
    void stateSavedAgain_isTheSame() {
        OPTIMIZERS.forEach(
                (name, make) -> {
                    try (var scope = Torch.scope()) {
                        List<Parameter> params = new ArrayList<>();
                        Object saved = load(name + ".pt");
                        Optimizer optimizer = resumed(make, saved, params);
                        Map<String, Object> again = new LinkedHashMap<>();
                        again.put("optimizer", optimizer.stateDict());
                        again.put("params", ((Map<?, ?>) saved).get("params"));
                        var out = new ByteArrayOutputStream();
                        Torch.save(again, out);
                        assertEquals(
                                Described.of(saved),
                                Described.of(
                                        Torch.load(new ByteArrayInputStream(out.toByteArray()))),
                                name);
                    }
                });
    }

    @Test
    void stateOfJava_goesOnInPython() throws Exception {
        Python.check(OptimizerFilesTest::save, "serialization_models.py", "optimizers");
    }

    private static void save(Path folder) throws IOException {
        OPTIMIZERS.forEach(
                (name, make) -> {
                    try (var scope = Torch.scope()) {
                        List<Parameter> params =
                                List.of(
                                        new Parameter(
                                                Torch.arange(6.0).reshape(2, 3).sub(2)),
                                        new Parameter(Torch.tensor(0.5, -1.5)));
                        Optimizer optimizer = make.apply(params);
                        steps(optimizer, params, 3);
                        Map<String, Object> state = new LinkedHashMap<>();
                        state.put("optimizer", optimizer.stateDict());
                        state.put("params", params.stream().map(Tensor::detach).toList());
                        Torch.save(state, folder.resolve(name + ".pt"));
                        steps(optimizer, params, 2);
                        Torch.save(
                                params.stream().map(Tensor::detach).toList(),
                                folder.resolve(name + "_after.pt"));
                    }
                });
    }

    @Test
    void stateOfBatchNorm_isWrittenWithItsVersionsAsPyTorchDoes() {
        try (var scope = Torch.scope();
                var off = Torch.noGrad()) {
            Module model = new Sequential(new Linear(2, 3), new BatchNorm1d(3));
            for (Parameter parameter : model.parameters()) parameter.fill_(0.25);
            var out = new ByteArrayOutputStream();
            Torch.save(model.stateDict(), out);
            assertEquals(
                    Described.of(load("norm.pt")),
                    Described.of(Torch.load(new ByteArrayInputStream(out.toByteArray()))));
        }
    }
}
