package torchvision.transforms;

import java.util.function.Consumer;
import torch.internal.PythonFloat;
import torchvision.transforms.ImageOps.Dimensions;

/** An image seen from a random side, with a probability. Mirrors {@code torchvision.transforms.RandomPerspective}. */
public final class RandomPerspective extends WarpTransform {
    /** The keyword arguments. */
    public static final class Options extends WarpTransform.Options<Options> {
        double distortionScale = 0.5;
        double p = 0.5;

        Options() {
            super(InterpolationMode.BILINEAR);
        }

        /** How far the corners move, from 0 to 1. Default: 0.5 */
        public Options distortionScale(double distortionScale) {
            this.distortionScale = distortionScale;
            return this;
        }

        /** The probability. Default: 0.5 */
        public Options p(double p) {
            this.p = p;
            return this;
        }
    }

    private final double distortionScale;
    private final double p;

    public RandomPerspective() {
        this(o -> {});
    }

    /**
     * @param distortionScale how far the corners move, from 0 to 1
     * @param p the probability
     */
    public RandomPerspective(double distortionScale, double p) {
        this(o -> o.distortionScale(distortionScale).p(p));
    }

    /** With keyword arguments. */
    public RandomPerspective(Consumer<? super Options> options) {
        this(set(options));
    }

    private RandomPerspective(Options o) {
        super(o);
        distortionScale = o.distortionScale;
        p = o.p;
    }

    private static Options set(Consumer<? super Options> options) {
        var o = new Options();
        options.accept(o);
        return o;
    }

    @Override
    <I> I forward(ImageOps<I> ops, I img) {
        Dimensions d = ops.dimensions(img);
        double[] fill = fill(img, d.channels());
        if (!Draws.below(p)) return img;
        int w = d.width();
        int h = d.height();
        int x = (int) (distortionScale * (w / 2));
        int y = (int) (distortionScale * (h / 2));
        int[][] ends = {
            {Draws.randint(0, x + 1), Draws.randint(0, y + 1)},
            {Draws.randint(w - x - 1, w), Draws.randint(0, y + 1)},
            {Draws.randint(w - x - 1, w), Draws.randint(h - y - 1, h)},
            {Draws.randint(0, x + 1), Draws.randint(h - y - 1, h)}
        };
        int[][] starts = {{0, 0}, {w - 1, 0}, {w - 1, h - 1}, {0, h - 1}};
        return ops.perspective(img, Common.perspectiveCoeffs(starts, ends), interpolation, fill);
    }

    @Override
    public String toString() {
        return "RandomPerspective(p=" + PythonFloat.repr(p) + ")";
    }
}
