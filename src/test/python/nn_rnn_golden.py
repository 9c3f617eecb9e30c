"""Cases of the recurrent networks and cells: padded, packed and single sequences, every argument, every check.

    python3 src/test/python/nn_rnn_golden.py

Made with PyTorch 2.14.1 on the CPU; seeds as in cases.py.
"""

from cases import Cases

c = Cases(__file__, "torch/nn/rnn.txt")

STATE = {"RNN": "h", "GRU": "h", "LSTM": "(h, c)"}


def states(net, *shape, cell=None, dtype=""):
    """The first state as inputs of a case, and its expression."""
    inputs = dict(h=f"torch.randn({', '.join(map(str, shape))}{dtype})")
    if net == "LSTM":
        inputs["c"] = f"torch.randn({', '.join(map(str, cell or shape))}{dtype})"
    return inputs


for net in STATE:
    s = STATE[net]
    x = "torch.randn(4, 2, 3)"
    c.module(f"nn.{net}(3, 5)", x=x)
    c.module(f"nn.{net}(3, 5)", call="m(x, None)", x=x)
    c.module(f"nn.{net}(3, 4, 2)", call=f"m(x, {s})", x=x, **states(net, 2, 2, 4))
    c.module(f"nn.{net}(3, 4, bias=False, batch_first=True)", call=f"m(x, {s})", x=x, **states(net, 1, 4, 4))
    c.module(f"nn.{net}(3, 4, num_layers=2, bidirectional=True)", call=f"m(x, {s})", x=x, **states(net, 4, 2, 4))
    c.module(f"nn.{net}(3, 6, num_layers=3, dropout=0.4)", x=x)
    c.module(f"nn.{net}(3, 4, 2, dropout=0.5, bidirectional=True, batch_first=True)", x=x)
    c.module(f"nn.{net}(3, 4, 2, bidirectional=True, dtype=torch.float64)", call=f"m(x, {s})",
             x="torch.randn(3, 2, 3, dtype=torch.float64)", **states(net, 4, 2, 4, dtype=", dtype=torch.float64"))
    c.module(f"nn.{net}(3, 4, device='cpu', dtype=torch.float64)", x="torch.randn(1, 1, 3, dtype=torch.float64)")
    c.module(f"nn.{net}(3, 4)", x="torch.randn(5, 3)")
    c.module(f"nn.{net}(3, 4, 2, batch_first=True, bidirectional=True)", call=f"m(x, {s})", x="torch.randn(5, 3)",
             **states(net, 4, 4))
    # Packed: sorted, unsorted, with a first state, in two directions, with dropout between the layers.
    c.module(f"nn.{net}(3, 4)", call="m(rnn.pack_padded_sequence(x, [4, 3, 1]))", x="torch.randn(4, 3, 3)")
    c.module(f"nn.{net}(3, 4, 2, bidirectional=True)",
             call=f"m(rnn.pack_padded_sequence(x, [2, 4, 1], False, False), {s})",
             x="torch.randn(4, 3, 3)", **states(net, 4, 3, 4))
    c.module(f"nn.{net}(3, 4, 2, dropout=0.5, batch_first=True, bias=False)",
             call="m(rnn.pack_padded_sequence(x, [2, 3], True, False))",
             x="torch.randn(2, 3, 3)")
    c.module(f"nn.{net}(3, 4)", call=f"rnn.pad_packed_sequence(m(rnn.pack_sequence([x, z]), {s})[0])",
             x="torch.randn(4, 3)", z="torch.randn(2, 3)", **states(net, 1, 2, 4))

for activation in "tanh", "relu":
    x = "torch.randn(4, 2, 3)"
    c.module(f"nn.RNN(3, 4, 2, '{activation}')", x=x)
    c.module(f"nn.RNN(3, 4, nonlinearity='{activation}', bidirectional=True)", x=x)
    c.module(f"nn.RNN(3, 4, 2, nonlinearity='{activation}', dropout=0.5)",
             call="m(rnn.pack_padded_sequence(x, [3, 1], False, False))", x=x)

x = "torch.randn(4, 2, 3)"
c.module("nn.LSTM(3, 5, proj_size=2)", x=x)
c.module("nn.LSTM(3, 5, 2, proj_size=2, bidirectional=True)", call="m(x, (h, c))", x=x,
         **states("LSTM", 4, 2, 2, cell=(4, 2, 5)))
c.module("nn.LSTM(3, 5, 2, proj_size=3, bias=False, dropout=0.3)", x=x)
c.module("nn.LSTM(3, 5, proj_size=2, batch_first=True)", call="m(x, (h, c))", x="torch.randn(4, 3)",
         **states("LSTM", 1, 2, cell=(1, 5)))
c.module("nn.LSTM(3, 5, proj_size=2)",
         call="m(rnn.pack_padded_sequence(x, [2, 4], False, False), (h, c))", x=x,
         **states("LSTM", 1, 2, 2, cell=(1, 2, 5)))

# Weights that are computed.
c.module("utils.weight_norm(nn.LSTM(3, 4), 'weight_hh_l0')", x=x)
c.module("utils.spectral_norm(nn.RNN(3, 4, 2), 'weight_ih_l1')", x=x)

for net in STATE:
    make = f"nn.{net}"
    s = STATE[net]
    c.error(f"{make}(3, 4, dropout=1.5)")
    c.error(f"{make}(3, 4, dropout=-0.1)")
    c.error(f"{make}(0, 4)")
    c.error(f"{make}(3, 0)")
    c.error(f"{make}(3, 4, 0)")
    c.error(f"{make}(3, 4)(x)", x="torch.randn(2)")
    c.error(f"{make}(3, 4)(x)", x="torch.randn(2, 2, 2, 3)")
    c.error(f"{make}(3, 4)(x)", x="torch.randn(2, 2, 3, dtype=torch.float64)")
    c.error(f"{make}(3, 4)(x)", x="torch.randn(2, 2, 4)")
    c.error(f"{make}(3, 4)(x, {s})", x="torch.randn(2, 2, 3)", **states(net, 1, 4))
    c.error(f"{make}(3, 4)(x, {s})", x="torch.randn(2, 3)", **states(net, 1, 2, 4))
    c.error(f"{make}(3, 4)(x, {s})", x="torch.randn(2, 2, 3)", **states(net, 1, 2, 3))
    c.error(f"{make}(3, 4, 2, bidirectional=True)(x, {s})", x="torch.randn(2, 2, 3)", **states(net, 2, 2, 4))
    # PyTorch does not check this for an LSTM, whose operator may then write past its memory.
    if net != "LSTM":
        c.error(f"{make}(3, 4)(rnn.pack_padded_sequence(x, [2, 1]), {s})", x="torch.randn(2, 2, 3)",
                **states(net, 1, 1, 4))
    c.error(f"{make}(3, 4)(rnn.pack_padded_sequence(x, [2, 1]))", x="torch.randn(2, 2, 5)")
    c.warning(f"{make}(3, 4, dropout=0.25)")
    c.warning(f"{make}(3, 4, 2, dropout=0.25)")
c.error("nn.LSTM(3, 4)(x, (h, c))", x="torch.randn(2, 2, 3)", **states("LSTM", 1, 2, 4, cell=(1, 2, 3)))
c.error("nn.LSTM(3, 4, proj_size=-1)")
c.error("nn.LSTM(3, 4, proj_size=4)")
c.error("nn.RNN(3, 4, nonlinearity='sigmoid')")

CELL = {"RNNCell": "h", "GRUCell": "h", "LSTMCell": "(h, c)"}
for cell in CELL:
    s = CELL[cell]
    kind = cell.removesuffix("Cell")
    c.module(f"nn.{cell}(3, 5)", x="torch.randn(2, 3)")
    c.module(f"nn.{cell}(3, 5)", call="m(x, None)", x="torch.randn(3)")
    c.module(f"nn.{cell}(3, 4, False)", call=f"m(x, {s})", x="torch.randn(2, 3)", **states(kind, 2, 4))
    c.module(f"nn.{cell}(3, 4, bias=False, device='cpu')", call=f"m(x, {s})", x="torch.randn(3)", **states(kind, 4))
    c.module(f"nn.{cell}(3, 4, dtype=torch.float64)", call=f"m(x, {s})", x="torch.randn(2, 3, dtype=torch.float64)",
             **states(kind, 2, 4, dtype=", dtype=torch.float64"))
    c.error(f"nn.{cell}(3, 4)(x)", x="torch.randn(1, 2, 3)")
    c.error(f"nn.{cell}(3, 4)(x, {s})", x="torch.randn(2, 3)", **states(kind, 1, 2, 4))
    c.error(f"nn.{cell}(3, 4)(x, {s})", x="torch.randn(2, 3)", **states(kind, 2, 5))
    c.error(f"nn.{cell}(3, 4)(x)", x="torch.randn(2, 4)")
c.module("nn.RNNCell(3, 4, True, 'relu')", x="torch.randn(2, 3)")
c.module("nn.RNNCell(3, 4, nonlinearity='relu')", call="m(x, h)", x="torch.randn(3)", h="torch.randn(4)")
c.module("nn.RNNCell(3, 4, bias=False, nonlinearity='tanh')", x="torch.randn(2, 3)")
c.error("nn.RNNCell(3, 4, nonlinearity='sigmoid')(x)", x="torch.randn(2, 3)")
c.error("nn.LSTMCell(3, 4)(x, (h, c))", x="torch.randn(2, 3)", h="torch.randn(2, 4)", c="torch.randn(1, 1, 4)")

c.module("utils.weight_norm(nn.GRUCell(3, 4), 'weight_ih')", x="torch.randn(2, 3)")
c.module("utils.weight_norm(nn.LSTM(3, 4), 'weight_hh_l0')", x="torch.randn(5, 2, 3)")
c.write()
