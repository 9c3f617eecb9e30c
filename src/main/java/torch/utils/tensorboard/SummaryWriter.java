package torch.utils.tensorboard;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tensorflow.framework.HistogramProto;
import org.tensorflow.framework.Summary;
import org.tensorflow.util.Event;
import org.tensorflow.util.SessionLog;
import torch.Tensor;
import torch.internal.PythonFloat;

/**
 * Records what happens while a model trains, in event files that TensorBoard shows.
 *
 * {@snippet :
 * try (var writer = new SummaryWriter("runs/first")) {
 *     for (long step = 0; step < 100; step++) {
 *         writer.addScalar("loss", loss(step), step);
 *     }
 * }
 * }
 *
 * <p>Values are taken when they are added; a thread of its own writes them, and what fails there is thrown by the next
 * call as {@link java.io.UncheckedIOException}. What is on the disk can be read at any time, also after the process was
 * killed; {@link #flush} brings all of it there. A closed writer that is used again starts a new file.
 *
 * <p>Mirrors {@code torch.utils.tensorboard.SummaryWriter}, without figures, videos, meshes and graphs of models.
 */
public final class SummaryWriter implements AutoCloseable {
    private final Path logDir;
    private final Options options;
    private @Nullable Long purgeStep;
    private @Nullable EventFileWriter fileWriter;
    private Map<Path, EventFileWriter> allWriters = Map.of();
    private final Embeddings embeddings;

    /** Writes to {@code runs/<date>_<host>} below the working folder. */
    public SummaryWriter() {
        this("", o -> {});
    }

    /** Writes to {@code runs/<date>_<host><comment>} below the working folder, with keyword arguments. */
    public SummaryWriter(Consumer<? super Options> options) {
        this("", options);
    }

    /** Writes to a folder, which is made. */
    public SummaryWriter(String logDir) {
        this(logDir, o -> {});
    }

    /** Writes to a folder, which is made. */
    public SummaryWriter(Path logDir) {
        this(logDir, o -> {});
    }

    /** Writes to a folder, with keyword arguments. */
    public SummaryWriter(Path logDir, Consumer<? super Options> options) {
        this(logDir.toString(), options);
    }

    /**
     * Writes to a folder, with keyword arguments.
     *
     * @param logDir the folder, which is made; if empty {@code runs/<date>_<host><comment>}
     * @throws java.io.UncheckedIOException if the folder cannot be made or written to
     */
    public SummaryWriter(String logDir, Consumer<? super Options> options) {
        this.options = new Options();
        options.accept(this.options);
        this.logDir = logDir.isEmpty() ? defaultLogDir(this.options.comment) : Path.of(logDir);
        purgeStep = this.options.purgeStep;
        embeddings = new Embeddings(this.logDir);
        writer();
    }

    private static Path defaultLogDir(String comment) {
        String time =
                DateTimeFormatter.ofPattern("MMMdd_HH-mm-ss", Locale.ENGLISH)
                        .format(LocalDateTime.now());
        return Path.of("runs", time + "_" + EventFileWriter.hostName() + comment);
    }

    /** The folder's writer; a new one if it was closed. */
    private synchronized EventFileWriter writer() {
        EventFileWriter writer = fileWriter;
        if (writer == null) {
            writer = newWriter(logDir);
            fileWriter = writer;
            allWriters = new LinkedHashMap<>(Map.of(logDir, writer));
            Long purge = purgeStep;
            if (purge != null) {
                writer.add(Event.newBuilder().setFileVersion("brain.Event:2"), purge, null);
                SessionLog start =
                        SessionLog.newBuilder().setStatus(SessionLog.SessionStatus.START).build();
                writer.add(Event.newBuilder().setSessionLog(start), purge, null);
                purgeStep = null;
            }
        }
        return writer;
    }

    private EventFileWriter newWriter(Path folder) {
        return EventFileWriter.in(
                folder, options.maxQueue, options.flushSecs, options.filenameSuffix);
    }

    private void add(Summary summary, EventOptions<?> options) {
        writer().add(summary, options.globalStep, options.walltime);
    }

    private static Consumer<EventOptions<?>> at(long globalStep) {
        return o -> o.globalStep(globalStep);
    }

    /** The folder of the event files. Mirrors {@code get_logdir}. */
    public Path getLogdir() {
        return logDir;
    }

    // ---- Scalars

    /** Adds a number. Mirrors {@code add_scalar(tag, value)}. */
    public void addScalar(String tag, double scalarValue) {
        addScalar(tag, scalarValue, o -> {});
    }

    /** Adds a number at a step. Mirrors {@code add_scalar(tag, value, step)}. */
    public void addScalar(String tag, double scalarValue, long globalStep) {
        addScalar(tag, scalarValue, at(globalStep));
    }

    /** Adds a number, with keyword arguments. */
    public void addScalar(
            String tag, double scalarValue, Consumer<? super EventOptions.Scalar> options) {
        var o = new EventOptions.Scalar().set(options);
        add(Summaries.scalar(tag, scalarValue, o.newStyle, o.doublePrecision), o);
    }

    /** Adds a tensor's value. */
    public void addScalar(String tag, Tensor scalarValue) {
        addScalar(tag, scalarValue, o -> {});
    }

    /** Adds a tensor's value at a step. */
    public void addScalar(String tag, Tensor scalarValue, long globalStep) {
        addScalar(tag, scalarValue, at(globalStep));
    }

    /**
     * Adds a tensor's value, with keyword arguments.
     *
     * @throws IllegalArgumentException if the tensor has not exactly one element
     */
    public void addScalar(
            String tag, Tensor scalarValue, Consumer<? super EventOptions.Scalar> options) {
        addScalar(tag, Numbers.scalar(scalarValue), options);
    }

    /** Adds several numbers to one plot at a step. Mirrors {@code add_scalars}. */
    public void addScalars(String mainTag, Map<String, ?> tagScalarDict, long globalStep) {
        addScalars(mainTag, tagScalarDict, at(globalStep));
    }

    /**
     * Adds several numbers, or tensors of one element, to one plot. Each goes to a folder of its own,
     * {@code <logdir>/<mainTag>_<tag>}. Mirrors {@code add_scalars}.
     */
    public void addScalars(
            String mainTag,
            Map<String, ?> tagScalarDict,
            Consumer<? super EventOptions.Plain> options) {
        var o = new EventOptions.Plain().set(options);
        double walltime = o.walltime == null ? EventFileWriter.now() : o.walltime;
        tagScalarDict.forEach(
                (tag, value) -> {
                    Summary scalar = Summaries.scalar(mainTag, Numbers.scalar(value), false, false);
                    String folder = logDir + "/" + mainTag.replace("/", "_") + "_" + tag;
                    writerOf(Path.of(folder)).add(scalar, o.globalStep, walltime);
                });
    }

    private synchronized EventFileWriter writerOf(Path folder) {
        writer();
        return allWriters.computeIfAbsent(folder, this::newWriter);
    }

    // ---- Tensors, histograms, curves

    /** Adds a tensor as it is at a step. Mirrors {@code add_tensor}. */
    public void addTensor(String tag, Tensor tensor, long globalStep) {
        addTensor(tag, tensor, at(globalStep));
    }

    /**
     * Adds a tensor as it is. Mirrors {@code add_tensor}.
     *
     * @throws IllegalArgumentException if it has 2 GiB or more, or a type that event files do not have
     */
    public void addTensor(String tag, Tensor tensor, Consumer<? super EventOptions.Plain> options) {
        add(Summaries.tensor(tag, tensor), new EventOptions.Plain().set(options));
    }

    /** Adds the distribution of a tensor's values at a step. Mirrors {@code add_histogram}. */
    public void addHistogram(String tag, Tensor values, long globalStep) {
        addHistogram(tag, values, at(globalStep));
    }

    /**
     * Adds the distribution of a tensor's values. Mirrors {@code add_histogram}.
     *
     * @throws IllegalArgumentException if there are no values, no such bins, or the values are not finite where the bins
     *     depend on them
     */
    public void addHistogram(
            String tag, Tensor values, Consumer<? super EventOptions.Histogram> options) {
        var o = new EventOptions.Histogram().set(options);
        double[] numbers = Numbers.doubles(values);
        if (numbers.length == 0) throw new IllegalArgumentException("The input has no element.");
        Histogram histogram = Histogram.of(numbers, o.bins);
        if (o.maxBins != null) histogram = histogram.atMost(o.maxBins);
        add(Summaries.histogram(tag, histogram.toProto(numbers)), o);
    }

    /**
     * Adds a distribution that was counted elsewhere. Mirrors {@code add_histogram_raw}.
     *
     * @param bucketLimits the right edge of each bucket
     * @throws IllegalArgumentException if there is not one limit for each count
     */
    public void addHistogramRaw(
            String tag,
            double min,
            double max,
            long num,
            double sum,
            double sumSquares,
            double[] bucketLimits,
            double[] bucketCounts,
            Consumer<? super EventOptions.Plain> options) {
        if (bucketLimits.length != bucketCounts.length) {
            throw new IllegalArgumentException(
                    "len(bucket_limits) != len(bucket_counts), see the document.");
        }
        HistogramProto.Builder histogram =
                HistogramProto.newBuilder()
                        .setMin(min)
                        .setMax(max)
                        .setNum(num)
                        .setSum(sum)
                        .setSumSquares(sumSquares);
        for (double limit : bucketLimits) histogram.addBucketLimit(limit);
        for (double count : bucketCounts) histogram.addBucket(count);
        add(Summaries.histogram(tag, histogram.build()), new EventOptions.Plain().set(options));
    }

    /** Adds a curve of precision over recall at a step. Mirrors {@code add_pr_curve}. */
    public void addPrCurve(String tag, Tensor labels, Tensor predictions, long globalStep) {
        addPrCurve(tag, labels, predictions, at(globalStep));
    }

    /**
     * Adds a curve of precision over recall. Mirrors {@code add_pr_curve}.
     *
     * @param labels 0 or 1, or flags
     * @param predictions how likely it is 1, from 0 to 1
     */
    public void addPrCurve(
            String tag,
            Tensor labels,
            Tensor predictions,
            Consumer<? super EventOptions.PrCurve> options) {
        var o = new EventOptions.PrCurve().set(options);
        add(PrCurve.of(tag, labels, predictions, o.numThresholds, o.weights), o);
    }

    /** Adds a curve that was computed elsewhere, a value for each threshold. Mirrors {@code add_pr_curve_raw}. */
    public void addPrCurveRaw(
            String tag,
            Tensor truePositiveCounts,
            Tensor falsePositiveCounts,
            Tensor trueNegativeCounts,
            Tensor falseNegativeCounts,
            Tensor precision,
            Tensor recall,
            Consumer<? super EventOptions.PrCurve> options) {
        var o = new EventOptions.PrCurve().set(options);
        add(
                PrCurve.raw(
                        tag,
                        o.numThresholds,
                        truePositiveCounts,
                        falsePositiveCounts,
                        trueNegativeCounts,
                        falseNegativeCounts,
                        precision,
                        recall),
                o);
    }

    /** Adds points for the projector. Mirrors {@code add_embedding(mat)}. */
    public void addEmbedding(Tensor mat) {
        addEmbedding(mat, o -> {});
    }

    /**
     * Adds points for the projector, to files of their own beside the events. Mirrors {@code add_embedding}.
     *
     * @param mat the points. <b>Shape</b> {@code (N, D)}
     * @throws IllegalArgumentException if the shape is another one, or there is not a label or image for each point
     * @throws java.io.UncheckedIOException if a file cannot be written
     */
    public synchronized void addEmbedding(
            Tensor mat, Consumer<? super EventOptions.Embedding> options) {
        Objects.requireNonNull(mat, "mat must be a Tensor, not null");
        embeddings.add(mat, new EventOptions.Embedding().set(options));
    }

    // ---- Images, sounds, texts

    /** Adds an image (C, H, W) at a step. Mirrors {@code add_image}. */
    public void addImage(String tag, Tensor imgTensor, long globalStep) {
        addImage(tag, imgTensor, at(globalStep));
    }

    /**
     * Adds an image, as PNG. Mirrors {@code add_image}.
     *
     * @param imgTensor UINT8, or from 0 to 1 of another type; of 1 to 4 channels. <b>Shape</b> as {@code dataformats}
     *     says, {@code (C, H, W)} by default
     * @throws IllegalArgumentException if the shape is not as the format says
     */
    public void addImage(
            String tag, Tensor imgTensor, Consumer<? super EventOptions.Image> options) {
        var o = new EventOptions.Image("CHW").set(options);
        add(ImageSummary.of(tag, imgTensor, o.dataformats), o);
    }

    /** Adds images (N, C, H, W) side by side at a step. Mirrors {@code add_images}. */
    public void addImages(String tag, Tensor imgTensor, long globalStep) {
        addImages(tag, imgTensor, at(globalStep));
    }

    /**
     * Adds images side by side, eight in a row. Mirrors {@code add_images}.
     *
     * @param imgTensor as in {@link #addImage}; of 1 or 3 channels. <b>Shape</b> {@code (N, C, H, W)} by default
     */
    public void addImages(
            String tag, Tensor imgTensor, Consumer<? super EventOptions.Image> options) {
        var o = new EventOptions.Image("NCHW").set(options);
        add(ImageSummary.of(tag, imgTensor, o.dataformats), o);
    }

    /** Adds a sound at a step. Mirrors {@code add_audio}. */
    public void addAudio(String tag, Tensor sndTensor, long globalStep) {
        addAudio(tag, sndTensor, at(globalStep));
    }

    /**
     * Adds a sound, as WAV. Mirrors {@code add_audio}.
     *
     * @param sndTensor from -1 to 1. <b>Shape</b> {@code (1, L)}
     */
    public void addAudio(
            String tag, Tensor sndTensor, Consumer<? super EventOptions.Audio> options) {
        var o = new EventOptions.Audio().set(options);
        add(AudioSummary.of(tag, sndTensor, o.sampleRate), o);
    }

    /** Adds a text. Mirrors {@code add_text}. */
    public void addText(String tag, String textString) {
        addText(tag, textString, o -> {});
    }

    /** Adds a text at a step. Mirrors {@code add_text}. */
    public void addText(String tag, String textString, long globalStep) {
        addText(tag, textString, at(globalStep));
    }

    /** Adds a text, which may be Markdown, with keyword arguments. Mirrors {@code add_text}. */
    public void addText(
            String tag, String textString, Consumer<? super EventOptions.Plain> options) {
        add(Summaries.text(tag, textString), new EventOptions.Plain().set(options));
    }

    // ---- Runs and charts

    /** Adds hyperparameters and what came of them. Mirrors {@code add_hparams}. */
    public void addHparams(
            Map<String, ? extends @Nullable Object> hparamDict, Map<String, ?> metricDict) {
        addHparams(hparamDict, metricDict, o -> {});
    }

    /**
     * Adds hyperparameters and what came of them, to a folder of its own. Mirrors {@code add_hparams}.
     *
     * @param hparamDict numbers, flags, texts, and tensors whose first element counts; null is left out
     * @param metricDict numbers, or tensors of one element; names that {@link #addScalar} does not use
     * @throws IllegalArgumentException if a value is of another kind, or a domain does not fit its hyperparameter
     */
    public void addHparams(
            Map<String, ? extends @Nullable Object> hparamDict,
            Map<String, ?> metricDict,
            Consumer<? super EventOptions.Hparams> options) {
        var o = new EventOptions.Hparams().set(options);
        var summaries = HparamSummaries.of(hparamDict, metricDict, o.hparamDomainDiscrete);
        String runName = o.runName;
        if (runName == null || runName.isEmpty()) runName = PythonFloat.repr(EventFileWriter.now());
        Path folder = logDir.resolve(runName);
        try (var run = new SummaryWriter(folder)) {
            run.writer().add(summaries.experiment(), o.globalStep, null);
            run.writer().add(summaries.sessionStart(), o.globalStep, null);
            run.writer().add(summaries.sessionEnd(), o.globalStep, null);
            metricDict.forEach(
                    (name, value) ->
                            run.addScalar(
                                    name, Numbers.scalar(value), s -> s.globalStep = o.globalStep));
        }
    }

    /** Makes a chart of several lines. Mirrors {@code add_custom_scalars_multilinechart}. */
    public void addCustomScalarsMultilinechart(List<String> tags) {
        addCustomScalarsMultilinechart(tags, "default", "untitled");
    }

    /** Makes a chart of several lines, in a category. Mirrors {@code add_custom_scalars_multilinechart}. */
    public void addCustomScalarsMultilinechart(List<String> tags, String category, String title) {
        addCustomScalars(
                Map.of(
                        category,
                        Map.of(title, ScalarChart.multiline(tags.toArray(String[]::new)))));
    }

    /** Makes a chart of a line between two others. Mirrors {@code add_custom_scalars_marginchart(tags)}. */
    public void addCustomScalarsMarginchart(List<String> tags) {
        addCustomScalarsMarginchart(tags, "default", "untitled");
    }

    /**
     * Makes a chart of a line between two others, in a category. Mirrors {@code add_custom_scalars_marginchart}.
     *
     * @throws IllegalArgumentException if there are not three tags
     */
    public void addCustomScalarsMarginchart(List<String> tags, String category, String title) {
        if (tags.size() != 3) {
            throw new IllegalArgumentException("Expected 3 tags, got %d.".formatted(tags.size()));
        }
        ScalarChart chart = ScalarChart.margin(tags.get(0), tags.get(1), tags.get(2));
        addCustomScalars(Map.of(category, Map.of(title, chart)));
    }

    /**
     * Makes charts of scalars, once for a folder. Mirrors {@code add_custom_scalars}.
     *
     * @param layout the charts by their titles, by the titles of their categories
     */
    public void addCustomScalars(Map<String, ? extends Map<String, ScalarChart>> layout) {
        add(Summaries.customScalars(layout), new EventOptions.Plain());
    }

    // ---- The files

    /** Waits until all that was added is in the files. */
    public void flush() {
        writers().forEach(EventFileWriter::flush);
    }

    private synchronized List<EventFileWriter> writers() {
        return List.copyOf(allWriters.values());
    }

    /**
     * Writes what waits and closes the files; a second call does nothing.
     *
     * @throws java.io.UncheckedIOException if something could not be written and no call has said so
     */
    @Override
    public void close() {
        List<EventFileWriter> writers = writers();
        synchronized (this) {
            fileWriter = null;
            allWriters = Map.of();
        }
        RuntimeException failure = null;
        for (EventFileWriter writer : writers) {
            try {
                writer.close();
            } catch (RuntimeException e) {
                if (failure == null) failure = e;
                else failure.addSuppressed(e);
            }
        }
        if (failure != null) throw failure;
    }

    @Override
    public String toString() {
        return "SummaryWriter(" + logDir + ")";
    }

    /** The keyword arguments of {@link SummaryWriter}. */
    public static final class Options {
        private String comment = "";
        private @Nullable Long purgeStep;
        private int maxQueue = 10;
        private double flushSecs = 120;
        private String filenameSuffix = "";

        private Options() {}

        /** What follows the default folder's name. Default: nothing */
        public Options comment(String comment) {
            this.comment = Objects.requireNonNull(comment, "comment must be a String, not null");
            return this;
        }

        /** From which step on TensorBoard hides what an earlier run recorded in this folder. Default: none */
        public Options purgeStep(long purgeStep) {
            this.purgeStep = purgeStep;
            return this;
        }

        /** How many events wait before adding one waits too; 0 for any number. Default: 10 */
        public Options maxQueue(int maxQueue) {
            this.maxQueue = maxQueue;
            return this;
        }

        /** After how many seconds what was added is in the file at the latest. Default: 120 */
        public Options flushSecs(double flushSecs) {
            this.flushSecs = flushSecs;
            return this;
        }

        /** What follows the file's name. Default: nothing */
        public Options filenameSuffix(String filenameSuffix) {
            this.filenameSuffix =
                    Objects.requireNonNull(
                            filenameSuffix, "filename_suffix must be a String, not null");
            return this;
        }
    }
}
