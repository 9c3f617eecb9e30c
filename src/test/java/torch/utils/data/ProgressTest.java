package torch.utils.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import torch.Tensor;
import torch.Torch;

class ProgressTest {
    private final StringBuilder screen = new StringBuilder();
    private final DataLoader<List<Tensor>> loader =
            new DataLoader<>(new TensorDataset(Torch.arange(6)), 2);

    private <T> Progress<T> progress(Iterable<T> elements, boolean watched) {
        return new Progress<>(elements, "epoch 1", watched, screen::append);
    }

    @Test
    void log_getsOneLineAtTheEnd() {
        var progress = progress(loader, false);
        int batches = 0;
        for (var _ : progress) {
            progress.setPostfix("loss " + batches++);
            assertEquals("", screen.toString());
        }
        assertEquals(3, batches);
        String line = screen.toString();
        assertTrue(
                line.matches(
                        "epoch 1 100% \\|█+\\| 3/3 \\(0:00:0\\d / 0:00:00\\) \\S+/s loss 2\\R"),
                line);
        assertTrue(line.strip().length() < 80);
    }

    @Test
    void terminal_getsTheLineAnewAtTheEnd() {
        progress(loader, true).forEach(batch -> {});
        assertTrue(screen.toString().stripTrailing().contains("\r\033[Kepoch 1 100%"));
    }

    @Test
    void streamOfUnknownLength_isCounted() {
        IterableDataset<Tensor> stream = () -> List.of(Torch.ones(1), Torch.ones(2)).iterator();
        for (var _ : progress(new DataLoader<>(stream, o -> o.batchSize(null)), false)) {}
        assertTrue(screen.toString().contains("2/?"), screen.toString());
    }

    @Test
    void forEach_closesWhatAStepMakes() {
        List<Tensor> made = new ArrayList<>();
        progress(loader, false).forEach(batch -> made.add(batch.get(0).mul(2)));
        assertTrue(made.size() == 3 && made.stream().allMatch(Tensor::isClosed));
    }

    @Test
    void brokenOffLoop_drawsNothingMore() {
        for (var _ : progress(loader, false)) break;
        assertEquals("", screen.toString());
    }
}
