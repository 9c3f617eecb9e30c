package torch.utils.tensorboard;

import com.google.protobuf.ListValue;
import com.google.protobuf.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.framework.Summary;
import torch.Tensor;

/** The three messages of hyperparameters: what the experiment has, what a run started with, and that it ended. */
record HparamSummaries(Summary experiment, Summary sessionStart, Summary sessionEnd) {
    private static final int STRING = 1;
    private static final int FLOAT64 = 3;
    private static final int SUCCESS = 1;

    static HparamSummaries of(
            Map<String, ? extends @Nullable Object> hparams,
            Map<String, ?> metrics,
            Map<String, ? extends List<?>> discreteDomains) {
        discreteDomains.forEach((name, domain) -> check(hparams, name, domain));
        PluginMessage experiment = new PluginMessage();
        PluginMessage start = new PluginMessage();
        hparams.forEach(
                (name, value) -> {
                    if (value == null) return;
                    Value shown = value(value);
                    start.message(1, new PluginMessage().text(1, name).message(2, shown));
                    PluginMessage info = new PluginMessage().text(1, name);
                    info.number(4, shown.hasStringValue() ? STRING : FLOAT64);
                    List<?> domain = value instanceof Tensor ? null : discreteDomains.get(name);
                    if (domain != null) info.message(5, list(domain));
                    experiment.message(4, info);
                });
        for (String metric : metrics.keySet()) {
            experiment.message(
                    5, new PluginMessage().message(1, new PluginMessage().text(2, metric)));
        }
        return new HparamSummaries(
                summary("experiment", 2, experiment),
                summary("session_start_info", 3, start),
                summary("session_end_info", 4, new PluginMessage().number(1, SUCCESS)));
    }

    private static Summary summary(String tag, int field, PluginMessage message) {
        return Summaries.of(
                Summaries.tagged(
                        "_hparams_/" + tag,
                        "hparams",
                        new PluginMessage().message(field, message).toByteString()));
    }

    private static ListValue list(List<?> values) {
        ListValue.Builder list = ListValue.newBuilder();
        for (Object value : values) list.addValues(value(value));
        return list.build();
    }

    /** A flag is a number, as it is in Python. */
    private static Value value(Object value) {
        return switch (value) {
            case String text -> Value.newBuilder().setStringValue(text).build();
            case Boolean flag -> Value.newBuilder().setNumberValue(flag ? 1 : 0).build();
            case Number number -> Value.newBuilder().setNumberValue(number.doubleValue()).build();
            case Tensor tensor -> Value.newBuilder().setNumberValue(first(tensor)).build();
            default ->
                    throw new IllegalArgumentException(
                            "value should be one of int, float, str, bool, or torch.Tensor");
        };
    }

    private static double first(Tensor tensor) {
        if (tensor.dim() == 0) {
            throw new IndexOutOfBoundsException(
                    "too many indices for array: array is 0-dimensional, but 1 were indexed");
        }
        try (Tensor first = tensor.select(0, 0)) {
            return Numbers.scalar(first);
        }
    }

    private static void check(
            Map<String, ? extends @Nullable Object> hparams,
            String name,
            @Nullable List<?> domain) {
        Object value = hparams.get(name);
        boolean alike =
                domain != null
                        && value != null
                        && domain.stream().allMatch(element -> kind(element) == kind(value));
        if (!alike) {
            throw new IllegalArgumentException(
                    "parameter: hparam_domain_discrete[%s] should be a list of same type as hparam_dict[%s]."
                            .formatted(name, name));
        }
    }

    private static Class<?> kind(Object value) {
        return switch (value) {
            case Double _, Float _ -> Double.class;
            case Byte _, Short _, Integer _, Long _ -> Long.class;
            default -> value.getClass();
        };
    }
}
