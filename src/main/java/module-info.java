/** PyTorch for Java: tensors, gradients, networks and optimizers on libtorch. */
module jtorch {
    requires transitive org.bytedeco.pytorch;
    requires static transitive org.jspecify;

    exports torch;
    exports torch.autograd;
    exports torch.optim;
}
