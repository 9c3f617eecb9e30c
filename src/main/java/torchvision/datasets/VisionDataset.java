package torchvision.datasets;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import torch.utils.data.Dataset;
import torchvision.transforms.Transform;

/**
 * A dataset of images and targets: a sample is a list of both. Mirrors {@code torchvision.datasets.VisionDataset}.
 *
 * <p>A subclass gives {@link #size} and, in {@link #get}, what {@link #sample} makes of an image and its target.
 */
public abstract class VisionDataset implements Dataset<List<Object>> {
    /** Where the files are; null without files. */
    public final @Nullable Path root;

    /** What is made of each image; null for nothing. */
    public final @Nullable Transform transform;

    /** What is made of each target; null for nothing. */
    public final @Nullable Transform targetTransform;

    /** A dataset with two transforms, either of which may be null. */
    protected VisionDataset(
            @Nullable Path root,
            @Nullable Transform transform,
            @Nullable Transform targetTransform) {
        this.root = root;
        this.transform = transform;
        this.targetTransform = targetTransform;
    }

    VisionDataset(@Nullable Path root, VisionOptions<?> o) {
        this(root, o.transform, o.targetTransform);
    }

    /** The image and the target, transformed. */
    protected final List<Object> sample(Object image, Object target) {
        return List.of(
                transform == null ? image : transform.call(image),
                targetTransform == null ? target : targetTransform.call(target));
    }

    /** @throws IndexOutOfBoundsException unless it is a sample's number; as in Python, -1 is the last one's */
    final int checked(long index) {
        long place = index < 0 ? index + size() : index;
        if (place < 0 || place >= size()) {
            throw new IndexOutOfBoundsException(
                    "index %d is out of range of %d samples".formatted(index, size()));
        }
        return (int) place;
    }

    /** The numbers of classes by their names. */
    static Map<String, Integer> numbered(List<String> classes) {
        SequencedMap<String, Integer> numbers = new LinkedHashMap<>();
        for (int i = 0; i < classes.size(); i++) numbers.put(classes.get(i), i);
        return java.util.Collections.unmodifiableMap(numbers);
    }

    @Override
    public boolean scoped() {
        return (transform == null || transform.scoped())
                && (targetTransform == null || targetTransform.scoped());
    }

    /** Further lines of the printed form. */
    protected String extraRepr() {
        return "";
    }

    @Override
    public String toString() {
        var lines = new ArrayList<String>();
        lines.add("Number of datapoints: " + size());
        if (root != null) lines.add("Root location: " + root);
        extraRepr().lines().forEach(lines::add);
        if (transform != null || targetTransform != null) {
            String text = "StandardTransform";
            if (transform != null) text += headed("Transform: ", transform);
            if (targetTransform != null) text += headed("Target transform: ", targetTransform);
            lines.add(text);
        }
        return "Dataset "
                + getClass().getSimpleName()
                + String.join("", lines.stream().map(line -> "\n    " + line).toList());
    }

    private static String headed(String head, Transform transform) {
        return "\n" + head + transform.toString().replace("\n", "\n" + " ".repeat(head.length()));
    }
}
