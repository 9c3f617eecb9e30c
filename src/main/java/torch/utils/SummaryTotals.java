package torch.utils;

/** The sums below the table. */
final class SummaryTotals {
    final long params;
    final long trainableParams;
    final long paramBytes;
    final long inputBytes;
    final long outputBytes;
    final long multAdds;

    SummaryTotals(SummaryRecorder recorder) {
        SummaryParams all = SummaryParams.of(recorder.model());
        params = all.all();
        trainableParams = all.trainable();
        paramBytes = all.bytes();
        inputBytes = recorder.inputBytes();
        long outputs = 0;
        long operations = 0;
        for (SummaryLayer layer : recorder.layers()) {
            if (layer.leaf) {
                operations += layer.multAdds;
                outputs += layer.params.all() > 0 ? 2 * layer.outputBytes : 0;
            }
        }
        outputBytes = outputs;
        multAdds = operations;
    }
}
