package torch.nn;

/** The poolings of {@link F}. */
abstract class PoolingFunctions extends ConvolutionFunctions {
    PoolingFunctions() {}
}
