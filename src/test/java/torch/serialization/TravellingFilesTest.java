package torch.serialization;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import torch.Handles;
import torch.Torch;

/**
 * Files that Python wrote are read, and written again byte by byte: {@code travelling.zip}, recorded by
 * {@code travelling_files.py}, which says how to compare thousands more.
 */
class TravellingFilesTest {
    @TempDir Path folder;

    @Test
    void filesOfPython_areReadAndWrittenAgain_matchesPyTorch() throws IOException {
        long handles = Handles.settled();
        int files = 0;
        try (var zip =
                new ZipInputStream(
                        TravellingFilesTest.class.getResourceAsStream(
                                "/torch/serialization/travelling.zip"))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.resolve(entry.getName());
                Files.write(file, zip.readAllBytes());
                try (var scope = Torch.scope()) {
                    compare(file);
                }
                files++;
            }
        }
        assertEquals(192, files);
        assertEquals(handles, Torch.memory().liveHandles(), "live handles");
    }

    private void compare(Path file) throws IOException {
        String[] name = file.getFileName().toString().split("\\.");
        int i = Integer.parseInt(name[0]);
        byte[] content = Files.readAllBytes(file);
        switch (name[1]) {
            case "safetensors" -> {
                TravellingFiles.readSafetensors(file, i);
                var safe = TravellingTensors.safe(i);
                assertArrayEquals(content, Safetensors.save(safe.tensors(), safe.texts()));
            }
            case "npy" -> {
                TravellingFiles.readNpy(file, i);
                var npy = TravellingTensors.npy(i);
                Npy.save(
                        file,
                        npy.tensor(),
                        o ->
                                o.version(npy.version())
                                        .order(
                                                npy.swapped()
                                                        ? ByteOrder.BIG_ENDIAN
                                                        : ByteOrder.LITTLE_ENDIAN));
                assertArrayEquals(content, Files.readAllBytes(file));
            }
            default -> {
                TravellingFiles.readNpz(file, i);
                var npz = TravellingTensors.npz(i);
                if (npz.compressed()) return;
                Npy.savez(file, npz.arrays());
                assertArrayEquals(content, Files.readAllBytes(file));
            }
        }
    }
}
