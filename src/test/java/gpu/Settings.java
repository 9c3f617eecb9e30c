package gpu;

import picocli.CommandLine;
import picocli.CommandLine.Option;
import torch.Device;
import torch.optim.Adam;

/** The command line of the programs here, the same as in settings.py. */
final class Settings {
    @Option(names = "--model", description = "vae or dcgan")
    String model = "vae";

    @Option(names = "--device", converter = ToDevice.class)
    Device device = Device.of("cuda");

    @Option(names = "--batch", description = "Images per step.")
    int batch = 128;

    @Option(names = "--width", description = "How wide the DCGAN is; the published one is 64.")
    int width = 64;

    @Option(names = "--bf16", description = "The forward runs under autocast to bfloat16.")
    boolean bfloat16;

    @Option(
            names = "--capture",
            description = "The step is captured in a CUDA graph once and replayed.")
    boolean capture;

    @Option(names = "--fused", description = "Adam is one call for all parameters.")
    boolean fused;

    @Option(names = "--threads", description = "Threads of libtorch; 0 leaves them as they are.")
    int threads;

    @Option(names = "--bytes", description = "How much is copied at once.")
    long bytes = 256 << 20;

    private static final class ToDevice implements CommandLine.ITypeConverter<Device> {
        @Override
        public Device convert(String name) {
            return Device.of(name);
        }
    }

    static Settings of(String... arguments) {
        return CommandLine.populateCommand(new Settings(), arguments);
    }

    Adam.Options adam(Adam.Options o) {
        o.capturable(capture);
        return fused
                ? o.fused(true)
                : o; // false would be another wish than none: no foreach either
    }

    Model makeModel() {
        return switch (model) {
            case "vae" -> new Vae(this);
            case "dcgan" -> new Dcgan(this);
            default -> throw new IllegalArgumentException("no model " + model);
        };
    }
}
