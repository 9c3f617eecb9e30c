package torch.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A driver without a device, by what is in /dev. */
@EnabledOnOs(OS.LINUX)
class CudaDiagnosisTest {
    @TempDir Path dev;

    @Test
    void device_notInTheMachine() {
        assertEquals(
                "the NVIDIA driver is there, but "
                        + dev.resolve("nvidia0")
                        + " is not: this machine has no GPU, or this container was not given one",
                CudaDiagnosis.noDevice(null, dev));
    }

    @Test
    void device_hiddenByTheEnvironment() throws IOException {
        Files.createFile(dev.resolve("nvidia0"));
        Files.createFile(dev.resolve("nvidiactl"));
        assertEquals(
                "CUDA_VISIBLE_DEVICES is \"7\", which names none",
                CudaDiagnosis.noDevice("7", dev));
        assertTrue(
                CudaDiagnosis.noDevice("", Path.of("/nowhere"))
                        .endsWith("(CUDA_VISIBLE_DEVICES is \"\")"));
    }

    @Test
    void device_notSeenByTheDriver() throws IOException {
        Files.createFile(dev.resolve("nvidia0"));
        assertEquals(
                "the NVIDIA driver finds none, though there is " + dev.resolve("nvidia0"),
                CudaDiagnosis.noDevice(null, dev));
        Files.createFile(dev.resolve("dxg"));
        Files.delete(dev.resolve("nvidia0"));
        assertEquals("the NVIDIA driver finds none", CudaDiagnosis.noDevice(null, dev));
    }

    @Test
    void device_notPermitted() throws IOException {
        Path file = Files.createFile(dev.resolve("nvidia0"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        Assumptions.assumeFalse(Files.isReadable(file), "root may read everything");
        assertEquals(
                "user "
                        + System.getProperty("user.name")
                        + " may not open "
                        + file
                        + " for reading and writing",
                CudaDiagnosis.noDevice(null, dev));
    }
}
