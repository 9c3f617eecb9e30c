/** PyTorch for Java: tensors, gradients, networks and optimizers on libtorch. */
module jtorch {
    requires org.bytedeco.pytorch;
    requires static transitive org.jspecify;
    requires static java.desktop; // for torch.Images alone

    exports torch;
    exports torch.nn;
    exports torch.nn.init;
    exports torch.nn.utils;
    exports torch.autograd;
    exports torch.optim;
    exports torch.utils;
}
