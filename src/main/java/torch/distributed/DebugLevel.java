package torch.distributed;

/** How much torch.distributed looks after its users, {@code TORCH_DISTRIBUTED_DEBUG}. Mirrors {@code torch.distributed.DebugLevel}. */
public enum DebugLevel {
    OFF,
    /** Errors of {@link DistributedDataParallel} name the parameters at fault. */
    INFO,
    /** Before each collective the processes compare what they are about to do. */
    DETAIL;

    org.bytedeco.pytorch.global.torch.DebugLevel natively() {
        return switch (this) {
            case OFF -> org.bytedeco.pytorch.global.torch.DebugLevel.Off;
            case INFO -> org.bytedeco.pytorch.global.torch.DebugLevel.Info;
            case DETAIL -> org.bytedeco.pytorch.global.torch.DebugLevel.Detail;
        };
    }
}
