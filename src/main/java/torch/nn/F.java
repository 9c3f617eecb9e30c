package torch.nn;

/**
 * The functions behind the layers, without state.
 *
 * <p>Keyword arguments are set as in the function's module: {@code F.crossEntropy(x, y, o -> o.labelSmoothing(0.1))};
 * the commonest have a short form in PyTorch's order, {@code F.mseLoss(x, y, Reduction.SUM)}.
 *
 * <p>Mirrors {@code torch.nn.functional}.
 */
public final class F extends LossFunctions {
    private F() {}
}
