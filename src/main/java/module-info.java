/** PyTorch for Java: tensors, gradients, networks and optimizers on libtorch. */
module jtorch {
    requires org.bytedeco.pytorch;
    requires static transitive org.jspecify;
    requires com.google.protobuf;
    requires java.net.http; // downloads of data sets
    requires pickle; // CIFAR
    requires proto; // TensorBoard
    requires tools.jackson.core;
    requires static info.picocli; // torch.distributed.run.Run
    requires static java.desktop; // images
    requires static me.tongfei.progressbar; // torch.utils.data.Progress

    exports torch;
    exports torch.accelerator;
    exports torch.amp;
    exports torch.autograd;
    exports torch.backends;
    exports torch.cuda;
    exports torch.distributed;
    exports torch.distributed.optim;
    exports torch.distributed.run;
    exports torch.distributions;
    exports torch.inductor;
    exports torch.jit;
    exports torch.nn;
    exports torch.nn.init;
    exports torch.nn.utils;
    exports torch.optim;
    exports torch.optim.lrscheduler;
    exports torch.optim.swautils;
    exports torch.serialization;
    exports torch.utils;
    exports torch.utils.data;
    exports torch.utils.tensorboard;
    exports torchvision.datasets;
    exports torchvision.transforms;
    exports torchvision.utils;

    opens torch.distributed.run to
            info.picocli;
}
