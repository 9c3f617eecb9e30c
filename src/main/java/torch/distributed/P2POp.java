package torch.distributed;

import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** A message to send or to receive, for {@link Dist#batchIsendIrecv}. Mirrors {@code torch.distributed.P2POp}. */
public final class P2POp {
    /** Which way it goes. */
    public enum Kind {
        ISEND,
        IRECV
    }

    private final Kind op;
    private final Tensor tensor;
    private final ProcessGroup group;
    private final int tag;
    private final int groupPeer;

    /** In the default group. */
    public P2POp(Kind op, Tensor tensor, int peer) {
        this(op, tensor, peer, null, 0, null);
    }

    /** In a group. */
    public P2POp(Kind op, Tensor tensor, int peer, @Nullable ProcessGroup group) {
        this(op, tensor, peer, group, 0, null);
    }

    /**
     * With all arguments.
     *
     * @param peer the other's rank in the default group; null where {@code groupPeer} is given
     * @param groupPeer the other's rank in the group; null where {@code peer} is given
     */
    public P2POp(
            Kind op,
            Tensor tensor,
            @Nullable Integer peer,
            @Nullable ProcessGroup group,
            int tag,
            @Nullable Integer groupPeer) {
        this.op = op;
        this.tensor = Checks.tensor(tensor, "tensor");
        this.group = Dist.groupOr(group);
        this.tag = tag;
        this.groupPeer = Checks.groupRank(this.group, peer, groupPeer);
    }

    @Nullable Work start() {
        return op == Kind.ISEND
                ? Dist.isend(tensor, o -> o.group(group).tag(tag).groupDst(groupPeer))
                : Dist.irecv(tensor, o -> o.group(group).tag(tag).groupSrc(groupPeer));
    }

    /** Which way it goes. */
    public Kind op() {
        return op;
    }

    /** What is sent, or what is received into. */
    public Tensor tensor() {
        return tensor;
    }

    /** The group in which it goes. */
    public ProcessGroup group() {
        return group;
    }

    /** Which message of several between two ranks it is. */
    public int tag() {
        return tag;
    }

    /** The other's rank in the default group. */
    public int peer() {
        return group.globalRank(groupPeer);
    }

    /** The other's rank in the group. */
    public int groupPeer() {
        return groupPeer;
    }

    @Override
    public String toString() {
        boolean sends = op == Kind.ISEND;
        int own = group.rank();
        return "P2POp(%s pg=%s, group_src=%d, group_dst=%d,  %s, %s)"
                .formatted(
                        sends ? "isend" : "irecv",
                        group.name(),
                        sends ? own : groupPeer,
                        sends ? groupPeer : own,
                        tensor.shape(),
                        tensor.dtype());
    }
}
