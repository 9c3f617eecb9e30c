package torch.internal;

/** How Python's nodes are called. */
public final class NodeNames {
    private NodeNames() {}

    /**
     * The name of the node that Python has where libtorch's has the name given. Python adds, subtracts, multiplies and
     * divides numbers as tensors; the operators for numbers, which compute the same, have nodes of other names.
     */
    public static String asInPython(String name) {
        return switch (name) {
            case "AddBackward1" -> "AddBackward0";
            case "SubBackward1" -> "SubBackward0";
            case "MulBackward1" -> "MulBackward0";
            case "DivBackward1" -> "DivBackward0";
            case "DivBackward3" -> "DivBackward2";
            default -> name;
        };
    }
}
