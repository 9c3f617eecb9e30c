package torch.nn;

/** The functions of {@link F} that resize, sample and rearrange images. */
abstract class VisionFunctions extends PoolingFunctions {
    VisionFunctions() {}
}
