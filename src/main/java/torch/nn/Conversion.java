package torch.nn;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import torch.Aten;
import torch.DType;
import torch.Tensor;
import torch.Torch;

/** Moves and converts all that a module holds. */
final class Conversion {
    private Conversion() {}

    /** Converts the parameters, their gradients and the buffers of a module and of those inside. */
    static void apply(Module module, UnaryOperator<Tensor> conversion) {
        module.children().forEach(child -> apply(child, conversion));
        Members members = module.members();
        try (var off = Torch.noGrad()) {
            for (var entry : List.copyOf(members.parameters().entrySet())) {
                Tensor grad = entry.getValue().grad();
                convert(members, entry, conversion);
                if (grad != null && members.parameters().get(entry.getKey()) == entry.getValue()) {
                    convert(grad, conversion);
                }
            }
            for (var entry : List.copyOf(members.buffers().entrySet())) {
                convert(members, entry, conversion);
            }
        }
    }

    private static void convert(
            Members members,
            Map.Entry<String, ? extends Tensor> entry,
            UnaryOperator<Tensor> conversion) {
        Tensor tensor = entry.getValue();
        Tensor converted = conversion.apply(tensor);
        if (converted != tensor) {
            try (converted) {
                assign(members, entry.getKey(), tensor, converted);
            }
        }
    }

    private static void convert(Tensor tensor, UnaryOperator<Tensor> conversion) {
        Tensor converted = conversion.apply(tensor);
        if (converted != tensor) {
            try (converted) {
                Aten.set_data(tensor, converted);
            }
        }
    }

    /**
     * Gives a member other contents, as {@code tensor.data = …} does, so that whoever holds it sees them. Only where its
     * kind of tensor cannot hold them, as one on the meta device, another takes its place.
     */
    static void assign(Members members, String name, Tensor tensor, Tensor contents) {
        if (Aten._has_compatible_shallow_copy_type(tensor, contents)) {
            try (Tensor data = contents.detach()) {
                Aten.set_data(tensor, data);
            }
            return;
        }
        members.replace(
                name,
                switch (tensor) {
                    case Parameter parameter -> new Parameter(contents, parameter.requiresGrad());
                    case Buffer buffer -> new Buffer(contents, buffer.isPersistent());
                    default -> contents.detach().keep();
                });
    }

    static boolean isNumeric(DType dtype) {
        return dtype.isFloatingPoint() || dtype.isComplex();
    }
}
