package torchvision.datasets;

import java.util.List;
import java.util.function.Consumer;
import torch.DType;
import torch.Generator;
import torch.Images;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * Images of noise, the same at each reading. Mirrors {@code torchvision.datasets.FakeData}.
 *
 * <p>Sample {@code i} is drawn by a generator of its own with the seed {@code i + randomOffset}: the default one's state
 * stays as it is.
 */
public class FakeData extends VisionDataset {
    /** The keyword arguments. */
    public static final class Options extends VisionOptions<Options> {
        long size = 1000;
        Size imageSize = Size.of(3, 224, 224);
        long numClasses = 10;
        long randomOffset;

        Options() {}

        /** How many samples there are. Default: 1000 */
        public Options size(long size) {
            this.size = size;
            return this;
        }

        /** Channels, height and width. Default: 3, 224, 224 */
        public Options imageSize(long channels, long height, long width) {
            imageSize = Size.of(channels, height, width);
            return this;
        }

        /** How many classes there are. Default: 10 */
        public Options numClasses(long numClasses) {
            this.numClasses = numClasses;
            return this;
        }

        /** What is added to a sample's number to seed it. Default: 0 */
        public Options randomOffset(long randomOffset) {
            this.randomOffset = randomOffset;
            return this;
        }
    }

    private final Options o;

    /** 1000 images of 3 × 224 × 224 and 10 classes. */
    public FakeData() {
        this(o -> {});
    }

    /** With keyword arguments. */
    public FakeData(Consumer<? super Options> options) {
        this(VisionOptions.set(new Options(), options));
    }

    private FakeData(Options o) {
        super(null, o);
        this.o = o;
    }

    @Override
    public List<Object> get(long index) {
        if (index < 0 || index >= o.size) {
            throw new IndexOutOfBoundsException("FakeData index out of range");
        }
        Object image;
        long target;
        try (var scope = Torch.scope()) {
            Generator generator = new Generator().manualSeed(index + o.randomOffset);
            Tensor pixels = Torch.randn(o.imageSize, generator);
            target =
                    Torch.randint(0, o.numClasses, Size.of(1), generator, Torch.dtype(DType.INT64))
                            .itemLong();
            image = Images.toPilImage(pixels);
        }
        return sample(image, target);
    }

    @Override
    public long size() {
        return o.size;
    }
}
