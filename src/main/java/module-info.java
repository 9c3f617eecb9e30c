/** PyTorch for Java: tensors, gradients, networks and optimizers on libtorch. */
module jtorch {
    requires org.bytedeco.pytorch;
    requires static transitive org.jspecify;
    requires com.google.protobuf;
    requires pickle;
    requires proto;
    requires tools.jackson.core;
    requires static java.desktop; // for torch.Images alone
    requires static me.tongfei.progressbar; // for torch.utils.data.Progress alone

    exports torch;
    exports torch.nn;
    exports torch.nn.init;
    exports torch.nn.utils;
    exports torch.amp;
    exports torch.autograd;
    exports torch.optim;
    exports torch.optim.lrscheduler;
    exports torch.optim.swautils;
    exports torch.serialization;
    exports torch.utils;
    exports torch.utils.tensorboard;
    exports torch.utils.data;
}
