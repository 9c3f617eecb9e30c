package torch.utils.tensorboard;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tensorflow.framework.DataType;
import org.tensorflow.framework.Summary;
import org.tensorflow.framework.TensorProto;
import torch.Tensor;
import torch.Torch;

/** Precision and recall for every threshold. */
final class PrCurve {
    /** The least that precision and recall divide by. */
    private static final double MINIMUM_COUNT = 1e-7;

    private static final int MOST_THRESHOLDS = 127;

    private PrCurve() {}

    static Summary of(
            String tag,
            Tensor labels,
            Tensor predictions,
            int thresholds,
            @Nullable Tensor weights) {
        int count = Math.min(thresholds, MOST_THRESHOLDS);
        if (count < 2) throw new IllegalArgumentException("num_thresholds must be at least 2");
        double[] truth = Numbers.doubles(labels);
        double[] buckets;
        try (var _ = Torch.scope()) {
            buckets = Numbers.doubles(Numbers.onCpu(predictions).mul(count - 1).floor());
        }
        double[] ones = new double[truth.length];
        Arrays.fill(ones, 1);
        double[] weight = weights == null ? ones : Numbers.doubles(weights);
        if (truth.length != buckets.length || weight.length != truth.length) {
            throw new IllegalArgumentException("weights should have the same shape as a.");
        }
        double[] positive = new double[truth.length];
        double[] negative = new double[truth.length];
        for (int i = 0; i < truth.length; i++) {
            positive[i] = truth[i] * weight[i];
            negative[i] = (1.0 - truth[i]) * weight[i];
        }
        double[] tp = fromTheEnd(buckets, positive, count);
        double[] fp = fromTheEnd(buckets, negative, count);
        double[] tn = new double[count];
        double[] fn = new double[count];
        double[] precision = new double[count];
        double[] recall = new double[count];
        for (int i = 0; i < count; i++) {
            tn[i] = fp[0] - fp[i];
            fn[i] = tp[0] - tp[i];
            precision[i] = tp[i] / Math.max(MINIMUM_COUNT, tp[i] + fp[i]);
            recall[i] = tp[i] / Math.max(MINIMUM_COUNT, tp[i] + fn[i]);
        }
        return summary(tag, count, tp, fp, tn, fn, precision, recall);
    }

    static Summary raw(String tag, int thresholds, Tensor... rows) {
        double[][] values = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            values[i] = Numbers.doubles(rows[i]);
            if (values[i].length != values[0].length) {
                throw new IllegalArgumentException("all input arrays must have the same shape");
            }
        }
        return summary(tag, Math.min(thresholds, MOST_THRESHOLDS), values);
    }

    /** The weight in each bucket and all behind it. */
    private static double[] fromTheEnd(double[] buckets, double[] weights, int count) {
        double[] sums = Histogram.uniform(buckets, weights, 0, count - 1, count).counts();
        for (int i = count - 2; i >= 0; i--) sums[i] += sums[i + 1];
        return sums;
    }

    private static Summary summary(String tag, int thresholds, double[]... rows) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder()
                        .setDtype(DataType.DT_FLOAT)
                        .setTensorShape(Summaries.shape(rows.length, rows[0].length));
        for (double[] row : rows) for (double value : row) tensor.addFloatVal((float) value);
        ByteString content = new PluginMessage().number(2, thresholds).toByteString();
        return Summaries.of(Summaries.tagged(tag, "pr_curves", content).setTensor(tensor));
    }
}
