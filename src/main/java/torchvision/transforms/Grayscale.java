package torchvision.transforms;

/** An image in gray. Mirrors {@code torchvision.transforms.Grayscale}. */
public final class Grayscale extends ImageTransform {
    private final int numOutputChannels;

    public Grayscale() {
        this(1);
    }

    /** @param numOutputChannels 1, or 3 with the same values */
    public Grayscale(int numOutputChannels) {
        this.numOutputChannels = numOutputChannels;
    }

    @Override
    <I> I forward(ImageOps<I> ops, I img) {
        return ops.rgbToGrayscale(img, numOutputChannels);
    }

    @Override
    public String toString() {
        return "Grayscale(num_output_channels=" + numOutputChannels + ")";
    }
}
