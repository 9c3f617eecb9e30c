package torch.utils;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import torch.Size;
import torch.internal.PythonFloat;
import torch.nn.Module;
import torch.utils.ModelSummary.Column;
import torch.utils.ModelSummary.Options;
import torch.utils.ModelSummary.Row;

/** The text of a summary. */
final class SummaryTable {
    private static final String NONE = "--";
    private static final int INDENT = 5;

    private final List<SummaryLayer> layers;
    private final SummaryTotals totals;
    private final Options options;
    private final boolean ran;
    private final Set<Module> shown = Collections.newSetFromMap(new IdentityHashMap<>());
    private final int nameWidth;

    SummaryTable(List<SummaryLayer> layers, SummaryTotals totals, Options options, boolean ran) {
        this.layers = layers;
        this.totals = totals;
        this.options = options;
        this.ran = ran;
        layers.forEach(layer -> shown.add(layer.module));
        int longest =
                layers.stream()
                        .mapToInt(layer -> name(layer).length() + INDENT * layer.depth + 1)
                        .max()
                        .orElse(0);
        nameWidth = longest < 40 ? 40 : Math.ceilDiv(longest, INDENT) * INDENT;
    }

    String text() {
        String divider = "=".repeat(nameWidth + options.colNames.size() * options.colWidth) + "\n";
        var text = new StringBuilder(divider);
        text.append(row(heading(), column -> column.title)).append(divider);
        for (SummaryLayer layer : layers) {
            boolean hidden =
                    layer.recursive && options.rowSettings.contains(Row.HIDE_RECURSIVE_LAYERS);
            if (layer.depth <= options.depth && !hidden) {
                text.append(row(branch(layer.depth) + name(layer), column -> cell(layer, column)));
            }
        }
        text.append(divider);
        line(text, "Total params", grouped(totals.params));
        line(text, "Trainable params", grouped(totals.trainableParams));
        line(text, "Non-trainable params", grouped(totals.params - totals.trainableParams));
        if (ran) {
            String unit = totals.multAdds >= 1e12 ? "T" : totals.multAdds >= 1e9 ? "G" : "M";
            double scale = unit.equals("T") ? 1e12 : unit.equals("G") ? 1e9 : 1e6;
            String operations = PythonFloat.fixed(totals.multAdds / scale, 2);
            line(text, "Total mult-adds (" + unit + ")", operations);
            text.append(divider);
            line(text, "Input size (MB)", megabytes(totals.inputBytes));
            line(text, "Forward/backward pass size (MB)", megabytes(totals.outputBytes));
            line(text, "Params size (MB)", megabytes(totals.paramBytes));
            line(
                    text,
                    "Estimated Total Size (MB)",
                    megabytes(totals.inputBytes + totals.outputBytes + totals.paramBytes));
        }
        return text.append(divider.strip()).toString();
    }

    private String heading() {
        return "Layer (type"
                + (options.rowSettings.contains(Row.VAR_NAMES) ? " (var_name)" : "")
                + (options.rowSettings.contains(Row.DEPTH) ? ":depth-idx" : "")
                + ")";
    }

    private String name(SummaryLayer layer) {
        String name = layer.className();
        if (options.rowSettings.contains(Row.VAR_NAMES)) {
            name += " (" + layer.varName + ")";
        }
        return options.rowSettings.contains(Row.DEPTH) && layer.depth > 0
                ? name + ": " + layer.depth + "-" + layer.index
                : name;
    }

    private String branch(int depth) {
        boolean ascii = options.rowSettings.contains(Row.ASCII_ONLY);
        return switch (depth) {
            case 0 -> "";
            case 1 -> ascii ? "+ " : "├─";
            default -> (ascii ? "|    " : "│    ").repeat(depth - 1) + (ascii ? "+ " : "└─");
        };
    }

    private String row(String name, Function<Column, String> cell) {
        var row = new StringBuilder(padded(name, nameWidth));
        for (Column column : options.colNames) {
            row.append(' ').append(padded(cell.apply(column), options.colWidth));
        }
        return row.toString().stripTrailing() + "\n";
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private String cell(SummaryLayer layer, Column column) {
        String text =
                switch (column) {
                    case KERNEL_SIZE -> layer.kernelSize();
                    case INPUT_SIZE -> shape(layer.inputSize);
                    case OUTPUT_SIZE -> shape(layer.outputSize);
                    case NUM_PARAMS -> params(layer);
                    case PARAMS_PERCENT -> percent(layer);
                    case MULT_ADDS -> multAdds(layer);
                    case TRAINABLE -> layer.params.trainableText();
                };
        return text.isEmpty() ? NONE : text;
    }

    private static String shape(@Nullable Size size) {
        return size == null || size.size() == 0 ? "" : Arrays.toString(size.toArray());
    }

    private String params(SummaryLayer layer) {
        if (layer.params.all() == 0) {
            return NONE;
        }
        if (layer.recursive) {
            return "(recursive)";
        }
        long own = ownParams(layer);
        if (own == 0) {
            return NONE;
        }
        boolean frozen = standsForAll(layer) && layer.params.trainable() == 0;
        return frozen ? "(" + grouped(own) + ")" : grouped(own);
    }

    private String percent(SummaryLayer layer) {
        String none = " ".repeat(INDENT) + NONE;
        if (totals.params == 0) {
            return none;
        }
        if (layer.recursive) {
            return "(recursive)";
        }
        long own = ownParams(layer);
        if (own == 0) {
            return none;
        }
        String percent = PythonFloat.fixed((double) own / totals.params * 100, 2) + "%";
        return " ".repeat(Math.max(0, INDENT + 2 - percent.length())) + percent;
    }

    private String multAdds(SummaryLayer layer) {
        long operations = layer.multAdds;
        if (!layer.leaf && layer.depth == options.depth) {
            operations =
                    layer.inside.stream().filter(in -> in.leaf).mapToLong(in -> in.multAdds).sum();
        }
        return operations > 0 ? grouped(operations) : NONE;
    }

    /** The parameters that no other row has. */
    private long ownParams(SummaryLayer layer) {
        return standsForAll(layer) ? layer.params.all() : unshown(layer.module).all();
    }

    private boolean standsForAll(SummaryLayer layer) {
        return layer.leaf || layer.depth == options.depth;
    }

    private SummaryParams unshown(Module module) {
        SummaryParams sum = SummaryParams.own(module);
        for (Module child : module.children()) {
            sum = shown.contains(child) ? sum : sum.plus(unshown(child));
        }
        return sum;
    }

    private static void line(StringBuilder text, String title, String value) {
        text.append(title).append(": ").append(value).append('\n');
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String megabytes(long bytes) {
        return PythonFloat.fixed(bytes / 1e6, 2);
    }
}
