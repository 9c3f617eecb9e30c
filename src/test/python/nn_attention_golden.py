"""Cases of attention: masks, heads, sizes, training, evaluation and the fused path, every check.

    python3 src/test/python/nn_attention_golden.py

Made with PyTorch 2.14.1 on the CPU; seeds as in cases.py. The evaluation of each module runs without gradients, where
PyTorch takes its fused kernels if it can.
"""

from cases import Cases

c = Cases(__file__, "torch/nn/attention.txt")

QKV = dict(q="torch.randn(3, 2, 4)", k="torch.randn(5, 2, 4)", v="torch.randn(5, 2, 4)")
FIRST = dict(q="torch.randn(2, 3, 4)", k="torch.randn(2, 5, 4)", v="torch.randn(2, 5, 4)")
DOUBLE = {name: text.replace(")", ", dtype=torch.float64)") for name, text in QKV.items()}
PADDING = "torch.tensor([[False, False, True, True, True], [False, False, False, False, True]])"
FLOAT_PADDING = "torch.tensor([[0.0, 0.5, 0.0, -1.0, 0.0], [0.0, 0.0, 0.0, -2.0, 0.25]])"
MASK = (
    "torch.tensor([[False, True, True, False, False], [False, False, True, True, False], "
    "[True, False, False, False, False]])"
)
CAUSAL = "torch.triu(torch.full((3, 3), float('-inf')), diagonal=1)"
BOOL_CAUSAL = "torch.tensor([[False, True, True], [False, False, True], [False, False, False]])"


def scaled():
    s = "F.scaled_dot_product_attention"
    four = dict(q="torch.randn(2, 2, 3, 4)", k="torch.randn(2, 2, 5, 4)", v="torch.randn(2, 2, 5, 6)")
    same = dict(q="torch.randn(2, 2, 3, 4)", k="torch.randn(2, 2, 5, 4)", v="torch.randn(2, 2, 5, 4)")
    c.function(f"{s}(q, k, v)", **four)
    c.function(f"{s}(q, k, v)", **same)
    c.function(f"{s}(q, k, v)", **FIRST)
    c.function(f"{s}(q, k, v)", **{name: text.replace(")", ", dtype=torch.float64)") for name, text in FIRST.items()})
    c.function(f"{s}(q, k, v)", q="torch.randn(3, 4)", k="torch.randn(5, 4)", v="torch.randn(5, 4)")
    c.function(f"{s}(q, k, v, mask)", **same, mask="torch.randn(3, 5)")
    c.function(f"{s}(q, k, v, attn_mask=mask)", **same, mask=MASK)
    c.function(f"{s}(q, k, v, None, 0.3)", **same)
    c.function(f"{s}(q, k, v, mask, 0.3)", **same, mask="torch.randn(2, 1, 3, 5)")
    c.function(f"{s}(q, k, v, None, 0.0, True)", **same)
    c.function(f"{s}(q, k, v, is_causal=True, scale=0.25)", **same)
    c.function(f"{s}(q, k, v, dropout_p=0.5, scale=2)", **same)
    c.function(f"{s}(q, k, v, enable_gqa=True)", q="torch.randn(1, 4, 3, 4)", k="torch.randn(1, 2, 5, 4)",
               v="torch.randn(1, 2, 5, 4)")
    c.error(f"{s}(q, k, v, mask, 0.0, True)", **same, mask="torch.randn(3, 5)")
    c.error(f"{s}(q, k, v)", q="torch.randn(2, 2, 3, 4)", k="torch.randn(2, 2, 5, 3)", v="torch.randn(2, 2, 5, 3)")
    c.error(f"{s}(q, k, v)", q="torch.randn(3)", k="torch.randn(3)", v="torch.randn(3)")
    c.error(f"{s}(q, k, v)", q="torch.randn(2, 3)", k="torch.randn(2, 3, dtype=torch.float64)", v="torch.randn(2, 3)")


def modules():
    a = "nn.MultiheadAttention"
    x = dict(x="torch.randn(2, 3, 4)")
    c.module(f"{a}(4, 2)", call="m(q, k, v)", **QKV)
    c.module(f"{a}(4, 2)", call="m(x, x, x)", **x)
    c.module(f"{a}(4, 2)", call="m(q, k, k)", q=QKV["q"], k=QKV["k"])
    c.module(f"{a}(4, 4, 0.5)", call="m(x, x, x)", **x)
    c.module(f"{a}(4, 1, dropout=0.5)", call="m(x, x, x, need_weights=False)", **x)
    c.module(f"{a}(4, 2, bias=False)", call="m(x, x, x)", **x)
    c.module(f"{a}(4, 2, add_bias_kv=True)", call="m(q, k, v, key_padding_mask=p, attn_mask=mask)", **QKV, p=PADDING,
             mask=MASK)
    c.module(f"{a}(4, 2, add_zero_attn=True)", call="m(q, k, v, key_padding_mask=p, attn_mask=mask)", **QKV, p=PADDING,
             mask=MASK)
    c.module(f"{a}(4, 2, add_bias_kv=True, add_zero_attn=True, bias=False)", call="m(q, k, v, need_weights=False)",
             **QKV)
    c.module(f"{a}(4, 2, kdim=3, vdim=5)", call="m(q, k, v)", q=QKV["q"], k="torch.randn(5, 2, 3)",
             v="torch.randn(5, 2, 5)")
    c.module(f"{a}(4, 2, vdim=3, bias=False)", call="m(q, k, v, need_weights=False)", q=QKV["q"], k=QKV["k"],
             v="torch.randn(5, 2, 3)")
    c.module(f"{a}(4, 2, kdim=3, add_bias_kv=True, batch_first=True)", call="m(q, k, v)", q=FIRST["q"],
             k="torch.randn(2, 5, 3)", v=FIRST["v"])
    c.module(f"{a}(4, 2, batch_first=True)", call="m(q, k, v)", **FIRST)
    c.module(f"{a}(4, 2, batch_first=True)", call="m(q, k, k, need_weights=False)", q=FIRST["q"], k=FIRST["k"])
    c.module(f"{a}(4, 2, dtype=torch.float64, device='cpu')", call="m(q, k, v)", **DOUBLE)
    # Evaluation of these takes the fused kernel.
    for options in "", ", need_weights=False", ", average_attn_weights=False":
        c.module(f"{a}(4, 2, batch_first=True)", call=f"m(x, x, x{options})", **x)
    for options, mask in (
        ("key_padding_mask=mask", "torch.tensor([[False, False, True], [False, True, True]])"),
        ("attn_mask=mask", BOOL_CAUSAL),
        ("attn_mask=mask, need_weights=False, is_causal=True", BOOL_CAUSAL),
        ("attn_mask=mask, is_causal=True", CAUSAL),
        ("attn_mask=mask, need_weights=False, is_causal=True", CAUSAL),
        ("attn_mask=mask, average_attn_weights=False", "torch.randn(4, 3, 3)"),
        ("attn_mask=mask",
         "torch.tensor([[[False, True, True], [False, False, True], [False, False, False]]]).repeat(4, 1, 1)"),
    ):
        c.module(f"{a}(4, 2, batch_first=True)", call=f"m(x, x, x, {options})", **x, mask=mask)
    c.module(f"{a}(4, 2, batch_first=True)", call="m(x, x, x, key_padding_mask=p, attn_mask=mask)", **x,
             p="torch.tensor([[False, False, True], [False, True, True]])", mask=BOOL_CAUSAL)
    c.module(f"{a}(3, 3, batch_first=True)", call="m(x, x, x)", x="torch.randn(2, 2, 3)")
    c.module(f"{a}(4, 2, batch_first=True, bias=False)", call="m(x, x, x)", **x)
    # One sequence.
    c.module(f"{a}(4, 2)", call="m(x, x, x)", x="torch.randn(3, 4)")
    c.module(f"{a}(4, 2, batch_first=True)", call="m(q, k, v, key_padding_mask=p, attn_mask=mask)",
             q="torch.randn(3, 4)",
             k="torch.randn(5, 4)", v="torch.randn(5, 4)", p="torch.tensor([False, False, True, True, False])",
             mask="torch.randn(2, 3, 5)")
    c.module(f"{a}(4, 1)", call="m(x, x, x, attn_mask=mask, need_weights=False)", x="torch.randn(3, 4)", mask=CAUSAL)
    # Masks.
    for options in "", ", need_weights=False", ", average_attn_weights=False":
        c.module(f"{a}(4, 2, dropout=0.25)", call=f"m(q, k, v, key_padding_mask=p{options})", **QKV, p=PADDING)
        c.module(f"{a}(4, 2)", call=f"m(q, k, v, attn_mask=mask{options})", **QKV, mask=MASK)
        c.module(f"{a}(4, 2)", call=f"m(q, k, v, key_padding_mask=p, attn_mask=mask{options})", **QKV, p=PADDING,
                 mask=MASK)
    c.module(f"{a}(4, 2)", call="m(q, k, v, p, False, mask, True, False)", **QKV, p=FLOAT_PADDING,
             mask="torch.randn(3, 5)")
    c.module(f"{a}(4, 2)", call="m(q, k, v, key_padding_mask=p, attn_mask=mask)", **QKV, p=PADDING,
             mask="torch.randn(4, 3, 5)")
    c.module(f"{a}(4, 2)", call="m(x, x, x, attn_mask=mask, is_causal=True, need_weights=False)",
             x="torch.randn(3, 2, 4)",
             mask=CAUSAL)
    c.module(f"{a}(4, 2)", call="m(x, x, x, attn_mask=mask, is_causal=True)", x="torch.randn(3, 2, 4)", mask=CAUSAL)

    c.error(f"{a}(0, 2)")
    c.error(f"{a}(4, 0)")
    c.error(f"{a}(5, 2)")
    qkv = dict(QKV)
    c.error(f"{a}(4, 2)(q, q, q)", q="torch.randn(4)")
    c.error(f"{a}(4, 2)(q, k, k)", q="torch.randn(3, 2, 4)", k="torch.randn(3, 4)")
    c.error(f"{a}(4, 2)(q, k, k)", q="torch.randn(3, 4)", k="torch.randn(3, 2, 4)")
    c.error(f"{a}(4, 2)(q, k, v, key_padding_mask=p)", **qkv, p="torch.zeros(5)")
    c.error(f"{a}(4, 2)(q, q, q, key_padding_mask=p)", q="torch.randn(3, 4)", p="torch.zeros(1, 3)")
    c.error(f"{a}(4, 2)(q, k, v, attn_mask=p)", **qkv, p="torch.zeros(5)")
    c.error(f"{a}(4, 2)(q, q, q, attn_mask=p)", q="torch.randn(3, 4)", p="torch.zeros(3)")
    c.error(f"{a}(4, 2)(q, q, q, attn_mask=p)", q="torch.randn(3, 4)", p="torch.zeros(3, 3, 3)")
    c.error(f"{a}(4, 2)(q, k, v, key_padding_mask=p)", **qkv, p="torch.zeros(2, 5, dtype=torch.int64)")
    c.error(f"{a}(4, 2)(q, k, v, attn_mask=p)", **qkv, p="torch.zeros(3, 5, dtype=torch.int32)")
    c.error(f"{a}(4, 2)(q, k, v, is_causal=True)", **qkv)
    c.error(f"{a}(4, 2)(q, k, v)", q="torch.randn(3, 2, 6)", k=qkv["k"], v=qkv["v"])
    c.error(f"{a}(4, 2)(q, k, v)", q=qkv["q"], k=qkv["k"], v="torch.randn(4, 2, 4)")
    c.error(f"{a}(4, 2, kdim=3)(q, k, v)", q=qkv["q"], k="torch.randn(5, 2, 3)", v="torch.randn(4, 2, 4)")
    c.error(f"{a}(4, 2, kdim=3)(q, k, v)", q=qkv["q"], k=qkv["k"], v=qkv["v"])
    c.error(f"{a}(4, 2, vdim=3)(q, k, v)", q=qkv["q"], k=qkv["k"], v=qkv["v"])
    c.error(f"{a}(4, 2)(q, k, v, attn_mask=p)", **qkv, p="torch.zeros(3, 4)")
    c.error(f"{a}(4, 2)(q, k, v, attn_mask=p)", **qkv, p="torch.zeros(3, 3, 5)")
    c.error(f"{a}(4, 2)(q, k, v, key_padding_mask=p)", **qkv, p="torch.zeros(3, 5)")
    c.error(f"{a}(4, 2)(q, k, v, key_padding_mask=p)", **qkv, p="torch.zeros(2, 4)")
    c.error(f"{a}(4, 2)(q, k, v)", **DOUBLE)


def warned():
    a = "nn.MultiheadAttention(4, 2)(q, k, v"
    c.warning(f"{a})", **QKV)
    c.warning(f"{a}, key_padding_mask=p, attn_mask=mask)", **QKV, p=PADDING, mask="torch.randn(3, 5)")
    c.warning(f"{a}, key_padding_mask=p, attn_mask=mask)", **QKV, p=FLOAT_PADDING, mask=MASK)
    c.warning(f"{a}, key_padding_mask=p, attn_mask=mask)", **QKV, p=PADDING, mask=MASK)


def functional():
    f = "F.multi_head_attention_forward"
    weights = dict(w="torch.randn(12, 4)", b="torch.randn(12)", ow="torch.randn(4, 4)", ob="torch.randn(4)")
    kv = dict(bk="torch.randn(1, 1, 4)", bv="torch.randn(1, 1, 4)")
    c.function(f"{f}(q, k, v, 4, 2, w, b, None, None, False, 0.0, ow, ob)", **QKV, **weights)
    c.function(f"{f}(q, k, v, 4, 2, w, None, bk, bv, True, 0.2, ow, None)", **QKV, w=weights["w"], ow=weights["ow"],
               **kv)
    c.function(f"{f}(q, k, v, 4, 2, w, b, None, None, False, 0.5, ow, ob, training=False, need_weights=False)", **QKV,
               **weights)
    c.function(f"{f}(q, k, v, 4, 2, w, b, bk, bv, False, 0.5, ow, ob, training=True, key_padding_mask=p, "
               "need_weights=True, attn_mask=mask, average_attn_weights=False, is_causal=False)", **QKV, **weights, **kv,
               p=PADDING, mask=MASK)
    c.function(f"{f}(q, k, v, 4, 2, None, b, None, None, False, 0.0, ow, ob, use_separate_proj_weight=True, "
               "q_proj_weight=qw, k_proj_weight=kw, v_proj_weight=vw)", **QKV, b=weights["b"], ow=weights["ow"],
               ob=weights["ob"], qw="torch.randn(4, 4)", kw="torch.randn(4, 4)", vw="torch.randn(4, 4)")
    c.function(f"{f}(q, k, v, 4, 2, w, b, None, None, False, 0.0, ow, ob, static_k=sk, static_v=sv)", **QKV, **weights,
               sk="torch.randn(4, 5, 2)", sv="torch.randn(4, 5, 2)")
    c.function(f"{f}(q, k, v, 4, 2, w, b, None, None, True, 0.0, ow, ob, static_k=sk)", **QKV, **weights,
               sk="torch.randn(4, 5, 2)")

    def refused(arguments="None, None, False, 0.0, ow, ob", **more):
        c.error(f"{f}(q, k, v, 4, 2, {arguments})", **QKV, **weights, **more)

    refused("None, b, None, None, False, 0.0, ow, ob")
    refused("w, b, None, None, False, 0.0, ow, ob, use_separate_proj_weight=True")
    refused("w, b, None, None, False, 0.0, ow, ob, use_separate_proj_weight=True, q_proj_weight=qw",
            qw="torch.randn(4, 4)")
    refused("w, b, None, None, False, 0.0, ow, ob, use_separate_proj_weight=True, q_proj_weight=qw, k_proj_weight=qw",
            qw="torch.randn(4, 4)")
    separate = "use_separate_proj_weight=True, q_proj_weight=qw, k_proj_weight=kw, v_proj_weight=vw"
    for qw, kw, vw, b in (
        ("3, 4", "4, 4", "4, 4", 12), ("4, 4", "4, 3", "4, 4", 12), ("4, 4", "4, 4", "3, 4", 12), ("4, 4", "4, 4",
                                                                                                   "4, 4", 11),
        ("4, 4", "4, 4", "4, 4", 9),
    ):
        c.error(f"{f}(q, k, v, 4, 2, None, b, None, None, False, 0.0, ow, ob, {separate})", **QKV,
                b=f"torch.randn({b})",
                ow=weights["ow"], ob=weights["ob"], qw=f"torch.randn({qw})", kw=f"torch.randn({kw})",
                vw=f"torch.randn({vw})")
    refused("w, b, bk, None, False, 0.0, ow, ob", **kv)
    refused("w, b, None, bv, False, 0.0, ow, ob", **kv)
    refused("w, b, bk, bv, False, 0.0, ow, ob, static_k=sk", **kv, sk="torch.randn(4, 5, 2)")
    refused("w, b, bk, bv, False, 0.0, ow, ob, static_v=sk", **kv, sk="torch.randn(4, 5, 2)")
    for name in "static_k", "static_v":
        refused(f"w, b, None, None, False, 0.0, ow, ob, {name}=sk", sk="torch.randn(3, 5, 2)")
        refused(f"w, b, None, None, False, 0.0, ow, ob, {name}=sk", sk="torch.randn(4, 5, 3)")
    c.error(f"{f}(q, k, v, 5, 2, w, b, None, None, False, 0.0, ow, ob)", **QKV, **weights)
    c.error(f"{f}(q, k, v, 4, 3, w, b, None, None, False, 0.0, ow, ob)", **QKV, **weights)


scaled()
modules()
warned()
functional()
c.write()
