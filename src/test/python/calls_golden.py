"""Writes src/test/resources/torch/calls.txt: what PyTorch 2.14.1 makes of calls that Java could read otherwise.

Run in the repository's root with PyTorch 2.14.1:  python src/test/python/calls_golden.py
A line is a name, a tab, and the printed result with its line breaks as \\n; several results are separated by " | ".
src/test/java/torch/CallsTest.java makes the same calls, in the same order, under the same names.
"""

import warnings

import torch

warnings.simplefilter("ignore")
assert torch.__version__.startswith("2.14.1"), torch.__version__

x = torch.tensor([[3.0, -1.5, 0.25, 7.0], [0.0, 2.0, -4.0, 1.0], [5.0, 5.0, 0.5, -2.0]])
y = x.sin()
i = torch.tensor([[1, 2, 3], [4, 5, 6]])
v = torch.tensor([0.5, 1.5, 4.0])
c = x > 0
b = torch.arange(24).reshape(2, 3, 4)



def seeded(call):
    torch.manual_seed(3)
    return call()


CALLS = {
    "sum": lambda: x.sum(),
    "sum_1": lambda: x.sum(1),
    "sum_01": lambda: x.sum((0, 1)),
    "sum_keep": lambda: x.sum(1, True),
    "sum_dtype": lambda: i.sum(dtype=torch.float64),
    "sum_dim_dtype": lambda: i.sum(0, False, dtype=torch.float64),
    "mean_1": lambda: x.mean(1),
    "mean_dims": lambda: x.mean((0, 1), True),
    "mean_dtype": lambda: i.mean(dtype=torch.float32),
    "prod_1": lambda: x.prod(1),
    "any_all": lambda: (c.any(), c.all(), c.any(1), c.all(0, True), c.any((0, 1))),
    "max": lambda: x.max(),
    "max_1": lambda: x.max(1),
    "max_other": lambda: x.max(y),
    "min_keep": lambda: x.min(0, True),
    "aminmax": lambda: x.aminmax(),
    "aminmax_dim": lambda: x.aminmax(dim=1, keepdim=True),
    "amax": lambda: (x.amax(), x.amax(1), x.amax((0, 1))),
    "argmax": lambda: (x.argmax(), x.argmax(1), x.argmin(1, True)),
    "argsort": lambda: (x.argsort(), x.argsort(0), x.argsort(1, True), x.argsort(stable=True, dim=0)),
    "sort": lambda: x.sort(0, True),
    "sort_stable": lambda: x.sort(stable=True),
    "topk": lambda: x.topk(2),
    "topk_all": lambda: x.topk(2, 0, False, True),
    "kthvalue": lambda: x.kthvalue(2, 1, True),
    "mode": lambda: x.mode(),
    "median": lambda: (x.median(), *x.median(1)),
    "std": lambda: (x.std(), x.std(False), x.std(1), x.std(1, False, True), x.std(1, correction=0)),
    "std_correction": lambda: (x.std(dim=(0, 1), correction=2, keepdim=True), x.std(correction=0)),
    "var": lambda: (x.var(0), x.var((0, 1), correction=1)),
    "std_mean": lambda: torch.std_mean(x, 1),
    "var_mean": lambda: torch.var_mean(x, dim=1, correction=0, keepdim=True),
    "norm": lambda: (x.norm(), x.norm(1), x.norm(2, 1), x.norm("fro", (0, 1)), x.norm("nuc"), torch.norm(x, p=3)),
    "quantile": lambda: (x.quantile(0.3), x.quantile(0.3, 1), x.quantile(v / 4, 0, True)),
    "quantile_lower": lambda: x.quantile(0.3, 1, False, interpolation="lower"),
    "nanquantile": lambda: x.nanquantile(0.5),
    "cumsum": lambda: (x.cumsum(1), i.cumsum(0, dtype=torch.float32)),
    "logsumexp": lambda: (x.logsumexp(1), x.logsumexp((0, 1), True)),
    "softmax": lambda: (x.softmax(1), i.softmax(0, dtype=torch.float64)),
    "log_softmax": lambda: x.log_softmax(-1),
    "count_nonzero": lambda: (x.count_nonzero(), x.count_nonzero(0), x.count_nonzero((0, 1))),
    "add": lambda: (i.add(1), i.add(1.5), i.add(True), i.add(2, alpha=3), x.add(y, alpha=2)),
    "sub": lambda: (i.sub(1), torch.rsub(i, 10), torch.sub(10, i)),
    "div": lambda: (i.div(2), i.div(2, rounding_mode="floor"), torch.div(6, i)),
    "pow": lambda: (i.pow(2), torch.pow(2, i), x.abs().pow(0.5)),
    "remainder": lambda: (i.remainder(4), torch.remainder(7, i)),
    "bitwise": lambda: (i.bitwise_and(3), torch.bitwise_or(8, i)),
    "clamp": lambda: (x.clamp(0), x.clamp(None, 2), x.clamp(-1, 1), x.clamp(min=y)),
    "where": lambda: (torch.where(c, x, 0), torch.where(c, 1.5, x), torch.where(c, 1, 0), *torch.where(c)),
    "where_method": lambda: (x.where(c, y), x.where(c, -1)),
    "eq": lambda: (i.eq(2), i == i, i.lt(3.5)),
    "isclose": lambda: (x.isclose(x + 1e-9), torch.tensor(x.allclose(x + 1, 1e-5, 2.0))),
    "round": lambda: (y.round(), y.round(decimals=2)),
    "nan_to_num": lambda: (x.log().nan_to_num(), x.log().nan_to_num(1.0, 2.0, 3.0)),
    "flip": lambda: (x.flip(0), x.flip(0, 1)),
    "roll": lambda: (x.roll(1), x.roll(1, 0), x.roll((1, 2), (0, 1))),
    "rot90": lambda: (x.rot90(), x.rot90(2, (0, 1))),
    "permute": lambda: (b.permute(2, 0, 1), b.transpose(0, 2), b.movedim(0, 2), b.movedim((0, 1), (1, 0))),
    "squeeze": lambda: (x.unsqueeze(0).squeeze(), x.unsqueeze(0).squeeze(0), x.unsqueeze(0).unsqueeze(0).squeeze((0, 1))),
    "view": lambda: (x.view(-1), x.view(2, 6), x.reshape(4, 3), x.view(torch.int32)),
    "expand": lambda: (v.expand(2, 3), v.expand(2, -1), v.repeat(2), v.repeat(2, 1), v.tile(2), v.tile((2, 1))),
    "flatten": lambda: (b.flatten(), b.flatten(1), b.flatten(0, 1)),
    "unflatten": lambda: (b.unflatten(2, (2, 2)), torch.unflatten(v, 0, (3, 1))),
    "split": lambda: (*x.split(2), *x.split(3, 1), *x.split([1, 2]), *x.split([1, 3], 1)),
    "tensor_split": lambda: (*x.tensor_split(2), *x.tensor_split(3, 1), *x.tensor_split((1,)), *x.tensor_split((1, 3), 1)),
    "chunk": lambda: (*x.chunk(2, 1), *x.hsplit(2), *x.hsplit((1, 3)), *x.vsplit((1,))),
    "unbind": lambda: (*x.unbind(), *x.unbind(1)),
    "diag": lambda: (v.diag(), v.diag(1), x.diagonal(), b.diagonal(0, 1, 2), v.diag_embed(1)),
    "tril": lambda: (x.tril(), x.triu(1)),
    "cat": lambda: (torch.cat((x, y)), torch.cat((x, y), 1), torch.stack((v, v)), torch.stack((v, v), 1)),
    "stacks": lambda: (torch.hstack((v, v)), torch.vstack((v, v)), torch.dstack((v, v)), torch.column_stack((v, v))),
    "atleast": lambda: (torch.atleast_1d(v.sum()), *torch.atleast_2d(v, v.sum()), torch.atleast_3d(v)),
    "block_diag": lambda: (torch.block_diag(v, i), torch.cartesian_prod(v, v[:2]), *torch.broadcast_tensors(v, v.unsqueeze(1))),
    "combinations": lambda: (torch.combinations(v), torch.combinations(v, 2, True)),
    "meshgrid": lambda: (*torch.meshgrid(v, v[:2]), *torch.meshgrid(v, v[:2], indexing="xy")),
    "einsum": lambda: (torch.einsum("ij,kj->ik", x, y), torch.einsum("ii", x[:, :3]), torch.einsum(x, [0, 1], [1])),
    "tensordot": lambda: (torch.tensordot(x, y.mT, 1), torch.tensordot(x, y, ([0], [0])), torch.tensordot(x, y)),
    "cdist": lambda: (torch.cdist(x, y), torch.cdist(x, y, 1.0)),
    "matmul": lambda: (x.matmul(y.mT), x @ x[0], x.mT.mm(y), torch.addmm(v, x, y.mT, beta=2, alpha=0.5)),
    "gather": lambda: (x.gather(1, torch.tensor([[0, 1], [3, 0], [2, 2]])),),
    "scatter": lambda: (
        x.scatter(1, torch.tensor([[0], [1], [2]]), 9.0),
        x.scatter(1, torch.tensor([[0], [1], [2]]), y),
        x.scatter(1, torch.tensor([[0], [1], [2]]), 2.0, reduce="multiply"),
        x.scatter_reduce(1, torch.tensor([[0], [1], [2]]), y, "amax", include_self=False),
    ),
    "index": lambda: (
        x.index_select(1, torch.tensor([0, 2])),
        x.index_fill(1, torch.tensor([0]), -1),
        x.index_add(0, torch.tensor([0]), y[:1], alpha=2),
        x.take(torch.tensor([0, 5])),
        x.masked_fill(c, 0),
        x.masked_select(c),
    ),
    "repeat_interleave": lambda: (
        v.repeat_interleave(2),
        x.repeat_interleave(2, 0),
        v.repeat_interleave(torch.tensor([0, 1, 2])),
        torch.repeat_interleave(torch.tensor([0, 1, 2])),
        torch.repeat_interleave(v, 2),
    ),
    "searchsorted": lambda: (
        torch.searchsorted(v, x),
        torch.searchsorted(v, 1.5),
        torch.searchsorted(v, 1.5, right=True),
        torch.bucketize(x, v),
        torch.bucketize(1.5, v),
    ),
    "histc": lambda: (x.histc(4), x.histc(4, -4, 8), *x.histogram(4), *x.histogram(v), *x.histogram(3, range=(0.0, 6.0))),
    "histogramdd": lambda: (
        torch.histogramdd(x[:, :2], [2, 3]).hist,
        torch.histogramdd(x[:, :2], 2).hist,
        torch.histogramdd(x[:, :2], 2, range=[0.0, 6.0, 0.0, 6.0], density=True).hist,
    ),
    "gradient": lambda: (
        *torch.gradient(x),
        *torch.gradient(x, spacing=2.0),
        *torch.gradient(x, spacing=2.0, dim=1),
        *torch.gradient(x, dim=(0, 1)),
        *torch.gradient(x, spacing=(1.0, 2.0)),
        *torch.gradient(v, spacing=(torch.tensor([0.0, 1.0, 3.0]),)),
        *torch.gradient(x, dim=1, edge_order=2),
    ),
    "diff": lambda: (x.diff(), x.diff(2), x.diff(1, 0), v.diff(prepend=v[:1])),
    "trapezoid": lambda: (torch.trapezoid(x), torch.trapezoid(x, dx=2), torch.trapezoid(x[0, :3], v), torch.cumulative_trapezoid(x, dim=0)),
    "unique": lambda: (x.unique(), *x.unique(return_inverse=True, return_counts=True), torch.unique(i, dim=0)),
    "arange": lambda: (torch.arange(3), torch.arange(1, 4), torch.arange(0, 1, 0.25), torch.arange(3, dtype=torch.float64)),
    "linspace": lambda: (torch.linspace(0, 1, 5), torch.logspace(0, 2, 3), torch.logspace(0, 2, 3, 2.0), torch.range(1, 2, 0.5)),
    "full": lambda: (
        torch.full((2, 2), 7),
        torch.full((2,), 1.5),
        torch.full((2,), True),
        torch.full((2,), 1, dtype=torch.float16),
        torch.full_like(i, 2.0),
        x.new_full((2,), 3),
    ),
    "eye": lambda: (torch.eye(2), torch.eye(2, 3), torch.zeros(2, dtype=torch.int8), torch.ones(2, 1), torch.ones(())),
    "indices": lambda: (torch.tril_indices(3, 3), torch.triu_indices(2, 3, 1), torch.vander(v), torch.vander(v, 2, True)),
    "windows": lambda: (torch.hann_window(4), torch.hamming_window(4, False), torch.kaiser_window(4, True, 10.0)),
    "complex": lambda: (torch.complex(v, v), torch.polar(v, v), torch.view_as_real(torch.complex(v, v))),
    "stft": lambda: (torch.arange(8.0).stft(4, return_complex=True), torch.arange(8.0).stft(4, 2, 4, torch.hann_window(4), False, return_complex=True)),
    "istft": lambda: (torch.arange(8.0).stft(4, return_complex=True).istft(4),),
    "conv2d": lambda: (
        torch.conv2d(b.float().unsqueeze(0), torch.ones(1, 2, 2, 2)),
        torch.conv2d(b.float().unsqueeze(0), torch.ones(1, 2, 2, 2), None, 1, 1),
        torch.conv2d(b.float().unsqueeze(0), torch.ones(1, 2, 2, 2), None, 1, "same"),
        torch.conv1d(b.float(), torch.ones(1, 3, 2), None, 2),
    ),
    "layer_norm": lambda: (torch.layer_norm(x, (4,)), torch.rms_norm(x, (4,))),
    "renorm": lambda: x.renorm(2, 0, 1.5),
    "polygamma": lambda: (torch.polygamma(1, v), v.polygamma(1), v.mvlgamma(1)),
    "lerp": lambda: (x.lerp(y, 0.5), x.addcmul(x, y, value=0.5)),
    "linalg": lambda: (
        torch.linalg.norm(x),
        torch.linalg.norm(x, 1),
        torch.linalg.norm(x, "nuc"),
        torch.linalg.norm(x, 2, 1),
        torch.linalg.vector_norm(x, 3, dim=1, keepdim=True),
        torch.linalg.matrix_norm(x, "fro"),
        torch.linalg.matrix_norm(x, 1),
        torch.linalg.cond(x[:, :3]),
        torch.linalg.cond(x[:, :3], "fro"),
        torch.linalg.multi_dot((x, y.mT, x)),
    ),
    "rank": lambda: (
        torch.linalg.matrix_rank(x),
        torch.linalg.matrix_rank(x, 6.0),
        torch.linalg.matrix_rank(x, atol=0.0, rtol=0.9),
        torch.linalg.matrix_rank(x, torch.tensor(6.0)),
    ),
    "pinv": lambda: (
        torch.linalg.pinv(x),
        torch.linalg.pinv(x, 0.6),
        torch.linalg.pinv(x, atol=6.0, rtol=0.0),
        torch.linalg.pinv(x, torch.tensor(0.6)),
    ),
    "sqrth": lambda: torch.linalg.matrix_sqrth(x @ x.mT),
    "polar": lambda: tuple(torch.linalg.polar(x.mT)),
    "fft": lambda: (torch.fft.fft(v), torch.fft.rfft(v, 4), torch.fft.fft2(x).real, torch.fft.fftn(x, (2, 2)).real, torch.fft.fftshift(v), torch.fft.fftfreq(4, 0.5)),
    "special": lambda: (torch.special.xlog1py(2, v), torch.special.zeta(v + 1, 2), torch.special.logsumexp(x, 1), torch.special.round(y, decimals=1)),
    "svd_lowrank": lambda: (*seeded(lambda: torch.svd_lowrank(x, 2)), *seeded(lambda: torch.svd_lowrank(x.mT, 2, 1, y.mT))),
    "svd_lowrank_sparse": lambda: seeded(lambda: torch.svd_lowrank(x.to_sparse(), 2)),
    "pca_lowrank": lambda: seeded(lambda: torch.pca_lowrank(x, 2)),
    "pca_lowrank_sparse": lambda: seeded(lambda: torch.pca_lowrank(x.to_sparse(), 2)),
    "pca_lowrank_uncentered": lambda: seeded(lambda: torch.pca_lowrank(x, 2, False, 3)),
    "number_first": lambda: (torch.add(2, i), torch.mul(0.5, i), torch.true_divide(1, v), torch.floor_divide(7, i)),
    "as_strided": lambda: (x.as_strided((2, 2), (1, 2)), x.as_strided((2, 2), (1, 2), 1), x.unfold(1, 2, 1)),
    "to_sparse": lambda: (i.to_sparse(), i.to_sparse_csr(), torch.ones(4, 4).to_sparse_bsr(2).values().shape.numel() * torch.ones(())),
}


def text(result):
    several = result if isinstance(result, (tuple, list)) else (result,)
    return " | ".join(str(r) for r in several).replace("\n", "\\n")


with open("src/test/resources/torch/calls.txt", "w") as out:
    print("# Written by src/test/python/calls_golden.py with PyTorch", torch.__version__.split("+")[0], file=out)
    for name, call in CALLS.items():
        print(name, text(call()), sep="\t", file=out)
