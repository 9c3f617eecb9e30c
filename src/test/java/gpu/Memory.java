package gpu;

import torch.Handles;
import torch.Tensor;
import torch.Torch;
import torch.cuda.Cuda;

/**
 * Trains and looks whether memory comes back: the device's and the native handles', with scopes and when all is left to
 * the collector.
 */
final class Memory {
    private static final int STEPS = 50;

    private Memory() {}

    private record Held(long handles, long bytes, long onDevice) {
        static Held now(boolean cuda) {
            long handles = Handles.settled();
            if (!cuda) return new Held(handles, Torch.memory().liveBytes(), 0);
            Cuda.synchronize();
            return new Held(handles, Torch.memory().liveBytes(), Cuda.memoryAllocated());
        }
    }

    public static void main(String[] arguments) {
        Settings settings = Settings.of(arguments);
        boolean cuda = settings.device.type().equals("cuda");
        // What libraries keep for themselves, as the workspace of cuBLAS, stays from the first
        // training on.
        train(settings, false);
        Held before = Held.now(cuda);
        if (cuda) Cuda.resetPeakMemoryStats();
        train(settings, true);
        long peakOfScopes = cuda ? Cuda.maxMemoryAllocated() : 0;
        assertSame("with scopes", before, Held.now(cuda));
        if (cuda) Cuda.resetPeakMemoryStats();
        train(settings, false);
        long peakOfCollector = cuda ? Cuda.maxMemoryAllocated() : 0;
        assertSame("left to the collector", before, Held.now(cuda));
        System.out.printf(
                "back to %,d bytes after %d steps with scopes and without, %d handles",
                cuda ? before.onDevice : before.bytes, STEPS, before.handles);
        System.out.println(
                cuda
                        ? "; peaks %,d with scopes, %,d without"
                                .formatted(peakOfScopes, peakOfCollector)
                        : "");
    }

    private static void train(Settings settings, boolean scopes) {
        Model model = settings.makeModel();
        Tensor x = Torch.rand(settings.batch, model.image()[0]).to(settings.device);
        for (int i = 0; i < STEPS; i++) {
            if (scopes) {
                try (var scope = Torch.scope()) {
                    model.step(x);
                }
            } else {
                model.step(x);
            }
        }
    }

    private static void assertSame(String how, Held before, Held after) {
        if (!before.equals(after)) {
            throw new AssertionError(
                    how + ": " + after + " after the training, " + before + " before");
        }
    }
}
