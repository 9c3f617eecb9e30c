package torch.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import torch.DType;
import torch.GoldenLines;
import torch.Handles;
import torch.Scope;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

class NodeTest {
    private static final GoldenLines PYTHON = new GoldenLines("/torch/autograd/function.txt");

    private static Tensor leaf(double... values) {
        return Torch.tensor(values, Torch.dtype(DType.FLOAT64)).requiresGrad_();
    }

    private static String tree(Node node) {
        if (node == null) return "None";
        StringJoiner inner = new StringJoiner(" ", node.name() + "(", ")");
        for (GradientEdge edge : node.nextFunctions())
            inner.add(tree(edge.node()) + ":" + edge.outputNr());
        return inner.toString();
    }

    @Test
    void graph_isAsPyTorchs() {
        Tensor x = leaf(1, 2), y = leaf(3, 4);
        Tensor ones = Torch.ones(Torch.shape(2), Torch.dtype(DType.FLOAT64));
        List<Tensor> u = Torch.stack(List.of(x.mul(2), y.exp().add(1), ones)).unbind(0);
        assertEquals(PYTHON.text("tree"), tree(u.get(1).matmul(x).gradFn()));
        assertEquals(
                PYTHON.text("output numbers"),
                u.stream().map(t -> "" + t.outputNr()).collect(Collectors.joining(" ")));
    }

    @Test
    void leaf_hasNoNode_butAnEdge() {
        Tensor x = leaf(1, 2);
        assertNull(x.gradFn());
        assertNull(x.detach().gradFn());
        GradientEdge edge = Graph.getGradientEdge(x);
        assertEquals("<AccumulateGrad object>", edge.node().toString());
        assertEquals("torch::autograd::AccumulateGrad", edge.node().name());
        assertEquals(0, edge.outputNr());
        assertEquals(edge, x.mul(2).gradFn().nextFunctions().get(0));
        PYTHON.checkMessage(
                "edge without grad",
                assertThrows(TorchException.class, () -> Graph.getGradientEdge(x.detach())));
    }

    @Test
    void sameNode_isEqual() {
        Tensor x = leaf(1, 2);
        Tensor y = x.exp();
        assertEquals(y.gradFn(), y.gradFn());
        assertEquals(y.gradFn().hashCode(), y.gradFn().hashCode());
        assertNotEquals(y.gradFn(), x.exp().gradFn());
        assertEquals("<ExpBackward0 object>", y.gradFn().toString());
        assertEquals(y.gradFn(), y.sum().gradFn().nextFunctions().get(0).node());
    }

    @Test
    void edge_ofAnOutput_hasItsNumber() {
        List<Tensor> parts = leaf(1, 2, 3).split(1);
        GradientEdge edge = Graph.getGradientEdge(parts.get(2));
        assertEquals(2, edge.outputNr());
        assertEquals(parts.get(0).gradFn(), edge.node());
    }

    @Test
    void node_keepsTheGraph_afterItsTensorsAreClosed() {
        Tensor x = leaf(1, 2);
        Node node;
        try (Scope scope = Torch.scope()) {
            Tensor y = x.exp().mul(2).sum();
            y.keep();
            node = y.gradFn();
            node.keep();
            y.close();
        }
        for (int i = 0; i < 3; i++) System.gc();
        assertEquals(
                "SumBackward0(MulBackward0(ExpBackward0(torch::autograd::AccumulateGrad():0):0 None:0):0)",
                tree(node));
    }

    @Test
    void node_ofAClosedScope_isRefused() {
        Tensor x = leaf(1, 2);
        Node node;
        try (Scope scope = Torch.scope()) {
            node = x.exp().gradFn();
        }
        assertThrows(IllegalStateException.class, node::name);
        assertThrows(IllegalStateException.class, node::nextFunctions);
        assertThrows(IllegalStateException.class, () -> node.registerPrehook(g -> null));
        Tensor closed = leaf(1);
        closed.close();
        assertThrows(IllegalStateException.class, closed::gradFn);
        assertThrows(NullPointerException.class, () -> Graph.getGradientEdge(null));
    }

    @Test
    void lookingAtGraphs_leavesNoHandles() {
        Tensor x = leaf(1, 2);
        Tensor y = x.exp().add(x.sin());
        long handles = Handles.settled();
        for (int i = 0; i < 1000; i++) {
            try (Scope scope = Torch.scope()) {
                assertTrue(tree(y.gradFn()).startsWith("AddBackward0(ExpBackward0("));
            }
        }
        assertEquals(handles, Torch.memory().liveHandles());
    }
}
