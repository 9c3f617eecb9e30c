package torch.utils.tensorboard;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tensorflow.framework.DataType;
import org.tensorflow.framework.HistogramProto;
import org.tensorflow.framework.Summary;
import org.tensorflow.framework.SummaryMetadata;
import org.tensorflow.framework.TensorProto;
import org.tensorflow.framework.TensorShapeProto;
import torch.DType;
import torch.Tensor;
import torch.Torch;

/** The messages of scalars, histograms, tensors, texts and charts. Mirrors {@code torch.utils.tensorboard.summary}. */
final class Summaries {
    private Summaries() {}

    static Summary of(Summary.Value.Builder value) {
        return Summary.newBuilder().addValue(value).build();
    }

    static Summary.Value.Builder tagged(String tag) {
        return Summary.Value.newBuilder().setTag(tag);
    }

    /** A value that a plugin shows. */
    static Summary.Value.Builder tagged(String tag, String plugin, ByteString content) {
        SummaryMetadata.PluginData data =
                SummaryMetadata.PluginData.newBuilder()
                        .setPluginName(plugin)
                        .setContent(content)
                        .build();
        return tagged(tag).setMetadata(SummaryMetadata.newBuilder().setPluginData(data));
    }

    static TensorShapeProto shape(long... extents) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long extent : extents) shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(extent));
        return shape.build();
    }

    static Summary scalar(String tag, double value, boolean newStyle, boolean doublePrecision) {
        if (!newStyle) return of(tagged(tag).setSimpleValue((float) value));
        TensorProto.Builder tensor = TensorProto.newBuilder();
        if (doublePrecision) tensor.setDtype(DataType.DT_DOUBLE).addDoubleVal(value);
        else tensor.setDtype(DataType.DT_FLOAT).addFloatVal((float) value);
        return of(tagged(tag, "scalars", ByteString.EMPTY).setTensor(tensor));
    }

    static Summary histogram(String tag, HistogramProto histogram) {
        return of(tagged(tag).setHisto(histogram));
    }

    static Summary text(String tag, String text) {
        Objects.requireNonNull(tag, "tag must be a String, not null");
        TensorProto.Builder tensor =
                TensorProto.newBuilder()
                        .setDtype(DataType.DT_STRING)
                        .addStringVal(ByteString.copyFromUtf8(text))
                        .setTensorShape(shape(1));
        return of(tagged(tag + "/text_summary", "text", ByteString.EMPTY).setTensor(tensor));
    }

    static Summary tensor(String tag, Tensor tensor) {
        if (tensor.numel() * tensor.elementSize() >= 1L << 31) {
            throw new IllegalArgumentException(
                    "tensor is bigger than protocol buffer's hard limit of 2GB in size");
        }
        TensorProto.Builder proto =
                TensorProto.newBuilder().setTensorShape(shape(tensor.shape().toArray()));
        try (var _ = Torch.scope()) {
            Tensor values = tensor.detach().cpu();
            DType dtype = tensor.dtype();
            switch (dtype) {
                // A half is kept by the bits of the float that it equals, as PyTorch does.
                case FLOAT16, BFLOAT16 -> {
                    for (float value : values.toFloat().toFloatArray())
                        proto.addHalfVal(Float.floatToRawIntBits(value));
                }
                case FLOAT32 -> {
                    for (float value : values.toFloatArray()) proto.addFloatVal(value);
                }
                case FLOAT64 -> {
                    for (double value : values.toDoubleArray()) proto.addDoubleVal(value);
                }
                case INT8, INT16, INT32 -> {
                    for (long value : values.toLong().toLongArray()) proto.addIntVal((int) value);
                }
                case UINT8 -> {
                    for (long value : values.toLong().toLongArray())
                        proto.addUint32Val((int) value);
                }
                case INT64 -> {
                    for (long value : values.toLongArray()) proto.addInt64Val(value);
                }
                case BOOL -> {
                    for (long value : values.toLong().toLongArray()) proto.addBoolVal(value != 0);
                }
                case COMPLEX64 -> {
                    for (float part : Torch.viewAsReal(values).toFloatArray())
                        proto.addScomplexVal(part);
                }
                case COMPLEX128 -> {
                    for (double part : Torch.viewAsReal(values).toDoubleArray())
                        proto.addDcomplexVal(part);
                }
                default ->
                        throw new IllegalArgumentException(
                                "%s has unsupported tensor dtype %s".formatted(tag, dtype));
            }
            proto.setDtype(
                    switch (dtype) {
                        case FLOAT16 -> DataType.DT_HALF;
                        case FLOAT32 -> DataType.DT_FLOAT;
                        case FLOAT64 -> DataType.DT_DOUBLE;
                        default -> DataType.valueOf("DT_" + dtype.name());
                    });
        }
        return of(tagged(tag, "tensor", ByteString.EMPTY).setTensor(proto));
    }

    static Summary customScalars(Map<String, ? extends Map<String, ScalarChart>> layout) {
        PluginMessage message = new PluginMessage();
        layout.forEach(
                (title, charts) -> {
                    PluginMessage category = new PluginMessage().text(1, title);
                    charts.forEach((name, chart) -> category.message(2, chart(name, chart)));
                    message.message(2, category);
                });
        TensorProto.Builder tensor =
                TensorProto.newBuilder()
                        .setDtype(DataType.DT_STRING)
                        .addStringVal(message.toByteString())
                        .setTensorShape(shape());
        return of(
                tagged("custom_scalars__config__", "custom_scalars", ByteString.EMPTY)
                        .setTensor(tensor));
    }

    private static PluginMessage chart(String name, ScalarChart chart) {
        PluginMessage message = new PluginMessage().text(1, name);
        PluginMessage content = new PluginMessage();
        List<String> tags = chart.tags();
        if (!chart.margin()) {
            // An empty tag is one among others and stays.
            tags.forEach(tag -> content.element(1, tag));
            return message.message(2, content);
        }
        PluginMessage series =
                new PluginMessage().text(1, tags.get(0)).text(2, tags.get(1)).text(3, tags.get(2));
        return message.message(3, content.message(1, series));
    }
}
