package torch.distributed;

/** What the processes of a group do together with plain data; called as {@code Dist.allGatherObject(…)}. */
public abstract class ObjectCollectives extends Collectives {
    ObjectCollectives() {}
}
