"""Cases of the transformers: every argument, masks, training, evaluation by fused kernels and without padding, checks.

    python3 src/test/python/nn_transformer_golden.py

Made with PyTorch 2.14.1 on the CPU; seeds as in cases.py. The evaluation of a module runs without gradients, where
PyTorch takes its fused kernels and nested tensors if it can. What only the call changes is recorded as two functions: training
with the gradients of the inputs, and evaluation with frozen weights, which takes the fused kernels too.
"""

import re

from cases import Cases

c = Cases(__file__, "torch/nn/transformer.txt")

X = "torch.randn(3, 2, 4)"
FIRST = "torch.randn(2, 3, 4)"
MEMORY = "torch.randn(5, 2, 4)"
PADDING = "torch.tensor([[False, False, True], [False, True, True]])"
NOT_ALIGNED = "torch.tensor([[False, True, False], [True, False, True]])"
FLOAT_PADDING = "torch.tensor([[0.0, 0.0, float('-inf')], [0.0, 0.5, -1.0]])"
CAUSAL = "nn.Transformer.generate_square_subsequent_mask(3)"
BOOL_CAUSAL = "torch.tensor([[False, True, True], [False, False, True], [False, False, False]])"
MEMORY_PADDING = "torch.tensor([[False, False, False, True, True], [False, False, False, False, True]])"
DOUBLE = ", dtype=torch.float64"


def both(make, arguments, **inputs):
    """A call in training, and in evaluation with frozen weights."""
    c.function(f"{make}({arguments})", **inputs)
    for name in inputs:
        arguments = re.sub(rf"\b{name}\b(?!=)", f"{name}.detach()", arguments)
    c.function(f"{make}.eval().requires_grad_(False)({arguments})", **inputs)


def encoder_layers():
    e = "nn.TransformerEncoderLayer"
    c.module(f"{e}(4, 2, 6)", x=X)
    c.module(f"{e}(4, 2, 6, 0.3)", x=X)
    c.module(f"{e}(4, 2, dim_feedforward=6, dropout=0.0, activation='gelu')", x=X)
    c.module(f"{e}(4, 2, 6, activation=nn.GELU(), layer_norm_eps=0.01)", x=X)
    c.module(f"{e}(4, 2, 6, norm_first=True)", x=X)
    c.module(f"{e}(4, 2, 6, bias=False)", x=X)
    c.module(f"{e}(4, 2, 6, device='cpu', dtype=torch.float64)", x="torch.randn(3, 2, 4, dtype=torch.float64)")
    # Evaluation of these is one fused call.
    for options in (
        "", ", activation='gelu'", ", norm_first=True", ", activation=nn.ReLU()", ", activation=nn.GELU('tanh')",
        ", activation=nn.SiLU()", ", bias=False", ", layer_norm_eps=0.1",
    ):
        c.module(f"{e}(4, 2, 6, batch_first=True{options})", x=FIRST)
        both(f"{e}(4, 2, 6, batch_first=True{options})", "x, src_key_padding_mask=p", x=FIRST, p=PADDING)
    for activation in "torch.tanh", "F.silu":
        both(f"{e}(4, 2, 6, batch_first=True, activation={activation})", "x", x=FIRST)
    both(f"{e}(3, 3, 6, batch_first=True)", "x", x="torch.randn(2, 2, 3)")
    both(f"{e}(4, 2, 6)", "x", x="torch.randn(3, 4)")
    both(f"{e}(4, 2, 6, batch_first=True)", "x, mask, p", x="torch.randn(3, 4)", mask=BOOL_CAUSAL,
         p="torch.tensor([False, False, True])")
    for mask in BOOL_CAUSAL, CAUSAL, "torch.randn(3, 3)":
        both(f"{e}(4, 2, 6, batch_first=True)", "x, src_mask=mask", x=FIRST, mask=mask)
        both(f"{e}(4, 2, 6)", "x, mask", x=X, mask=mask)
    for padding in NOT_ALIGNED, FLOAT_PADDING:
        both(f"{e}(4, 2, 6, batch_first=True)", "x, src_key_padding_mask=p", x=FIRST, p=padding)
    both(f"{e}(4, 2, 6, batch_first=True)", "x, mask, p", x=FIRST, mask=BOOL_CAUSAL, p=PADDING)
    both(f"{e}(4, 2, 6)", "x, src_mask=mask, is_causal=True", x=X, mask=CAUSAL)
    both(f"{e}(4, 2, 6)", "x, mask, p, True", x=X, mask="torch.randn(4, 3, 3)", p=FLOAT_PADDING)
    c.error(f"{e}(5, 2)")
    c.error(f"{e}(4, 2, dropout=1.5)")
    c.error(f"{e}(4, 2, 6)(x, is_causal=True)", x=X)
    c.error(f"{e}(4, 2, 6)(x, src_mask=mask)", x=X, mask="torch.zeros(3, 3, dtype=torch.int64)")
    c.error(f"{e}(4, 2, 6)(x, src_key_padding_mask=mask)", x=X, mask="torch.zeros(2, 3, dtype=torch.int64)")
    c.error(f"{e}(4, 2, 6)(x)", x="torch.randn(3, 2, 5)")
    c.error(f"{e}(4, 2, 6)(x)", x="torch.randn(4)")


def decoder_layers():
    d = "nn.TransformerDecoderLayer"
    c.module(f"{d}(4, 2, 6)", x=X, memory=MEMORY)
    c.module(f"{d}(4, 2, 6, 0.3)", x=X, memory=MEMORY)
    c.module(f"{d}(4, 2, 6, dropout=0.0, activation='gelu', layer_norm_eps=0.01)", x=X, memory=MEMORY)
    c.module(f"{d}(4, 2, 6, activation=nn.Tanh(), norm_first=True)", x=X, memory=MEMORY)
    c.module(f"{d}(4, 2, 6, bias=False, batch_first=True)", x=FIRST, memory="torch.randn(2, 5, 4)")
    both(f"{d}(4, 2, dim_feedforward=6, device='cpu', dtype=torch.float64)", "x, memory", x=X.replace(")",
                                                                                                      DOUBLE + ")"),
         memory=MEMORY.replace(")", DOUBLE + ")"))
    both(f"{d}(4, 2, 6, activation=F.silu)", "x, memory", x=X, memory=MEMORY)
    both(f"{d}(4, 2, 6)", "x, memory", x="torch.randn(3, 4)", memory="torch.randn(5, 4)")
    both(f"{d}(4, 2, 6)", "x, memory, mask, mm, p, mp", x=X, memory=MEMORY, mask=CAUSAL, mm="torch.randn(3, 5)",
         p=FLOAT_PADDING, mp="torch.zeros(2, 5)")
    both(f"{d}(4, 2, 6)", "x, memory, tgt_key_padding_mask=p, memory_key_padding_mask=mp", x=X, memory=MEMORY,
         p=PADDING,
         mp=MEMORY_PADDING)
    both(f"{d}(4, 2, 6)", "x, memory, tgt_mask=mask, tgt_is_causal=True", x=X, memory=MEMORY, mask=CAUSAL)
    both(f"{d}(4, 2, 6)", "x, memory, memory_mask=mask, memory_is_causal=True", x=X, memory=X, mask=CAUSAL)
    c.error(f"{d}(5, 2)")
    c.error(f"{d}(4, 2, dropout=-0.5)")
    c.error(f"{d}(4, 2, 6)(x, x, tgt_is_causal=True)", x=X)
    c.error(f"{d}(4, 2, 6)(x, memory)", x=X, memory="torch.randn(5, 3, 4)")


def encoders():
    e = "nn.TransformerEncoder(nn.TransformerEncoderLayer"
    c.module(f"{e}(4, 2, 6), 2)", x=X)
    c.module(f"{e}(4, 2, 3), num_layers=1, norm=nn.LayerNorm(4))", x=X)
    c.module(f"{e}(4, 2, 3, batch_first=True), 2)", call="m(x, src_key_padding_mask=p)", x=FIRST, p=PADDING)
    stack = f"{e}(4, 2, 6), 2)"
    both(f"{e}(4, 2, 6), 2, None)", "x, mask", x=X, mask=CAUSAL)
    both(stack, "x, mask, p, False", x=X, mask=BOOL_CAUSAL, p=PADDING)
    both(stack, "x, mask=mask, is_causal=True", x=X, mask=CAUSAL)
    both(stack, "x, mask=mask", x=X, mask="torch.randn(4, 3, 3)")
    both(stack, "x", x="torch.randn(3, 4)")
    # Evaluation of these leaves out the padding.
    first = f"{e}(4, 2, 6, batch_first=True), 2"
    for options in (
        "", ", nn.LayerNorm(4)", ", enable_nested_tensor=False", ", mask_check=False",
        ", norm=None, enable_nested_tensor=True, mask_check=True",
    ):
        both(f"{first}{options})", "x, src_key_padding_mask=p", x=FIRST, p=PADDING)
    both(f"{first})", "x, src_key_padding_mask=p", x=FIRST,
         p="torch.tensor([[False, False, True], [False, False, True]])")
    both(f"{e}(4, 2, 6, batch_first=True, activation='gelu'), 2)", "x, src_key_padding_mask=p", x=FIRST, p=PADDING)
    # And of these does not.
    both(f"{first})", "x, src_key_padding_mask=p", x=FIRST, p=NOT_ALIGNED)
    both(f"{first})", "x, src_key_padding_mask=p", x=FIRST, p=FLOAT_PADDING)
    both(f"{first})", "x, mask, p", x=FIRST, mask=BOOL_CAUSAL, p=PADDING)
    for options in "norm_first=True", "bias=False", "activation=nn.SiLU()":
        both(f"{e}(4, 2, 6, batch_first=True, {options}), 1)", "x, src_key_padding_mask=p", x=FIRST, p=PADDING)
    both(f"{e}(3, 3, 6, batch_first=True), 1)", "x, src_key_padding_mask=p", x="torch.randn(2, 3, 3)", p=PADDING)
    c.error(f"{e}(4, 2, 6), 1)(x, src_key_padding_mask=p)", x=X, p="torch.zeros(2, 3, dtype=torch.int64)")
    c.error(f"{e}(4, 2, 6), 1)(x, mask=p)", x=X, p="torch.zeros(3, 3, dtype=torch.int64)")
    c.error(f"{e}(4, 2, 6), 0)(x)", x=X)


def decoders():
    d = "nn.TransformerDecoder(nn.TransformerDecoderLayer"
    c.module(f"{d}(4, 2, 3), 2)", x=X, memory=MEMORY)
    c.module(f"{d}(4, 2, 3), 1, nn.LayerNorm(4))", call="m(x, memory, tgt_mask=mask)", x=X, memory=MEMORY, mask=CAUSAL)
    both(f"{d}(4, 2, 6), num_layers=1, norm=None)", "x, memory, tgt_mask=mask, tgt_is_causal=False", x=X, memory=MEMORY,
         mask=CAUSAL)
    both(f"{d}(4, 2, 6, batch_first=True), 2)", "x, memory, mask, None, p, mp, True, False", x=FIRST,
         memory="torch.randn(2, 5, 4)", mask=BOOL_CAUSAL, p=PADDING, mp=MEMORY_PADDING)
    both(f"{d}(4, 2, 6), 1)", "x, memory, mask, mm, p, mp", x=X, memory=MEMORY, mask=CAUSAL, mm="torch.randn(3, 5)",
         p=FLOAT_PADDING, mp="torch.zeros(2, 5)")
    both(f"{d}(4, 2, 6), 1)", "x, memory, memory_mask=mask, memory_is_causal=True", x=X, memory=X, mask=CAUSAL)
    both(f"{d}(4, 2, 6), 1)", "x, memory", x="torch.randn(3, 4)", memory="torch.randn(5, 4)")
    c.error(f"{d}(4, 2, 6), 0)(x, x)", x=X)


def transformers():
    t = "nn.Transformer"
    sizes = "4, 2, 1, 1, dim_feedforward=3"
    pair = dict(x=MEMORY, y=X)
    c.module(f"{t}({sizes})", **pair)
    c.module(f"{t}(d_model=4, nhead=2, num_encoder_layers=1, num_decoder_layers=2, dim_feedforward=3, norm_first=True, "
             "dropout=0.0, activation='gelu', layer_norm_eps=0.01, bias=False)", **pair)
    custom = "nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 1, 3), 1)"
    c.module(f"{t}({sizes}, custom_encoder={custom})", **pair)
    both(f"{t}({sizes}, custom_decoder={custom.replace('Encoder', 'Decoder')})", "x, y", **pair)
    both(f"{t}({sizes}, device='cpu', dtype=torch.float64)", "x, y",
         **{name: text.replace(")", DOUBLE + ")") for name, text in pair.items()})
    both(f"{t}({sizes})", "x, y", x="torch.randn(5, 4)", y="torch.randn(3, 4)")
    both(f"{t}({sizes})", "x, y, src_mask=sm, tgt_mask=tm, memory_mask=mm", **pair, sm="torch.randn(5, 5)", tm=CAUSAL,
         mm="torch.randn(3, 5)")
    both(f"{t}({sizes}, batch_first=True)",
         "x, y, src_key_padding_mask=sp, tgt_key_padding_mask=tp, memory_key_padding_mask=sp",
         x="torch.randn(2, 5, 4)", y=FIRST, sp=MEMORY_PADDING, tp=PADDING)
    both(f"{t}({sizes}, batch_first=True)", "x, y, None, tm, None, sp, tp, sp",
         x="torch.randn(2, 5, 4)", y=FIRST, tm=BOOL_CAUSAL, sp=MEMORY_PADDING, tp=PADDING)
    both(f"{t}({sizes})", "x, y, m, m, m, None, None, None, True, True, True", x=X, y=X, m=CAUSAL)
    both(f"{t}({sizes})",
         "x, y, src_mask=m, tgt_mask=m, src_is_causal=True, tgt_is_causal=False, memory_is_causal=False",
         x=X, y=X, m=CAUSAL)
    c.error(f"{t}({sizes})(x, y)", x=MEMORY, y="torch.randn(3, 1, 4)")
    c.error(f"{t}({sizes}, batch_first=True)(x, y)", x=MEMORY, y=X)
    c.error(f"{t}({sizes})(x, y)", x="torch.randn(5, 2, 3)", y=X)
    c.error(f"{t}({sizes})(x, y)", x=MEMORY, y="torch.randn(3, 2, 6)")
    c.function(f"{t}.generate_square_subsequent_mask(4)")
    c.function(f"{t}.generate_square_subsequent_mask(2, dtype=torch.float64)")
    c.function(f"{t}.generate_square_subsequent_mask(2, device='cpu', dtype=torch.float16)")


def warned():
    layer = "nn.TransformerEncoderLayer(4, 2, 6"
    for options in (
        "", ", batch_first=True, norm_first=True", ", batch_first=True", ", batch_first=True, bias=False",
        ", batch_first=True, activation=torch.tanh", ", norm_first=True, bias=False",
    ):
        c.warning(f"nn.TransformerEncoder({layer}{options}), 1)")
    c.warning("nn.TransformerEncoder(nn.TransformerEncoderLayer(3, 3, 6, batch_first=True), 1)")
    c.warning(f"nn.TransformerEncoder({layer}), 1, enable_nested_tensor=False)")
    c.warning("nn.Transformer(4, 2, 1, 1, dim_feedforward=3)")
    masks = dict(x=FIRST, mask="torch.randn(3, 3)", p=PADDING)
    c.warning(f"{layer}, batch_first=True)(x, src_mask=mask, src_key_padding_mask=p)", **masks)
    c.warning(f"nn.TransformerEncoder({layer}, batch_first=True), 1)(x, mask=mask, src_key_padding_mask=p)", **masks)
    c.warning("nn.TransformerDecoderLayer(4, 2, 6, batch_first=True)(x, x, tgt_mask=mask, tgt_key_padding_mask=p)",
              **masks)


encoder_layers()
decoder_layers()
encoders()
decoders()
transformers()
warned()
c.write()
