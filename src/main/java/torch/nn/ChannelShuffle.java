package torch.nn;

import torch.Tensor;

/**
 * Deals the channels out anew: of {@code g} groups one after the other it takes the first of each, then the second of
 * each, and so on.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, *)} where {@code g} divides {@code C}
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var m = new ChannelShuffle(2);
 * m.call(Torch.arange(4).reshape(1, 4, 1, 1)); // 0, 2, 1, 3
 * }
 *
 * <p>Mirrors {@code torch.nn.ChannelShuffle}.
 */
public class ChannelShuffle extends UnaryModule {
    /** Number of groups into which the channels are split. */
    public final long groups;

    /** A layer that shuffles {@code groups} groups. */
    public ChannelShuffle(long groups) {
        this.groups = groups;
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.channelShuffle(input, groups);
    }

    @Override
    public String extraRepr() {
        return "groups=" + groups;
    }
}
