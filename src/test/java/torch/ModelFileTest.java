package torch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model in one file, run as {@code java Model.java}. */
class ModelFileTest {
    private static final String MODEL =
            """
            import torch.*;
            import torch.nn.*;
            import torch.optim.*;

            class Model {
                record Output(Tensor sum, Tensor product) {}

                static class Net extends torch.nn.Module {
                    private final Linear left = new Linear(2, 2);
                    private final Linear right = new Linear(2, 2, false);

                    private Output forward(Tensor x, Tensor y) {
                        return new Output(left.call(x).add(right.call(y)), left.call(x).mul(right.call(y)));
                    }

                    Output call(Tensor x, Tensor y) {
                        return invoke(this::forward, x, y);
                    }
                }

                public static void main(String[] args) {
                    Torch.manualSeed(0);
                    var net = new Net();
                    net.registerFullBackwardHook((m, in, out) -> {
                        System.out.println(in.size() + " " + out.size());
                        return null;
                    });
                    var optimizer = new SGD(net.parameters(), o -> o.lr(0.1));
                    var output = net.call(Torch.ones(1, 2).requiresGrad_(), Torch.ones(1, 2));
                    output.sum().sum().add(output.product().sum()).backward();
                    optimizer.step();
                    System.out.println(net.stateDict().keySet());
                    System.out.println(((Net) net.clone()));
                }
            }
            """;

    @Test
    void modelInOneFile_runs(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("Model.java"), MODEL);
        ChildJvm.Ended ended = new ChildJvm().run(120, List.of(file.toString()));
        assertEquals(
                """
                2 2
                [left.weight, left.bias, right.weight]
                Net(
                  (left): Linear(in_features=2, out_features=2, bias=True)
                  (right): Linear(in_features=2, out_features=2, bias=False)
                )
                """,
                ended.output());
        assertEquals(0, ended.status());
    }
}
