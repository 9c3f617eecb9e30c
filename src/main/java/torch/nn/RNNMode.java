package torch.nn;

/** The recurrences that libtorch knows, named as PyTorch's {@code mode}. */
enum RNNMode {
    // In the order of cuDNN's numbers.
    RNN_RELU("RNN", 1),
    RNN_TANH("RNN", 1),
    LSTM("LSTM", 4),
    GRU("GRU", 3);

    /** The layer's name in messages. */
    final String layer;

    /** How many maps of the input one step computes. */
    final int gates;

    RNNMode(String layer, int gates) {
        this.layer = layer;
        this.gates = gates;
    }

    /** The number of this recurrence in cuDNN. */
    int cudnnMode() {
        return ordinal();
    }
}
