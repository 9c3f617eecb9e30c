package gpu;

import java.util.ArrayList;
import java.util.List;
import torch.Handles;
import torch.OutOfMemoryException;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.cuda.Cuda;

/** Runs out of the device's memory, at once and little by little, and trains on after it as if nothing had been. */
final class OutOfMemory {
    private static final long MIB = 1 << 20;

    private OutOfMemory() {}

    public static void main(String[] arguments) {
        Settings settings = Settings.of(arguments);
        boolean cuda = settings.device.type().equals("cuda");
        double expected = lossAfter(settings);
        long handles = Handles.settled();
        long before = cuda ? Cuda.memoryAllocated() : 0;

        String said = atOnce(settings, cuda);
        String slowly = cuda ? ", after " + littleByLittle(settings) + " MiB in pieces" : "";

        assertEquals("handles", handles, Handles.settled());
        if (cuda) assertEquals("bytes on the device", before, Cuda.memoryAllocated());
        assertEquals("the loss", expected, lossAfter(settings));
        System.out.println("survived" + slowly + ": " + said);
    }

    private static String atOnce(Settings settings, boolean cuda) {
        try (Tensor impossible =
                Torch.empty(new long[] {1L << 50}, Torch.device(settings.device))) {
            throw new AssertionError("got " + impossible.size());
        } catch (TorchException e) {
            if (cuda && !(e instanceof OutOfMemoryException)) throw e;
            return String.valueOf(e.getMessage())
                    .replaceAll("(?s)( GiB| bytes)\\. .*", "$1"); // the first sentences
        }
    }

    /** Takes pieces until there are no more, then halves the piece; the last error is a small one's. */
    private static long littleByLittle(Settings settings) {
        List<Tensor> pieces = new ArrayList<>();
        long taken = 0;
        try {
            for (long piece = Cuda.memGetInfo().total() / 4; piece >= MIB; ) {
                try {
                    pieces.add(
                            Torch.empty(
                                    new long[] {piece},
                                    Torch.device(settings.device).dtype(torch.DType.UINT8)));
                    taken += piece / MIB;
                } catch (OutOfMemoryException e) {
                    piece /= 2;
                }
            }
        } finally {
            pieces.forEach(Tensor::close);
            Cuda.emptyCache();
        }
        return taken;
    }

    private static double lossAfter(Settings settings) {
        try (var scope = Torch.scope()) {
            Torch.manualSeed(1);
            Model model = settings.makeModel();
            Tensor x = Torch.rand(settings.batch, model.image()[0]).to(settings.device);
            for (int i = 0; i < 2; i++) model.step(x);
            return model.step(x).getFirst().itemDouble();
        }
    }

    private static void assertEquals(String what, Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw new AssertionError(what + ": " + expected + " before, " + actual + " after");
        }
    }
}
