/** PyTorch for Java: tensors, gradients, networks and optimizers on libtorch. */
module jtorch {
    requires org.bytedeco.pytorch;
    requires static transitive org.jspecify;
    requires com.google.protobuf;
    requires pickle;
    requires proto;
    requires tools.jackson.core;
    requires static java.desktop; // for torch.Images and torchvision: images
    requires static me.tongfei.progressbar; // for torch.utils.data.Progress alone
    requires java.net.http; // for torchvision.datasets: downloads

    exports torch.amp;
    exports torch.autograd;
    exports torch.distributions;
    exports torch.jit;
    exports torch.nn.init;
    exports torch.nn.utils;
    exports torch.nn;
    exports torch.optim.lrscheduler;
    exports torch.optim.swautils;
    exports torch.optim;
    exports torch.serialization;
    exports torch.utils.data;
    exports torch.utils.tensorboard;
    exports torch.distributed;
    exports torch.utils;
    exports torch;
    exports torchvision.datasets;
    exports torchvision.transforms;
    exports torchvision.utils;
}
