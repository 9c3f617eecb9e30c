package torch.serialization;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;
import torch.GradMode;
import torch.Scope;
import torch.Torch;

/** Saves one value. */
final class Saver {
    private final SavedStorages storages = new SavedStorages();

    private Saver() {}

    /** Writes a value into an archive, record after record; tensors are not copied on the way. */
    static void save(@Nullable Object value, String folder, Target target) {
        try (Scope temporary = Torch.scope();
                GradMode off = Torch.noGrad()) {
            Saver saver = new Saver();
            // what cannot be saved is known before the first byte is written
            byte[] pickle = new ObjectWriter(saver.storages).write(value);
            target.write(channel -> saver.write(pickle, folder, channel));
            Reference.reachabilityFence(value);
        }
    }

    /** Where an archive goes. */
    @FunctionalInterface
    interface Target {
        void write(Content content);
    }

    /** What is written there. */
    @FunctionalInterface
    interface Content {
        void to(WritableByteChannel channel) throws IOException;
    }

    private void write(byte[] pickle, String folder, WritableByteChannel channel)
            throws IOException {
        ZipWriter zip = new ZipWriter(channel, folder);
        zip.record("data.pkl", MemorySegment.ofArray(pickle));
        zip.text(".format_version", "1");
        zip.text(".storage_alignment", Integer.toString(ZipWriter.ALIGNMENT));
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        zip.text("byteorder", little ? "little" : "big");
        for (SavedStorages.Saved storage : storages.all()) {
            try (Scope copies = Torch.scope()) {
                zip.record("data/" + storage.key(), SavedStorages.bytes(storage));
            }
        }
        zip.text("version", "3\n");
        zip.text(".data/serialization_id", zip.id());
        zip.finish();
    }

    /** What PyTorch calls an archive in a file: the file's name up to its last dot. */
    static String folder(String fileName) {
        int dot = fileName.lastIndexOf('.');
        String stem = dot < 0 ? fileName : fileName.substring(0, dot);
        boolean plain =
                !stem.isEmpty() && stem.chars().allMatch(c -> c >= 32 && c < 127 && c != '\\');
        return plain && !stem.equals(".") && !stem.equals("..") ? stem : "archive";
    }
}
