package torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Files with bytes changed, cut out, doubled and moved by a seeded chance: each is loaded, or refused as a file that is
 * broken, and never anything else. {@code -Djtorch.fuzz=N} tries N files of each format instead of 4,000.
 */
@ExtendWith(HandlesReturn.class)
class SerializationFuzzTest {
    private static final int COUNT = Integer.getInteger("jtorch.fuzz", 4000);

    static byte[] legacy() {
        return resource("seed_legacy.pt");
    }

    private static byte[] resource(String name) {
        try (var in = SerializationFuzzTest.class.getResourceAsStream("serialization/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void damagedArchives_areLoadedOrRefused() {
        byte[] seed = resource("seed.pt");
        fuzz(seed, 1);
    }

    @Test
    void damagedPickles_areLoadedOrRefused() {
        // In an archive without checksums to fail at, so that the damage is read.
        byte[] seed = resource("seed.pt");
        byte[] pickle = record(seed, "data.pkl");
        Random random = new Random(2);
        int refused = 0;
        for (int i = 0; i < COUNT; i++) {
            ZipBytes archive = new ZipBytes().stored("a/data.pkl", damaged(pickle, random));
            for (int key = 0; key < 40; key++) {
                byte[] storage = record(seed, "data/" + key);
                if (storage != null) archive.stored("a/data/" + key, storage);
            }
            if (!loads(archive.finish())) refused++;
        }
        assertTrue(refused > COUNT / 2 && refused < COUNT, refused + " of " + COUNT + " refused");
    }

    @Test
    void damagedOldFiles_areLoadedOrRefused() {
        fuzz(legacy(), 3);
    }

    private static void fuzz(byte[] seed, long chance) {
        Random random = new Random(chance);
        assertEquals(true, loads(seed));
        int refused = 0;
        for (int i = 0; i < COUNT; i++) if (!loads(damaged(seed, random))) refused++;
        assertTrue(refused > COUNT / 4 && refused < COUNT, refused + " of " + COUNT + " refused");
    }

    private static boolean loads(byte[] file) {
        try {
            Loaded.close(Torch.load(new ByteArrayInputStream(file)));
            return true;
        } catch (FileFormatException e) {
            return false;
        } catch (TorchException e) {
            // a device that is not there, which a changed letter can ask for
            assertTrue(e.getMessage().contains("device"), e.toString());
            return false;
        }
    }

    private static byte[] damaged(byte[] seed, Random random) {
        byte[] file = seed.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(file.length);
            switch (random.nextInt(8)) {
                case 0 -> file[at] = (byte) random.nextInt(256);
                case 1 -> file[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> file[at] = (byte) (random.nextBoolean() ? 0xff : 0);
                case 3 -> file = Arrays.copyOf(file, Math.max(1, at));
                case 4 -> { // a piece is cut out
                    int length = Math.min(file.length - at, 1 + random.nextInt(20));
                    byte[] rest = Arrays.copyOf(file, file.length - length);
                    System.arraycopy(file, at + length, rest, at, rest.length - at);
                    file = rest.length == 0 ? new byte[1] : rest;
                }
                case 5 -> { // a piece is copied over another
                    int length = Math.min(file.length - at, 1 + random.nextInt(60));
                    int to = random.nextInt(file.length - length + 1);
                    System.arraycopy(file, at, file, to, length);
                }
                case 6 -> // a large number
                    Arrays.fill(file, at, Math.min(file.length, at + 4), (byte) 0x7f);
                default -> file[at]++;
            }
        }
        return file;
    }

    /** A record of an archive of PyTorch's, by its local header. */
    private static byte[] record(byte[] archive, String name) {
        String text = new String(archive, StandardCharsets.ISO_8859_1);
        int at = text.lastIndexOf("/" + name + "PK");
        if (at < 0) return null;
        int entry = text.lastIndexOf("PK\1\2", at);
        var buffer = java.nio.ByteBuffer.wrap(archive).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        int header = buffer.getInt(entry + 42);
        int start =
                header + 30 + buffer.getShort(header + 26) + (buffer.getShort(header + 28) & 0xffff);
        return Arrays.copyOfRange(archive, start, start + buffer.getInt(entry + 24));
    }
}
