package torchvision.transforms;

import java.util.stream.Collectors;
import torch.Size;
import torch.Tensor;

/**
 * A tensor flattened, shifted and multiplied by a square matrix: whitening, for one. Mirrors
 * {@code torchvision.transforms.LinearTransformation}.
 */
public final class LinearTransformation extends TensorTransform {
    private final Tensor transformationMatrix;
    private final Tensor meanVector;

    /**
     * @param transformationMatrix {@code (D, D)} with {@code D = C · H · W}
     * @param meanVector {@code (D)}
     * @throws IllegalArgumentException if the shapes, types or devices do not fit
     */
    public LinearTransformation(Tensor transformationMatrix, Tensor meanVector) {
        Size shape = transformationMatrix.shape();
        if (shape.get(0) != shape.get(1)) {
            throw new IllegalArgumentException(
                    "transformation_matrix should be square. Got "
                            + tuple(shape)
                            + " rectangular matrix.");
        }
        if (meanVector.size(0) != shape.get(0)) {
            throw new IllegalArgumentException(
                    "mean_vector should have the same length %d as any one of the dimensions of the transformation_matrix [%s]"
                            .formatted(meanVector.size(0), tuple(shape)));
        }
        if (!transformationMatrix.device().equals(meanVector.device())) {
            throw new IllegalArgumentException(
                    "Input tensors should be on the same device. Got %s and %s"
                            .formatted(transformationMatrix.device(), meanVector.device()));
        }
        if (transformationMatrix.dtype() != meanVector.dtype()) {
            throw new IllegalArgumentException(
                    "Input tensors should have the same dtype. Got %s and %s"
                            .formatted(transformationMatrix.dtype(), meanVector.dtype()));
        }
        this.transformationMatrix = transformationMatrix;
        this.meanVector = meanVector;
    }

    private static String tuple(Size shape) {
        return shape.stream().mapToObj(Long::toString).collect(Collectors.joining(", ", "(", ")"));
    }

    @Override
    Tensor forward(Tensor img) {
        Size shape = img.shape();
        long n = shape.get(-3) * shape.get(-2) * shape.get(-1);
        if (n != transformationMatrix.size(0)) {
            throw new IllegalArgumentException(
                    "Input tensor and transformation matrix have incompatible shape.[%d x %d x %d] != %d"
                            .formatted(
                                    shape.get(-3),
                                    shape.get(-2),
                                    shape.get(-1),
                                    transformationMatrix.size(0)));
        }
        if (!img.device().type().equals(meanVector.device().type())) {
            throw new IllegalArgumentException(
                    "Input tensor should be on the same device as transformation matrix and mean vector. Got %s vs %s"
                            .formatted(img.device(), meanVector.device()));
        }
        Tensor flat = img.view(-1, n).sub(meanVector);
        return flat.mm(transformationMatrix.to(flat.dtype())).view(shape);
    }

    @Override
    public String toString() {
        return "LinearTransformation(transformation_matrix=%s, mean_vector=%s)"
                .formatted(nested(transformationMatrix), nested(meanVector));
    }

    private static String nested(Tensor values) {
        if (values.dim() == 1) return Reprs.list(values.toDouble().toDoubleArray());
        return values.unbind(0).stream()
                .map(LinearTransformation::nested)
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
