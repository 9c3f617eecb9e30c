package gpu;

import torch.Torch;
import torch.cuda.Cuda;

/** Says what runs: Java, libtorch, and whether there is CUDA, or why not. */
final class Versions {
    private Versions() {}

    public static void main(String[] arguments) {
        String reason = Cuda.unavailableReason();
        System.out.println("java: " + Runtime.version());
        System.out.println("libtorch: " + Torch.version());
        System.out.println("cuda: " + (reason == null ? "available" : reason));
        Torch.showConfig()
                .lines()
                .filter(line -> line.contains("CPU capability usage: "))
                .forEach(line -> System.out.println("capability: " + line.replaceAll(".*: ", "")));
    }
}
