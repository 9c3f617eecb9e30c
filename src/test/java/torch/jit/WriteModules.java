package torch.jit;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import torch.Tensor;
import torch.Torch;
import torch.nn.Parameter;
import torch.optim.Adam;

/**
 * Writes modules for {@code src/test/python/jit_from_java.py} into the folder that is given: made in Java, or Python's and
 * trained here, each with the output that it has for ones in an extra file.
 */
public final class WriteModules {
    private WriteModules() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args[0]));
        Torch.manualSeed(0);
        write(folder, "scale", scale(), 5, 3);
        write(folder, "network", network(), 2, 3);
        for (String name :
                new String[] {"mlp", "traced", "conv", "attributes", "control", "frozen"}) {
            ScriptModule module = Jit.load(Recording.file(name + ".pt"));
            long[] shape =
                    switch (name) {
                        case "conv", "frozen" -> new long[] {2, 1, 8, 8};
                        case "attributes" -> new long[] {2};
                        default -> new long[] {4, 3};
                    };
            if (!module.parameters().isEmpty()) {
                var optimizer = new Adam(module.parameters(), o -> o.lr(0.01));
                for (int i = 0; i < 5; i++) {
                    optimizer.zeroGrad();
                    module.<Tensor>call(Torch.rand(shape)).pow(2).sum().backward();
                    optimizer.step();
                    module.getattr("training");
                    for (Tensor buffer : module.buffers()) {
                        // a state that the script made of the last output has its history
                        if (!buffer.isLeaf()) buffer.detach_();
                    }
                }
            }
            module.eval();
            write(folder, name, module, shape);
        }
    }

    private static ScriptModule scale() {
        var module = new ScriptModule("Scale");
        module.registerParameter("by", new Parameter(Torch.rand(3)));
        module.registerAttribute("names", "Dict[str, List[int]]", Map.of("a", new long[] {1, 2}));
        module.registerAttribute("bias", 0.25);
        module.define(
                """
                def forward(self, x: Tensor) -> Tensor:
                    return x * self.by + self.bias + self.names["a"][1]
                """);
        return module;
    }

    private static ScriptModule network() {
        var linear = new ScriptModule("Affine");
        linear.registerParameter("weight", new Parameter(Torch.rand(4, 3)));
        linear.registerBuffer("shift", Torch.rand(4));
        linear.define(
                """
                def forward(self, x: Tensor) -> Tensor:
                    return torch.linear(x, self.weight) + self.shift
                """);
        var network = new ScriptModule("Network");
        network.registerModule("first", linear);
        network.registerModule("second", scaleOf(4));
        network.define(
                """
                def forward(self, x: Tensor) -> Tensor:
                    return self.second.forward(torch.relu(self.first.forward(x)))
                """);
        return network;
    }

    private static ScriptModule scaleOf(long size) {
        var module = new ScriptModule("Scale");
        module.registerParameter("by", new Parameter(Torch.rand(size)));
        module.define("def forward(self, x: Tensor) -> Tensor:\n    return x * self.by\n");
        return module;
    }

    private static void write(Path folder, String name, ScriptModule module, long... shape) {
        // on a copy: some change their state when they are called
        ScriptModule copy = module.clone();
        Tensor output = copy.call(Torch.ones(shape));
        String expected =
                "{\"shape\": %s, \"values\": %s, \"repr\": \"%s\"}"
                        .formatted(
                                Arrays.toString(shape),
                                Arrays.toString(
                                        output.detach().flatten().toDouble().toDoubleArray()),
                                module.toString().replace("\n", "\\n"));
        module.save(
                folder.resolve(name + ".pt"),
                Map.of("expected.json", expected.getBytes(StandardCharsets.UTF_8)));
    }
}
