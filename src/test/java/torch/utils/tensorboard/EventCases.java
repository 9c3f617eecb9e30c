package torch.utils.tensorboard;

import static torch.Torch.full;
import static torch.Torch.rand;
import static torch.Torch.randint;
import static torch.Torch.randn;
import static torch.Torch.shape;
import static torch.Torch.tensor;
import static torch.Torch.zeros;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import torch.DType;
import torch.Tensor;
import torch.Torch;

/** The cases of {@code tensorboard_golden.py}, which reads what is written here: {@code EventCases FOLDER}. */
final class EventCases {
    private static final Map<String, Consumer<SummaryWriter>> CASES = new LinkedHashMap<>();

    static {
        CASES.put("scalar", EventCases::scalar);
        CASES.put("scalars", EventCases::scalars);
        CASES.put("text", EventCases::text);
        CASES.put("tensors", EventCases::tensors);
        CASES.put("histograms", EventCases::histograms);
        CASES.put("histogram_raw", EventCases::histogramRaw);
        CASES.put("images", EventCases::images);
        CASES.put("audio", EventCases::audio);
        CASES.put("hparams", EventCases::hparams);
        CASES.put("charts", EventCases::charts);
        CASES.put("pr_curves", EventCases::prCurves);
        CASES.put("embeddings", EventCases::embeddings);
        CASES.put("purge", w -> w.addScalar("x", 1.0, 7));
    }

    private EventCases() {}

    public static void main(String[] arguments) {
        writeTo(Path.of(arguments[0]));
    }

    /** Writes each case to the folder of its name. */
    static void writeTo(Path root) {
        CASES.forEach(
                (name, written) -> {
                    Torch.manualSeed(1);
                    try (var writer =
                                    new SummaryWriter(
                                            root.resolve(name),
                                            o -> {
                                                if (name.equals("purge")) o.purgeStep(7);
                                            });
                            var _ = Torch.scope()) {
                        written.accept(writer);
                    }
                });
    }

    private static void scalar(SummaryWriter w) {
        w.addScalar("loss", 1.5, o -> o.globalStep(3).walltime(12.25));
        w.addScalar("train/loss", tensor(new float[][] {{0.1f}}), 4);
        w.addScalar("count", 7);
        w.addScalar("new", 0.1, o -> o.globalStep(1).newStyle(true));
        w.addScalar("double", 0.1, o -> o.globalStep(2).newStyle(true).doublePrecision(true));
        w.addScalar("large", 1e300, 3);
        w.addScalar("nan", Double.NaN, -1);
        w.addScalar("half", tensor(0.1).to(DType.BFLOAT16), 1L << 40);
    }

    private static void scalars(SummaryWriter w) {
        Map<String, Object> both = new LinkedHashMap<>();
        both.put("x", 1.0);
        both.put("y", tensor(2.5));
        w.addScalars("run/a", both, o -> o.globalStep(5).walltime(1.0));
        w.addScalars("run/a", Map.of("x", 2.0), 6);
    }

    private static void text(SummaryWriter w) {
        w.addText("notes", "schräg: **ß** \u4e16\ud83d\ude00\n\ttab", 2);
        w.addText("empty", "");
    }

    private static void tensors(SummaryWriter w) {
        List<DType> dtypes =
                List.of(
                        DType.FLOAT16,
                        DType.BFLOAT16,
                        DType.FLOAT32,
                        DType.FLOAT64,
                        DType.INT8,
                        DType.INT16,
                        DType.INT32,
                        DType.INT64,
                        DType.UINT8,
                        DType.BOOL,
                        DType.COMPLEX64,
                        DType.COMPLEX128);
        for (int i = 0; i < dtypes.size(); i++) {
            DType dtype = dtypes.get(i);
            Tensor values = tensor(new long[][] {{1, 0, 3}, {100, 5, 7}});
            boolean positive = dtype == DType.UINT8 || dtype == DType.BOOL;
            w.addTensor("t", (positive ? values : values.sub(4)).to(dtype), i);
        }
        w.addTensor("scalar", tensor(1.5), o -> {});
    }

    private static void histograms(SummaryWriter w) {
        Tensor x = randn(1000);
        w.addHistogram("tensorflow", x, 1);
        for (String bins :
                List.of("auto", "doane", "fd", "rice", "scott", "sqrt", "stone", "sturges"))
            w.addHistogram(bins, x, o -> o.globalStep(2).bins(bins));
        w.addHistogram("ten", x, o -> o.globalStep(3).bins(10));
        double[] edges = {-1.0, -0.5, 0.0, 0.0, 0.25, 2.0};
        w.addHistogram("edges", x, o -> o.globalStep(4).bins(edges));
        w.addHistogram("merged", x, o -> o.globalStep(5).maxBins(100));
        w.addHistogram("merged evenly", x, o -> o.globalStep(6).bins(12).maxBins(4));
        w.addHistogram("whole", Torch.arange(-3, 8), o -> o.globalStep(7).bins("auto"));
        w.addHistogram("flags", tensor(new boolean[] {true, false, true}), 8);
        w.addHistogram("equal", full(shape(5), 2.0), o -> o.globalStep(9).bins("auto"));
        w.addHistogram("one", tensor(new float[] {0}), 10);
        w.addHistogram("bfloat16", randn(20).to(DType.BFLOAT16), 11);
        Tensor wide = randn(shape(50), Torch.dtype(DType.FLOAT64));
        w.addHistogram("double", wide, o -> o.globalStep(12).bins("fd"));
        double[] whole = {0.0, 1.0, 2.0};
        w.addHistogram(
                "right edge", tensor(new float[] {0, 1, 2, 2}), o -> o.globalStep(13).bins(whole));
        float[] tenths = {0, 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f, 1};
        w.addHistogram("all edges", tensor(tenths), o -> o.globalStep(14).bins(10));
    }

    private static void histogramRaw(SummaryWriter w) {
        double[] limits = {0.0, 1.0, 3.0};
        double[] counts = {1.0, 0.0, 3.0};
        w.addHistogramRaw("raw", -1, 3, 4, 5, 11, limits, counts, o -> o.globalStep(2));
    }

    private static void images(SummaryWriter w) {
        Tensor bytes = randint(0, 256, shape(3, 4, 5), Torch.dtype(DType.UINT8));
        Tensor real = rand(3, 4, 5).mul(1.4).sub(0.2);
        w.addImage("bytes", bytes, 1);
        w.addImage("floats", real, 2);
        w.addImage("doubles", real.to(DType.FLOAT64), 3);
        w.addImage("hwc", real.permute(1, 2, 0), o -> o.globalStep(4).dataformats("HWC"));
        w.addImage("hw", real.select(0, 0), o -> o.globalStep(5).dataformats("HW"));
        w.addImage("wh", real.select(0, 0), o -> o.globalStep(6).dataformats("WH"));
        w.addImage("gray", real.narrow(0, 0, 1), 7);
        w.addImage("alpha", rand(4, 2, 3), 8);
        w.addImage("two", rand(2, 2, 3), 8);
        w.addImage("lower", real, o -> o.globalStep(9).dataformats("chw"));
        w.addImages("grid", rand(10, 3, 2, 3), 10);
        w.addImages("gray grid", rand(3, 1, 2, 2), 11);
        Tensor nhwc = randint(0, 256, shape(2, 2, 2, 3), Torch.dtype(DType.UINT8));
        w.addImages("nhwc", nhwc, o -> o.globalStep(12).dataformats("NHWC"));
    }

    private static void audio(SummaryWriter w) {
        w.addAudio("noise", rand(1, 50).mul(2).sub(1), 1);
        w.addAudio("loud", randn(20), o -> o.globalStep(2).sampleRate(8000));
    }

    private static void hparams(SummaryWriter w) {
        Map<String, Object> hparams = new LinkedHashMap<>();
        hparams.put("lr", 0.1);
        hparams.put("layers", 3);
        hparams.put("norm", true);
        hparams.put("name", "adam");
        hparams.put("none", null);
        hparams.put("size", tensor(new float[] {2.5f, 1}));
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("hparam/accuracy", 0.5);
        metrics.put("hparam/loss", tensor(1.25));
        Map<String, List<?>> domains =
                Map.of("layers", List.of(1, 2, 3), "name", List.of("adam", "sgd"));
        w.addHparams(
                hparams,
                metrics,
                o -> o.hparamDomainDiscrete(domains).runName("run").globalStep(4));
    }

    private static void charts(SummaryWriter w) {
        Map<String, ScalarChart> usa = new LinkedHashMap<>();
        usa.put("dow", ScalarChart.margin("dow/aaa", "dow/bbb", "dow/ccc"));
        usa.put("nasdaq", ScalarChart.multiline());
        Map<String, Map<String, ScalarChart>> layout = new LinkedHashMap<>();
        layout.put("Taiwan", Map.of("twse", ScalarChart.multiline("twse/0050", "twse/2330")));
        layout.put("USA", usa);
        w.addCustomScalars(layout);
        w.addCustomScalarsMultilinechart(List.of("a", "b"));
        w.addCustomScalarsMarginchart(List.of("a", "b", "c"), "cat", "title");
    }

    private static void prCurves(SummaryWriter w) {
        Tensor labels = randint(0, 2, shape(100));
        Tensor predictions = rand(100);
        w.addPrCurve("curve", labels, predictions, 1);
        w.addPrCurve(
                "flags",
                labels.to(DType.BOOL),
                predictions.to(DType.FLOAT64),
                o -> o.globalStep(2).numThresholds(11));
        w.addPrCurve("many", labels, predictions, o -> o.globalStep(3).numThresholds(500));
        Tensor weights = rand(100);
        w.addPrCurve(
                "weighted",
                labels,
                predictions,
                o -> o.globalStep(4).numThresholds(5).weights(weights));
        float[][] rows = {
            {75, 64, 21},
            {150, 105, 18},
            {0, 45, 132},
            {0, 11, 54},
            {0.3f, 0.4f, 0.5f},
            {1, 0.8f, 0.3f}
        };
        List<Tensor> t = new ArrayList<>(Arrays.stream(rows).map(Torch::tensor).toList());
        w.addPrCurveRaw(
                "raw",
                t.get(0),
                t.get(1),
                t.get(2),
                t.get(3),
                t.get(4),
                t.get(5),
                o -> o.globalStep(5).numThresholds(3));
    }

    private static void embeddings(SummaryWriter w) {
        Tensor points = randn(5, 3);
        List<Object> labels = List.of("a", "b", "ß", 4, 1.5);
        Tensor images = rand(5, 3, 4, 6).mul(1.2);
        w.addEmbedding(
                points, o -> o.metadata(labels).labelImg(images).globalStep(7).tag("tag/x%"));
        List<List<Object>> rows = List.of(List.of("u", 1), List.of("v", 2), List.of("w", 3));
        w.addEmbedding(
                Torch.arange(6).view(3, 2),
                o -> o.metadata(rows).metadataHeader(List.of("name", "n")));
    }

    /** Each call fails with the error of that name. */
    static Map<String, Runnable> errors(SummaryWriter w) {
        Map<String, Runnable> calls = new LinkedHashMap<>();
        calls.put("scalar", () -> w.addScalar("x", tensor(new float[] {1, 2})));
        calls.put("scalar matrix", () -> w.addScalar("x", zeros(2, 1, 3)));
        calls.put("empty histogram", () -> w.addHistogram("x", zeros(0), 0));
        calls.put(
                "histogram out of range",
                () ->
                        w.addHistogram(
                                "x",
                                tensor(new float[] {5, 6}),
                                o -> o.bins(new double[] {0, 1, 2})));
        calls.put(
                "nan histogram",
                () -> w.addHistogram("x", tensor(new float[] {Float.NaN}), o -> o.bins("auto")));
        float[] infinite = {1, Float.POSITIVE_INFINITY};
        calls.put(
                "infinite histogram", () -> w.addHistogram("x", tensor(infinite), o -> o.bins(5)));
        calls.put("estimator", () -> w.addHistogram("x", randn(3), o -> o.bins("best")));
        calls.put("no bins", () -> w.addHistogram("x", randn(3), o -> o.bins(0)));
        calls.put(
                "falling edges",
                () -> w.addHistogram("x", randn(3), o -> o.bins(new double[] {1, 0})));
        double[] near = {1.0, 1.0000000000000002};
        Tensor wide = tensor(near, Torch.dtype(DType.FLOAT64));
        calls.put("too many bins", () -> w.addHistogram("x", wide, o -> o.bins(10)));
        calls.put(
                "raw",
                () -> w.addHistogramRaw("x", 0, 1, 2, 3, 4, new double[1], new double[2], o -> {}));
        calls.put("image twice", () -> w.addImage("x", rand(3, 4, 5), o -> o.dataformats("CHH")));
        calls.put("image dims", () -> w.addImage("x", rand(3, 4), 0));
        calls.put("image grid", () -> w.addImages("x", rand(2, 4, 3, 3), 0));
        calls.put("image channels", () -> w.addImage("x", rand(5, 3, 4), 0));
        calls.put("audio", () -> w.addAudio("x", rand(2, 5), 0));
        calls.put("hparam", () -> w.addHparams(Map.of("x", List.of(1)), Map.of()));
        calls.put("hparam domain", () -> domain(w, Map.of("x", List.of("a"))));
        calls.put("hparam name", () -> domain(w, Map.of("y", List.of(1))));
        calls.put("hparam scalar", () -> w.addHparams(Map.of("x", tensor(1.0)), Map.of()));
        calls.put("margin", () -> w.addCustomScalarsMarginchart(List.of("a"), "c", "t"));
        calls.put("tensor", () -> w.addTensor("x", tensor(1).to(DType.UINT16), 0));
        return calls;
    }

    private static void domain(SummaryWriter w, Map<String, List<?>> domains) {
        w.addHparams(Map.of("x", 1), Map.of(), o -> o.hparamDomainDiscrete(domains));
    }
}
