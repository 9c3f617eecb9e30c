package torch.distributed;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.AllgatherOptions;
import org.bytedeco.pytorch.BarrierOptions;
import org.bytedeco.pytorch.ProcessGroupGloo;
import torch.DType;
import torch.Tensor;
import torch.Torch;

/**
 * What {@link DebugLevel#DETAIL} adds to a group: before each collective all members meet, and compare what they are
 * about to do, over connections of their own. PyTorch's ProcessGroupWrapper does it, which the presets do not bind.
 */
final class Fingerprint {
    private static final int BYTES = 1024;

    private final ProcessGroupGloo helper;
    private final int rank;
    private long sequence;

    Fingerprint(ProcessGroupGloo helper, int rank) {
        this.helper = helper;
        this.rank = rank;
    }

    /**
     * Meets the others and compares, in a group that does.
     *
     * @throws DistException that names both collectives where they differ, or the ranks that did not come
     */
    static void compare(ProcessGroup group, String name, List<? extends Tensor> tensors) {
        Fingerprint own = group.fingerprint();
        if (own != null) own.compare(name, tensors);
    }

    private synchronized void compare(String name, List<? extends Tensor> tensors) {
        List<String> print =
                List.of(
                        String.valueOf(++sequence),
                        name.toUpperCase(Locale.ROOT),
                        listed(tensors, tensor -> Arrays.toString(tensor.shape().toArray())),
                        listed(tensors, tensor -> tensor.dtype().toString()),
                        listed(tensors, tensor -> tensor.device().type()));
        try (var arguments = new BarrierOptions()) {
            helper.monitoredBarrier(arguments, true);
        } catch (RuntimeException e) {
            throw new DistException(
                    "ProcessGroupWrapper: Monitored Barrier encountered error running collective: %s. Error: \n%s"
                            .formatted(text(print), C10d.text(e)));
        }
        List<List<String>> all = C10d.call(name, () -> gather(print));
        for (int other = 0; other < all.size(); other++) {
            if (!all.get(other).equals(print)) throw mismatch(print, other, all.get(other));
        }
    }

    private static String listed(
            List<? extends Tensor> tensors, java.util.function.Function<Tensor, String> what) {
        return tensors.stream().map(what).distinct().collect(Collectors.joining(" "));
    }

    private static String text(List<String> print) {
        String op =
                "CollectiveFingerPrint(SequenceNumber=" + print.get(0) + ", OpType=" + print.get(1);
        if (print.get(3).isEmpty()) return op + ")";
        return "%s, TensorShape=%s, TensorDtypes=%s, TensorDeviceTypes=%s)"
                .formatted(op, print.get(2), print.get(3), print.get(4));
    }

    private DistException mismatch(List<String> own, int other, List<String> theirs) {
        List<String> aspects =
                List.of(
                        "Sequence number",
                        "Op type",
                        "Tensor Tensor shapes",
                        "Tensor Tensor dtypes",
                        "Tensor Tensor devices");
        StringBuilder differing = new StringBuilder();
        for (int i = 0; i < aspects.size(); i++) {
            if (own.get(i).equals(theirs.get(i))) continue;
            differing.append("  %s: %svs %s".formatted(aspects.get(i), own.get(i), theirs.get(i)));
        }
        return new DistException(
                "Detected mismatch between collectives on ranks. Rank %d is running collective: %s, but Rank %d is running collective: %s.Collectives differ in the following aspects: %s"
                        .formatted(rank, text(own), other, text(theirs), differing));
    }

    private List<List<String>> gather(List<String> print) {
        byte[] text = String.join("\n", print).getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[BYTES];
        int length = Math.min(text.length, BYTES - Integer.BYTES);
        ByteBuffer.wrap(bytes).putInt(length).put(text, 0, length);
        List<Tensor> all = new ArrayList<>();
        try (Tensor own = Torch.tensor(bytes, Torch.dtype(DType.INT8))) {
            for (int i = 0; i < helper.getSize(); i++) all.add(Torch.zerosLike(own));
            try (var outputs = C10d.vector(all);
                    var inputs = C10d.vector(List.of(own));
                    var arguments = new AllgatherOptions()) {
                helper.allgather(outputs, inputs, arguments)._wait();
            }
            return all.stream().map(Fingerprint::read).toList();
        } finally {
            all.forEach(Tensor::close);
        }
    }

    private static List<String> read(Tensor tensor) {
        ByteBuffer bytes = ByteBuffer.wrap(tensor.toByteArray());
        byte[] text = new byte[bytes.getInt()];
        bytes.get(text);
        List<String> lines = List.of(new String(text, StandardCharsets.UTF_8).split("\n", -1));
        // Very many tensors are cut off.
        return lines.size() == 5
                ? lines
                : java.util.stream.Stream.concat(
                                lines.stream(), java.util.stream.Stream.of("", "", "", ""))
                        .limit(5)
                        .toList();
    }
}
