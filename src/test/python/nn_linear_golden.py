"""Linear maps, dropouts, embeddings and distances, as modules and as functions. Recorded with PyTorch 2.14.1; seeds are
cases.py's."""

from cases import Cases

c = Cases(__file__, "torch/nn/linear.txt")

# Linear maps
c.module("nn.Linear(5, 3)", x="torch.randn(2, 4, 5)")
c.module("nn.Linear(5, 3, bias=False)", x="torch.randn(5)")
c.module("nn.Linear(in_features=5, out_features=3, dtype=torch.float64, device='cpu')",
         x="torch.randn(2, 5, dtype=torch.float64)")
c.module("nn.Linear(5, 0)", x="torch.randn(2, 5)")
c.module("nn.Linear(0, 3)", x="torch.randn(2, 0)")
c.module("nn.LazyLinear(3)", x="torch.randn(2, 4, 5)")
c.module("nn.LazyLinear(3, False)", x="torch.randn(5)")
c.module("nn.LazyLinear(out_features=3, bias=True, dtype=torch.float64, device='cpu')",
         x="torch.randn(2, 5, dtype=torch.float64)")
c.module("nn.Sequential(nn.LazyLinear(3), nn.ReLU(), nn.LazyLinear(2))", x="torch.randn(2, 5)")
c.module("nn.Bilinear(4, 3, 2)", x="torch.randn(5, 4)", y="torch.randn(5, 3)")
c.module("nn.Bilinear(4, 3, 2, False)", x="torch.randn(2, 5, 4)", y="torch.randn(2, 5, 3)")
c.module("nn.Bilinear(4, 3, 2, bias=False, dtype=torch.float64)", x="torch.randn(4, dtype=torch.float64)",
         y="torch.randn(3, dtype=torch.float64)")
c.module("nn.Bilinear(in1_features=4, in2_features=3, out_features=2, device='cpu')", x="torch.randn(5, 4)",
         y="torch.randn(5, 3)")
c.module("nn.Identity()", x="torch.randn(2, 3)")
c.module("nn.Identity(54, 0.5)", x="torch.randn(2, 3)")
c.function("F.linear(x, w)", x="torch.randn(2, 5)", w="torch.randn(3, 5)")
c.function("F.linear(x, w, b)", x="torch.randn(2, 2, 5)", w="torch.randn(3, 5)", b="torch.randn(3)")
c.function("F.linear(x, w, bias=None)", x="torch.randn(5)", w="torch.randn(5)")
c.function("F.bilinear(x, y, w)", x="torch.randn(5, 4)", y="torch.randn(5, 3)", w="torch.randn(2, 4, 3)")
c.function("F.bilinear(x, y, w, bias=b)", x="torch.randn(5, 4)", y="torch.randn(5, 3)", w="torch.randn(2, 4, 3)",
           b="torch.randn(2)")
c.error("nn.Bilinear(0, 3, 2)")
c.error("nn.Linear(-1, 3)")
c.error("F.linear(x, w)", x="torch.randn(2, 5)", w="torch.randn(3, 4)")
c.error("F.bilinear(x, y, w)", x="torch.randn(5, 4)", y="torch.randn(4, 3)", w="torch.randn(2, 4, 3)")
c.error("F.bilinear(x, y, w)", x="torch.randn(5, 4)", y="torch.randn(5, 3)", w="torch.randn(2, 3, 3)")

# Dropouts
INPUTS = {
    "Dropout": ["torch.randn(5, 7)", "torch.randn(7, dtype=torch.float64)"],
    "Dropout1d": ["torch.randn(3, 4, 2)", "torch.randn(6, 2)"],
    "Dropout2d": ["torch.randn(3, 4, 2, 2)", "torch.randn(3, 4, 2)"],
    "Dropout3d": ["torch.randn(2, 5, 2, 1, 2)", "torch.randn(6, 1, 2, 2)"],
    "AlphaDropout": ["torch.randn(5, 7)", "torch.randn(7, dtype=torch.float64)"],
    "FeatureAlphaDropout": ["torch.randn(3, 4, 2)", "torch.randn(2, 5, 2, 1, 2)"],
}
FUNCTIONS = {"Dropout": "dropout", "Dropout1d": "dropout1d", "Dropout2d": "dropout2d", "Dropout3d": "dropout3d",
             "AlphaDropout": "alpha_dropout", "FeatureAlphaDropout": "feature_alpha_dropout"}
for name, inputs in INPUTS.items():
    function = FUNCTIONS[name]
    for x in inputs:
        c.module(f"nn.{name}()", x=x)
        c.module(f"nn.{name}(p=0.3, inplace=True)", call="m(x * 2)", x=x)
        c.function(f"F.{function}(x)", x=x)
        c.function(f"F.{function}(x, 0.2, True)", x=x)
        c.function(f"F.{function}(x * 2, p=0.7, training=True, inplace=True)", x=x)
    c.module(f"nn.{name}(0.0)", x=inputs[0])
    c.module(f"nn.{name}(1.0)", x=inputs[0])
    c.function(f"F.{function}(x, 0.4)", x=inputs[0])
    c.function(f"F.{function}(x, training=False)", x=inputs[0])
    c.function(f"F.{function}(x, training=True)", x=inputs[0])
    c.error(f"nn.{name}(1.5)")
    c.error(f"nn.{name}(-0.5)")
    c.error(f"F.{function}(x, 2.0)", x=inputs[0])
c.function("F.dropout2d(x)", x="torch.randn(6, 4)")
c.function("F.dropout3d(x)", x="torch.randn(6, 4)")
c.error("F.dropout1d(x)", x="torch.randn(3)")
c.error("F.dropout1d(x)", x="torch.randn(3, 2, 2, 2)")
c.error("F.feature_alpha_dropout(x, training=True)", x="torch.randn(3)")

# Embeddings
INDICES = "torch.tensor([[0, 2, 1, 2], [4, 1, 0, 1]])"
c.module("nn.Embedding(5, 3)", x=INDICES)
c.module("nn.Embedding(5, 3, 1)", x=INDICES)
c.module("nn.Embedding(5, 3, padding_idx=0)", x=INDICES)
c.module("nn.Embedding(5, 3, padding_idx=-1)", x=INDICES)
c.module("nn.Embedding(5, 3, max_norm=1.0)", x=INDICES)
c.module("nn.Embedding(5, 3, max_norm=1.0, norm_type=1.0)", x=INDICES)
c.module("nn.Embedding(5, 3, padding_idx=2, scale_grad_by_freq=True)", x=INDICES)
c.module("nn.Embedding(5, 3, sparse=True)", x=INDICES)
c.module("nn.Embedding(num_embeddings=5, embedding_dim=3, dtype=torch.float64, device='cpu')", x="torch.tensor(3)")
c.module("nn.Embedding.from_pretrained(torch.rand(5, 3))", x=INDICES)
c.module("nn.Embedding.from_pretrained(torch.rand(5, 3), freeze=False)", x=INDICES)
c.module("nn.Embedding.from_pretrained(torch.rand(5, 3), False, padding_idx=1, max_norm=0.5, norm_type=3.0)", x=INDICES)
c.module("nn.Embedding.from_pretrained(torch.rand(5, 3), padding_idx=-2)", x=INDICES)
c.error("nn.Embedding(5, 3, padding_idx=5)")
c.error("nn.Embedding(5, 3, padding_idx=-6)")
c.error("nn.Embedding.from_pretrained(torch.rand(5))")
c.error("nn.Embedding.from_pretrained(torch.rand(5, 3), padding_idx=7)")
c.error("nn.Embedding.from_pretrained(torch.rand(5, 3), dtype=torch.float64)")
c.error("nn.Embedding(5, 3)(x)", x="torch.tensor([5])")
WEIGHT = "torch.randn(5, 3)"
c.function("F.embedding(x, w)", x=INDICES, w=WEIGHT)
c.function("F.embedding(x, w, 1)", x=INDICES, w=WEIGHT)
c.function("F.embedding(x, w, padding_idx=-3)", x=INDICES, w=WEIGHT)
c.function("F.embedding(x, w, max_norm=1.0, norm_type=1.0)", x=INDICES, w=WEIGHT)
c.function("F.embedding(x.t(), w, max_norm=0.5)", x=INDICES, w=WEIGHT)
c.function("F.embedding(x, w, 0, None, 2.0, False, True)", x=INDICES, w=WEIGHT)
c.function("F.embedding(x, w, scale_grad_by_freq=True)", x=INDICES, w=WEIGHT)
c.error("F.embedding(x, w, padding_idx=5)", x=INDICES, w=WEIGHT)
c.error("F.embedding(x, w, padding_idx=-6)", x=INDICES, w=WEIGHT)
c.error("F.embedding(x, w)", x="torch.randn(2)", w=WEIGHT)

ROW = "torch.tensor([0, 2, 1, 2, 4, 1, 0, 1])"
OFFSETS = "torch.tensor([0, 3, 3])"
for mode in ["sum", "mean", "max"]:
    c.module(f"nn.EmbeddingBag(5, 3, mode='{mode}')", x=INDICES)
    c.module(f"nn.EmbeddingBag(5, 3, mode='{mode}', padding_idx=1)", call="m(x, o)", x=ROW, o=OFFSETS)
    c.module(f"nn.EmbeddingBag(5, 3, mode='{mode}', include_last_offset=True)", call="m(x, offsets=o)", x=ROW,
             o="torch.tensor([0, 3, 8])")
    c.module(f"nn.EmbeddingBag(5, 3, mode='{mode}', max_norm=1.0, norm_type=1.0)", x=INDICES)
c.module("nn.EmbeddingBag(5, 3)", x=INDICES)
# libtorch 2.13.0 divides by the frequency of another index, so each occurs twice here.
TWICE = "torch.tensor([[0, 2, 1, 2], [4, 1, 0, 4]])"
c.module("nn.EmbeddingBag(5, 3, scale_grad_by_freq=True, padding_idx=-1)", x=TWICE)
c.module("nn.EmbeddingBag(5, 3, mode='sum', sparse=True)", x=INDICES)
c.module("nn.EmbeddingBag(5, 3, mode='sum', dtype=torch.float64, device='cpu')", call="m(x, o, w)", x=ROW, o=OFFSETS,
         w="torch.rand(8, dtype=torch.float64)")
c.module("nn.EmbeddingBag(5, 3, mode='sum')", call="m(x, per_sample_weights=w, offsets=None)", x=INDICES,
         w="torch.rand(2, 4)")
c.module("nn.EmbeddingBag.from_pretrained(torch.rand(5, 3))", x=INDICES)
c.module("nn.EmbeddingBag.from_pretrained(torch.rand(5, 3), freeze=False, mode='max', padding_idx=1)", x=INDICES)
c.module("nn.EmbeddingBag.from_pretrained(torch.rand(5, 3), max_norm=0.5, norm_type=3.0, scale_grad_by_freq=True)",
         x=TWICE)
c.module("nn.EmbeddingBag.from_pretrained(torch.rand(5, 3), False, include_last_offset=True, mode='sum')",
         call="m(x, o)", x=ROW,
         o="torch.tensor([0, 3, 8])")
c.error("nn.EmbeddingBag(5, 3, padding_idx=5)")
c.error("nn.EmbeddingBag(5, 3, padding_idx=-6)")
c.error("nn.EmbeddingBag.from_pretrained(torch.rand(5))")
c.error("nn.EmbeddingBag(5, 3)(x)", x=ROW)
c.function("F.embedding_bag(x, w)", x=INDICES, w=WEIGHT)
c.function("F.embedding_bag(x, w, o)", x=ROW, w=WEIGHT, o=OFFSETS)
c.function("F.embedding_bag(w, x, o)", x=ROW, w=WEIGHT, o=OFFSETS)
c.function("F.embedding_bag(x, w, mode='max', padding_idx=2)", x=INDICES, w=WEIGHT)
c.function("F.embedding_bag(x.reshape(-1), w, offsets=o, max_norm=1.0, norm_type=1.0, scale_grad_by_freq=True, mode='sum')",
           x=TWICE, w=WEIGHT, o=OFFSETS)
c.function("F.embedding_bag(x, w, o, per_sample_weights=p, mode='sum')", x=ROW, w=WEIGHT, o=OFFSETS, p="torch.rand(8)")
c.function("F.embedding_bag(x, w, None, None, 2.0, False, 'sum', True, p, False, 1)", x=INDICES, w=WEIGHT,
           p="torch.rand(2, 4)")
c.function("F.embedding_bag(x, w, o, include_last_offset=True)", x=ROW, w=WEIGHT, o="torch.tensor([0, 3, 8])")
c.error("F.embedding_bag(x, w, o, per_sample_weights=p, mode='sum')", x=ROW, w=WEIGHT, o=OFFSETS, p="torch.rand(7)")
c.error("F.embedding_bag(x, w, o, per_sample_weights=p, mode='max')", x=ROW, w=WEIGHT, o=OFFSETS, p="torch.rand(8)")
c.error("F.embedding_bag(x, w)", x=INDICES, w="torch.randn(5)")
c.error("F.embedding_bag(x, w, o)", x=INDICES, w=WEIGHT, o=OFFSETS)
c.error("F.embedding_bag(x, w)", x=ROW, w=WEIGHT)
c.error("F.embedding_bag(x, w, o)", x=ROW, w=WEIGHT, o="torch.tensor([[0, 3]])")
c.error("F.embedding_bag(x, w)", x="torch.tensor(1)", w=WEIGHT)
c.error("F.embedding_bag(x, w, mode='max', scale_grad_by_freq=True)", x=INDICES, w=WEIGHT)
c.error("F.embedding_bag(x, w, mode='max', sparse=True)", x=INDICES, w=WEIGHT)
c.function("F.one_hot(x)", x=INDICES)
c.function("F.one_hot(x, num_classes=6)", x=INDICES)
c.error("F.one_hot(x, 2)", x=INDICES)
c.error("F.one_hot(x)", x="torch.tensor([-1])")

# Distances
PAIR = dict(x="torch.randn(4, 3)", y="torch.randn(4, 3)")
DOUBLES = dict(x="torch.randn(2, 3, 4, dtype=torch.float64)", y="torch.randn(3, 1, dtype=torch.float64)")
c.module("nn.CosineSimilarity()", **PAIR)
c.module("nn.CosineSimilarity(0)", **PAIR)
c.module("nn.CosineSimilarity(dim=-1, eps=2.0)", **DOUBLES)
c.module("nn.PairwiseDistance()", **PAIR)
c.module("nn.PairwiseDistance(1.0)", **PAIR)
c.module("nn.PairwiseDistance(p=3.0, eps=0.1, keepdim=True)", x="torch.randn(3)", y="torch.randn(3)")
c.module("nn.PairwiseDistance(p=math.inf)", **DOUBLES)
c.function("F.cosine_similarity(x, y)", **PAIR)
c.function("F.cosine_similarity(x, y, 0)", **PAIR)
c.function("F.cosine_similarity(x, y, dim=-1, eps=2.0)", **DOUBLES)
c.function("F.pairwise_distance(x, y)", **PAIR)
c.function("F.pairwise_distance(x, y, 1)", **PAIR)
c.function("F.pairwise_distance(x, y, 3, 0.1, True)", **PAIR)
c.function("F.pairwise_distance(x, y, eps=0.1, keepdim=True)", **DOUBLES)
c.function("F.pdist(x)", x=PAIR["x"])
c.function("F.pdist(x, 1)", x=PAIR["x"])
c.function("F.pdist(x, p=0)", x=PAIR["x"])
c.function("F.pdist(x, p=math.inf)", x="torch.randn(4, 3, dtype=torch.float64)")
c.error("F.pdist(x)", x="torch.randn(3)")
c.error("F.pdist(x, -1)", x="torch.randn(3, 2)")
c.error("F.cosine_similarity(x, y)", x="torch.randn(3, 2)", y="torch.randn(4, 2)")
c.error("F.pairwise_distance(x, y)", x="torch.randn(3, 2)", y="torch.randn(4, 2)")
c.write()
