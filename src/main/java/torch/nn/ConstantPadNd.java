package torch.nn;

import torch.internal.PythonText;

/** What all layers that pad with one value share. */
abstract class ConstantPadNd extends PadNd {
    /** What is added. */
    public final Number value;

    ConstantPadNd(int dims, IntOrTuple padding, Number value) {
        super(dims, padding, PadMode.CONSTANT);
        this.value = value;
    }

    @Override
    final Double fill() {
        return value.doubleValue();
    }

    @Override
    public String extraRepr() {
        return "padding=%s, value=%s"
                .formatted(Repr.tuple(padding.toArray()), PythonText.of(value));
    }
}
