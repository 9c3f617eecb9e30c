package torchvision.transforms;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of several transforms. Mirrors {@code torchvision.transforms.RandomChoice}, which chooses with Python's
 * {@code random.choices}; here its rule is followed with one number of {@code torch.rand}, in FLOAT64.
 */
public final class RandomChoice implements Transform {
    private final List<Transform> transforms;
    private final double @Nullable [] p;

    /** Each as likely as the others. */
    public RandomChoice(List<? extends Transform> transforms) {
        this(transforms, (double[]) null);
    }

    /**
     * @param p weights, which need not add up to 1
     * @throws IllegalArgumentException if there are not as many weights as transforms, or they are not positive in all
     */
    public RandomChoice(List<? extends Transform> transforms, double @Nullable ... p) {
        this.transforms = List.copyOf(transforms);
        this.p = p == null ? null : p.clone();
        if (p == null) return;
        if (p.length != transforms.size()) {
            throw new IllegalArgumentException(
                    "The number of weights does not match the population");
        }
        double total = 0;
        for (double weight : p) total += weight;
        if (!(total > 0)) {
            throw new IllegalArgumentException("Total of weights must be greater than zero");
        }
        if (!Double.isFinite(total)) {
            throw new IllegalArgumentException("Total of weights must be finite");
        }
    }

    @Override
    public Object call(Object img) {
        return transforms.get(chosen()).call(img);
    }

    private int chosen() {
        double place = Draws.random();
        if (p == null) return (int) (place * transforms.size());
        double total = 0;
        for (double weight : p) total += weight;
        double sum = 0;
        for (int i = 0; i < p.length - 1; i++) {
            sum += p[i];
            if (place * total < sum) return i;
        }
        return p.length - 1;
    }

    @Override
    public boolean scoped() {
        return transforms.stream().allMatch(Transform::scoped);
    }

    @Override
    public String toString() {
        String weights = p == null ? "None" : Reprs.list(p);
        return Reprs.several(this, "", transforms) + "(p=" + weights + ")";
    }
}
