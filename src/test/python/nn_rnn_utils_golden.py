"""The functions of torch.nn.utils.rnn with every argument. Recorded with PyTorch 2.14.1; seeds are cases.py's."""

from cases import Cases

c = Cases(__file__, "torch/nn/rnn_utils.txt")
TBX = "torch.randn(4, 3, 2)"
LENGTHS = ["[4, 2, 1]", "[4, 4, 4]", "torch.tensor([3, 2, 2])", "torch.tensor([4, 2, 1], dtype=torch.int32)"]
UNSORTED = ["[1, 4, 2]", "[2, 2, 2]", "torch.tensor([2, 3, 4])"]
for lengths in LENGTHS:
    c.function(f"rnn.pack_padded_sequence(x, {lengths})", x=TBX)
    c.function(f"rnn.pack_padded_sequence(x, {lengths}, True)", x="torch.randn(3, 4, 2)")
for lengths in UNSORTED:
    for first in ("False", "True"):
        shape = "3, 4" if first == "True" else "4, 3"
        c.function(f"rnn.pack_padded_sequence(x, {lengths}, {first}, False)", x=f"torch.randn({shape}, 2)")
        packed = f"rnn.pack_padded_sequence(x, {lengths}, {first}, False)"
        c.function(f"rnn.pad_packed_sequence({packed}, {first})", x=f"torch.randn({shape}, 2, dtype=torch.float64)")
        c.function(f"rnn.unpack_sequence({packed})", x=f"torch.randn({shape}, 2)")
c.function("rnn.pack_padded_sequence(x, [4, 2, 1])", x="torch.randn(4, 3)")
c.function("rnn.pack_padded_sequence(x, [5, 2, 1])", x="torch.arange(12).reshape(4, 3)")
c.function("rnn.pack_padded_sequence(x, [4, 2, 1])", x="torch.randn(4, 3, 2, 2)")

PACKED = "rnn.pack_padded_sequence(x, [4, 2, 1])"
for arguments in ("", ", True", ", True, -1.5", ", False, 2.0, 6", ", batch_first=True", ", padding_value=0.5", ", total_length=5",
                  ", total_length=None", ", batch_first=True, padding_value=-1.0, total_length=6"):
    c.function(f"rnn.pad_packed_sequence({PACKED}{arguments})", x=TBX)

THREE = dict(a="torch.randn(2, 3)", b="torch.randn(4, 3)", d="torch.randn(1, 3)")
for arguments in ("", ", True", ", False, -1.5", ", True, 2.0, 'left'", ", batch_first=True", ", padding_value=0.5", ", padding_side='left'",
                  ", batch_first=True, padding_value=1.5, padding_side='right'"):
    c.function(f"rnn.pad_sequence([a, b, d]{arguments})", **THREE)
c.function("rnn.pad_sequence([a])", a="torch.randn(3)")
c.function("rnn.pad_sequence([a, b])", a="torch.arange(3)", b="torch.arange(5)")
c.function("rnn.unpad_sequence(x, torch.tensor([3, 1]), True)", x="torch.randn(2, 4, 3)")
c.function("rnn.unpad_sequence(x, torch.tensor([3, 1]), batch_first=True)", x="torch.randn(2, 3)")
c.function("rnn.unpad_sequence(x * 1, torch.tensor([3, 1]))", x="torch.randn(4, 2, 3)")
c.function("rnn.unpad_sequence(x * 1, torch.tensor([0, 9]), False)", x="torch.randn(4, 2)")
c.function("rnn.pack_sequence([b, a, d])", **THREE)
c.function("rnn.pack_sequence([a, b, d], False)", **THREE)
c.function("rnn.pack_sequence([a, b, d], enforce_sorted=False)", **THREE)
c.function("rnn.unpack_sequence(rnn.pack_sequence([b, a, d]))", **THREE)
c.function("rnn.unpack_sequence(rnn.pack_sequence([a, b, d], False))", **THREE)
c.function("rnn.invert_permutation(x)", x="torch.tensor([2, 0, 3, 1])")
c.function("rnn.invert_permutation(None)")

c.error("rnn.pack_padded_sequence(x, [1, 2, 4])", x=TBX)
c.error("rnn.pack_padded_sequence(x, [4, 2, 0])", x=TBX)
c.error("rnn.pack_padded_sequence(x, [4, 2])", x=TBX)
c.error("rnn.pack_padded_sequence(x, torch.tensor([[4, 2, 1]]))", x=TBX)
c.error("rnn.pack_padded_sequence(x, [4, 2, 1], True)", x=TBX)
c.error("rnn.pack_padded_sequence(x, [3])", x="torch.empty(0, 1)")
c.error("rnn.pad_packed_sequence(rnn.pack_padded_sequence(x, [4, 2, 1]), total_length=3)", x=TBX)
c.error("rnn.pad_sequence([])")
c.error("rnn.pad_sequence([a, b])", a="torch.randn(2, 2)", b="torch.randn(3, 3)")
c.error("rnn.unpad_sequence(x, torch.tensor([3, 2, 1]), True)", x="torch.randn(2, 3)")
c.error("rnn.unpad_sequence(x, torch.tensor([3]), True)", x="torch.randn(2, 3)")
c.error("rnn.pack_sequence([])")
c.error("rnn.pack_sequence([a, b])", a="torch.randn(2)", b="torch.randn(3)")
c.error("rnn.pack_sequence([a])", a="torch.randn(())")

c.write()
