package examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The VAE, whose rank 1 kills itself after the first checkpoint, and only the first time. */
final class KilledVae {
    private KilledVae() {}

    /** @param arguments the folder of the checkpoints, and those of {@link Vae} */
    public static void main(String[] arguments) {
        Path first = Path.of(arguments[0], "checkpoint-000000008.pt");
        if (System.getenv("RANK").equals("1")
                && System.getenv("TORCHELASTIC_RESTART_COUNT").equals("0")) {
            Thread.ofPlatform().daemon().start(() -> killAfter(first));
        }
        String[] own = java.util.Arrays.copyOfRange(arguments, 1, arguments.length);
        System.exit(Options.run(new Vae(), own));
    }

    private static void killAfter(Path checkpoint) {
        try {
            while (!Files.exists(checkpoint)) Thread.sleep(1);
            String self = String.valueOf(ProcessHandle.current().pid());
            new ProcessBuilder("/bin/sh", "-c", "kill -KILL " + self).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
