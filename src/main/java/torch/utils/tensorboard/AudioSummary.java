package torch.utils.tensorboard;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.tensorflow.framework.Summary;
import torch.DType;
import torch.Tensor;
import torch.Torch;
import torch.internal.Warnings;

/** Sounds as WAV files of one channel and 16 bits. */
final class AudioSummary {
    private static final int HEADER = 44;

    private AudioSummary() {}

    static Summary of(String tag, Tensor sound, int sampleRate) {
        int[] samples;
        try (var _ = Torch.scope()) {
            Tensor values = Numbers.onCpu(sound).squeeze();
            if (values.numel() > 0 && values.abs().max().item().doubleValue() > 1) {
                Warnings.warnOnce(
                        "torch.utils.tensorboard",
                        "warning: audio amplitude out of range, auto clipped.");
                values = values.clamp(-1, 1);
            }
            if (values.dim() != 1) {
                throw new IllegalArgumentException("input tensor should be 1 dimensional.");
            }
            samples = values.mul(Short.MAX_VALUE).to(DType.INT16).toIntArray();
        }
        Summary.Audio.Builder audio =
                Summary.Audio.newBuilder()
                        .setSampleRate(sampleRate)
                        .setNumChannels(1)
                        .setLengthFrames(samples.length)
                        .setEncodedAudioString(ByteString.copyFrom(wav(samples, sampleRate)))
                        .setContentType("audio/wav");
        return Summary.newBuilder()
                .addValue(Summary.Value.newBuilder().setTag(tag).setAudio(audio))
                .build();
    }

    private static byte[] wav(int[] samples, int sampleRate) {
        int bytes = Math.multiplyExact(samples.length, Short.BYTES);
        ByteBuffer file =
                ByteBuffer.allocate(Math.addExact(HEADER, bytes)).order(ByteOrder.LITTLE_ENDIAN);
        file.put(ascii("RIFF")).putInt(HEADER - 8 + bytes).put(ascii("WAVEfmt ")).putInt(16);
        file.putShort((short) 1).putShort((short) 1); // plain numbers, one channel
        file.putInt(sampleRate).putInt(sampleRate * Short.BYTES);
        file.putShort((short) Short.BYTES).putShort((short) Short.SIZE);
        file.put(ascii("data")).putInt(bytes);
        for (int sample : samples) file.putShort((short) sample);
        return file.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
