/** PyTorch for Java: tensors, gradients, networks and optimizers on libtorch. */
module jtorch {
    requires org.bytedeco.pytorch;
    requires static transitive org.jspecify;
    requires com.google.protobuf;
    requires pickle;
    requires proto;
    requires tools.jackson.core;
    requires static transitive java.desktop; // for torch.Images and torchvision: images
    requires java.net.http; // for torchvision.datasets: downloads
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
    exports torch.utils;
    exports torchvision.datasets;
    exports torchvision.transforms;
    exports torchvision.utils;
    exports torch.utils.data;
}
