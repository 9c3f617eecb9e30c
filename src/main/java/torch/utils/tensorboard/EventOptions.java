package torch.utils.tensorboard;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/**
 * The keyword arguments that everything a {@link SummaryWriter} records has.
 *
 * @param <O> the options themselves
 */
public abstract sealed class EventOptions<O extends EventOptions<O>> {
    @Nullable Long globalStep;
    @Nullable Double walltime;

    private EventOptions() {}

    /** The step of training that the value belongs to. Default: none, which is shown as 0 */
    public O globalStep(long globalStep) {
        this.globalStep = globalStep;
        return self();
    }

    /** When it happened, in seconds since 1970. Default: now */
    public O walltime(double walltime) {
        this.walltime = walltime;
        return self();
    }

    @SuppressWarnings("unchecked")
    final O self() {
        return (O) this;
    }

    final O set(Consumer<? super O> options) {
        options.accept(self());
        return self();
    }

    /** The keyword arguments of texts, tensors and raw values. */
    public static final class Plain extends EventOptions<Plain> {
        Plain() {}
    }

    /** The keyword arguments of {@link SummaryWriter#addScalar}. */
    public static final class Scalar extends EventOptions<Scalar> {
        boolean newStyle;
        boolean doublePrecision;

        Scalar() {}

        /** Whether to write a tensor in place of a simple value. Default: false */
        public Scalar newStyle(boolean newStyle) {
            this.newStyle = newStyle;
            return this;
        }

        /** Whether a value of the new style keeps its double precision. Default: false */
        public Scalar doublePrecision(boolean doublePrecision) {
            this.doublePrecision = doublePrecision;
            return this;
        }
    }

    /** The keyword arguments of {@link SummaryWriter#addHistogram}. */
    public static final class Histogram extends EventOptions<Histogram> {
        Object bins = "tensorflow";
        @Nullable Long maxBins;

        Histogram() {}

        /**
         * How bins are made: {@code tensorflow}, or one of numpy's {@code auto}, {@code doane}, {@code fd}, {@code rice},
         * {@code scott}, {@code sqrt}, {@code stone}, {@code sturges}. Default: tensorflow
         */
        public Histogram bins(String bins) {
            this.bins = bins;
            return this;
        }

        /** How many bins of one width there are. */
        public Histogram bins(long bins) {
            this.bins = bins;
            return this;
        }

        /** The edges between bins, and at the ends. */
        public Histogram bins(double[] bins) {
            this.bins = bins.clone();
            return this;
        }

        /** Above how many bins neighbours are taken together. Default: never */
        public Histogram maxBins(long maxBins) {
            this.maxBins = maxBins;
            return this;
        }
    }

    /** The keyword arguments of {@link SummaryWriter#addImage} and {@link SummaryWriter#addImages}. */
    public static final class Image extends EventOptions<Image> {
        String dataformats;

        Image(String dataformats) {
            this.dataformats = dataformats;
        }

        /** What the dimensions are: letters of {@code NCHW}. Default: CHW for one image, NCHW for several */
        public Image dataformats(String dataformats) {
            this.dataformats = dataformats;
            return this;
        }
    }

    /** The keyword arguments of {@link SummaryWriter#addAudio}. */
    public static final class Audio extends EventOptions<Audio> {
        int sampleRate = 44100;

        Audio() {}

        /** Samples per second. Default: 44100 */
        public Audio sampleRate(int sampleRate) {
            this.sampleRate = sampleRate;
            return this;
        }
    }

    /** The keyword arguments of {@link SummaryWriter#addPrCurve}. */
    public static final class PrCurve extends EventOptions<PrCurve> {
        int numThresholds = 127;
        @Nullable Tensor weights;

        PrCurve() {}

        /** How many thresholds the curve has, at most 127. Default: 127 */
        public PrCurve numThresholds(int numThresholds) {
            this.numThresholds = numThresholds;
            return this;
        }

        /** How much each prediction counts. Default: 1 */
        public PrCurve weights(Tensor weights) {
            this.weights = weights;
            return this;
        }
    }

    /** The keyword arguments of {@link SummaryWriter#addEmbedding}. */
    public static final class Embedding extends EventOptions<Embedding> {
        @Nullable List<?> metadata;
        @Nullable List<String> metadataHeader;
        @Nullable Tensor labelImg;
        String tag = "default";

        Embedding() {}

        /** A label for each point, or a list of values where there is a header. Default: none */
        public Embedding metadata(List<?> metadata) {
            this.metadata = metadata;
            return this;
        }

        /** The names of the values that each point has. Default: none */
        public Embedding metadataHeader(List<String> metadataHeader) {
            this.metadataHeader = metadataHeader;
            return this;
        }

        /** An image for each point. <b>Shape</b> {@code (N, C, H, W)}. Default: none */
        public Embedding labelImg(Tensor labelImg) {
            this.labelImg = labelImg;
            return this;
        }

        /** The embedding's name. Default: default */
        public Embedding tag(String tag) {
            this.tag = tag;
            return this;
        }
    }

    /** The keyword arguments of {@link SummaryWriter#addHparams}. */
    public static final class Hparams extends EventOptions<Hparams> {
        Map<String, ? extends List<?>> hparamDomainDiscrete = Map.of();
        @Nullable String runName;

        Hparams() {}

        /** All values that a hyperparameter can have. Default: not known */
        public Hparams hparamDomainDiscrete(Map<String, ? extends List<?>> domains) {
            hparamDomainDiscrete = domains;
            return this;
        }

        /** The folder of the run below the writer's. Default: the time */
        public Hparams runName(String runName) {
            this.runName = runName;
            return this;
        }
    }
}
