package torch.utils;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Size;
import torch.Tensor;
import torch.nn.Module;

/**
 * A table of a model's layers, in the order in which a forward pass calls them: their output shapes, how many
 * parameters they have, and what all of it costs. Its text has the layout of Python's torchinfo.
 *
 * {@snippet :
 * var model = new Sequential(new Linear(784, 128), new ReLU(), new Linear(128, 10));
 * IO.println(ModelSummary.of(model, Torch.shape(16, 784)));
 * }
 *
 * <p>The forward pass runs in evaluation mode and without gradients; afterwards the model is as it was. Seen are the
 * layers that are called by {@code call}; the parameters of others count for the layer that holds them. A layer that
 * is called again is {@code (recursive)} and has no further parameters; a parameter that two layers share counts once
 * in the totals. Frozen parameters stand in parentheses.
 *
 * <p>A multiply-add counts for each parameter named after a weight or bias and each place where it is applied: all
 * positions of a convolution's output, all vectors of a linear layer's, all steps and sequences of a recurrent one's,
 * and all rows of others'. Sizes are of inputs, of outputs of layers with parameters (twice, for their gradients) and
 * of parameters.
 */
public final class ModelSummary {
    /** What a column shows. */
    public enum Column {
        /** The size of a layer's window. */
        KERNEL_SIZE("Kernel Shape"),
        /** The shape of a layer's first input. */
        INPUT_SIZE("Input Shape"),
        /** The shape of a layer's first output. */
        OUTPUT_SIZE("Output Shape"),
        /** How many numbers a layer learns. */
        NUM_PARAMS("Param #"),
        /** The part of all parameters that are a layer's. */
        PARAMS_PERCENT("Param %"),
        /** Multiplications with an addition each. */
        MULT_ADDS("Mult-Adds"),
        /** Whether a layer's parameters require gradients: True, False or Partial. */
        TRAINABLE("Trainable");

        final String title;

        Column(String title) {
            this.title = title;
        }
    }

    /** What a row says beside its columns. */
    public enum Row {
        /** The depth of a layer, and its number among all of this depth. */
        DEPTH,
        /** The name under which a layer's parent holds it. */
        VAR_NAMES,
        /** Nothing but ASCII characters. */
        ASCII_ONLY,
        /** No row for a layer that is called again. */
        HIDE_RECURSIVE_LAYERS
    }

    private final SummaryTotals totals;
    private final String text;

    private ModelSummary(SummaryRecorder recorder, Options options, boolean ran) {
        totals = new SummaryTotals(recorder);
        text = new SummaryTable(recorder.layers(), totals, options, ran).text();
    }

    /** The layers and parameters of a model in the order in which it holds them, without a forward pass. */
    public static ModelSummary of(Module model) {
        return of(model, o -> {});
    }

    /**
     * The layers and parameters of a model in the order in which it holds them, without a forward pass.
     *
     * @throws IllegalArgumentException for columns that only a forward pass can fill
     */
    public static ModelSummary of(Module model, Consumer<? super Options> options) {
        Options o = options(options, List.of(Column.NUM_PARAMS));
        for (Column column : o.colNames) {
            if (column != Column.NUM_PARAMS && column != Column.KERNEL_SIZE) {
                throw new IllegalArgumentException(
                        "You must pass input_data or input_size in order to use column "
                                + column.name().toLowerCase(Locale.ROOT));
            }
        }
        var recorder = new SummaryRecorder(model);
        recorder.list();
        return new ModelSummary(recorder, o, false);
    }

    /** A model's summary after a pass of these inputs. */
    public static ModelSummary of(Module model, Tensor... inputs) {
        return of(model, Arrays.asList(inputs));
    }

    /** A model's summary after a pass of zeros of this shape. */
    public static ModelSummary of(Module model, Size inputSize) {
        return of(model, inputSize, o -> {});
    }

    /** A model's summary after a pass of zeros of this shape, with keyword arguments. */
    public static ModelSummary of(Module model, Size inputSize, Consumer<? super Options> options) {
        return of(model, List.of(inputSize), options);
    }

    /** A model's summary after a pass of these inputs. */
    public static ModelSummary of(Module model, List<?> inputs) {
        return of(model, inputs, o -> {});
    }

    /**
     * A model's summary after a pass of these inputs, with keyword arguments.
     *
     * @param inputs the arguments of the model's {@code call} or {@code forward}; a {@link Size} stands for zeros of
     *     this shape
     * @throws IllegalArgumentException where the model has no method that can be called with them
     */
    public static ModelSummary of(Module model, List<?> inputs, Consumer<? super Options> options) {
        return of(model, inputs, options, arguments -> ModelCall.call(model, arguments));
    }

    /**
     * A model's summary after a pass that is given as a function, for a model whose {@code call} cannot be found.
     *
     * @param inputs what the function is applied to; a {@link Size} stands for zeros of this shape
     */
    public static ModelSummary of(
            Module model,
            List<?> inputs,
            Consumer<? super Options> options,
            Function<List<@Nullable Object>, ? extends @Nullable Object> forward) {
        Options o = options(options, List.of(Column.OUTPUT_SIZE, Column.NUM_PARAMS));
        var recorder = new SummaryRecorder(model);
        recorder.run(inputs, o.dtypes, forward);
        return new ModelSummary(recorder, o, true);
    }

    private static Options options(Consumer<? super Options> options, List<Column> columns) {
        var o = new Options(columns);
        options.accept(o);
        return o;
    }

    /** How many numbers the model holds as parameters; of pruned ones those that are left. */
    public long totalParams() {
        return totals.params;
    }

    /** How many of the parameters require gradients. */
    public long trainableParams() {
        return totals.trainableParams;
    }

    /** Multiplications with an addition each, of one pass. */
    public long totalMultAdds() {
        return totals.multAdds;
    }

    /** Bytes of the inputs. */
    public long totalInputBytes() {
        return totals.inputBytes;
    }

    /** Bytes of the outputs of layers with parameters, and of their gradients. */
    public long totalOutputBytes() {
        return totals.outputBytes;
    }

    /** Bytes of the parameters. */
    public long totalParamBytes() {
        return totals.paramBytes;
    }

    /** The table. */
    @Override
    public String toString() {
        return text;
    }

    /** The keyword arguments of a {@link ModelSummary}. */
    public static final class Options {
        List<Column> colNames;
        int colWidth = 25;
        int depth = 3;
        Set<Row> rowSettings = EnumSet.of(Row.DEPTH);
        List<DType> dtypes = List.of();

        private Options(List<Column> columns) {
            colNames = columns;
        }

        /** The columns. Default: the output shape and the parameters; without a forward pass the parameters */
        public Options colNames(Column... colNames) {
            this.colNames = List.of(colNames);
            return this;
        }

        /**
         * Width of each column. Default: 25
         *
         * @throws IllegalArgumentException where it is not above 0
         */
        public Options colWidth(int colWidth) {
            if (colWidth <= 0) {
                throw new IllegalArgumentException(
                        "Column width must be greater than 0: col_width=" + colWidth);
            }
            this.colWidth = colWidth;
            return this;
        }

        /** Depth of the innermost layers that are shown. Default: 3 */
        public Options depth(int depth) {
            this.depth = depth;
            return this;
        }

        /** What a row says. Default: {@link Row#DEPTH} */
        public Options rowSettings(Row... rowSettings) {
            this.rowSettings = EnumSet.noneOf(Row.class);
            this.rowSettings.addAll(List.of(rowSettings));
            return this;
        }

        /** Types of the inputs that are given as shapes, one after the other. Default: {@code torch.float32} */
        public Options dtypes(DType... dtypes) {
            this.dtypes = List.of(dtypes);
            return this;
        }
    }
}
