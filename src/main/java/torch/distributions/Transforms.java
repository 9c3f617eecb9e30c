package torch.distributions;

import java.util.List;

/** Ready-made transforms. */
public final class Transforms {
    /** {@code y = x}. Mirrors {@code torch.distributions.transforms.identity_transform}. */
    public static final ComposeTransform IDENTITY = new ComposeTransform(List.of());

    private Transforms() {}
}
