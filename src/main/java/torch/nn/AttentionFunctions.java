package torch.nn;

/** The attention of {@link F}. */
abstract class AttentionFunctions extends VisionFunctions {
    AttentionFunctions() {}
}
