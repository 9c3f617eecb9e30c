"""Writes src/test/resources/torch/backends/flags.txt: what the switches of torch.backends are, and become."""

import pathlib
import sys

import torch
import torch.backends as b

READ = {
    "generic": lambda: b.fp32_precision,
    "cuda": lambda: b.cudnn.fp32_precision,
    "cuda.matmul": lambda: b.cuda.matmul.fp32_precision,
    "cuda.conv": lambda: b.cudnn.conv.fp32_precision,
    "cuda.rnn": lambda: torch._C._get_fp32_precision_getter("cuda", "rnn"),
    "mkldnn": lambda: b.mkldnn.fp32_precision,
    "mkldnn.matmul": lambda: b.mkldnn.matmul.fp32_precision,
    "mkldnn.conv": lambda: b.mkldnn.conv.fp32_precision,
    "mkldnn.rnn": lambda: b.mkldnn.rnn.fp32_precision,
    "matmul.allow_tf32": lambda: b.cuda.matmul.allow_tf32,
    "matmul.fp16": lambda: b.cuda.matmul.allow_fp16_reduced_precision_reduction,
    "matmul.fp16_split": lambda: b.cuda.matmul.allow_fp16_reduced_precision_reduction_split_k,
    "matmul.bf16": lambda: b.cuda.matmul.allow_bf16_reduced_precision_reduction,
    "matmul.bf16_split": lambda: b.cuda.matmul.allow_bf16_reduced_precision_reduction_split_k,
    "matmul.fp16_accumulation": lambda: b.cuda.matmul.allow_fp16_accumulation,
    "linalg": lambda: str(b.cuda.preferred_linalg_library()),
    "sdp": lambda: [
        b.cuda.flash_sdp_enabled(),
        b.cuda.mem_efficient_sdp_enabled(),
        b.cuda.math_sdp_enabled(),
        b.cuda.cudnn_sdp_enabled(),
        b.cuda.fp16_bf16_reduction_math_sdp_allowed(),
    ],
    "cudnn": lambda: [
        b.cudnn.enabled,
        b.cudnn.benchmark,
        b.cudnn.deterministic,
        torch._C._get_cudnn_allow_tf32(),
    ],
    "depthwise": lambda: b.cudnn.depthwise_kernel,
    "mkldnn.flags": lambda: [b.mkldnn.enabled, b.mkldnn.deterministic],
    "mha": lambda: b.mha.get_fastpath_enabled(),
    "precision": lambda: torch.get_float32_matmul_precision(),
}
lines = []


def record(step):
    for name, read in READ.items():
        try:
            value = read()
        except RuntimeError as e:
            value = "! " + str(e).split("\n")[0]
        lines.append(f"{step}/{name}: {value}")


def refused(name, call):
    try:
        call()
    except RuntimeError as e:
        lines.append(f"refused/{name}: {e}")


def main():
    record("default")
    b.cuda.matmul.allow_tf32 = True
    b.cuda.matmul.allow_fp16_reduced_precision_reduction = False
    b.cuda.matmul.allow_bf16_reduced_precision_reduction = (False, False)
    b.cuda.matmul.allow_fp16_accumulation = True
    record("matmul")
    b.cuda.matmul.allow_tf32 = False
    b.cuda.matmul.allow_fp16_reduced_precision_reduction = True
    b.cuda.matmul.allow_bf16_reduced_precision_reduction = True
    b.cuda.matmul.allow_fp16_accumulation = False
    record("matmul_back")
    with b.cudnn.flags(enabled=True, benchmark=True, deterministic=True, allow_tf32=False):
        record("cudnn_flags")
    record("cudnn_after")
    with b.mkldnn.flags(enabled=False, deterministic=True):
        record("mkldnn_flags")
    record("mkldnn_after")
    with b.flags(fp32_precision="ieee"):
        record("ieee")
    record("ieee_after")
    b.cudnn.fp32_precision = "tf32"
    b.cudnn.conv.fp32_precision = "ieee"
    record("cuda_tf32")
    refused("backend", lambda: torch._C._set_fp32_precision_setter("x", "all", "ieee"))
    refused("precision", lambda: setattr(b.cudnn, "fp32_precision", "zz"))
    refused("bf16", lambda: setattr(b.cudnn, "fp32_precision", "bf16"))
    refused("linalg", lambda: b.cuda.preferred_linalg_library("foo"))
    refused("blas", lambda: b.cuda.preferred_blas_library("foo"))
    refused("plans", lambda: b.cuda.cufft_plan_cache[0])
    b.disable_global_flags()
    refused("frozen", lambda: setattr(b.cudnn, "enabled", False))
    refused("frozen_mkldnn", lambda: setattr(b.mkldnn, "enabled", False))
    refused("frozen_generic", lambda: setattr(b, "fp32_precision", "ieee"))
    out = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "src/test/resources/torch/backends/flags.txt")
    header = f"recorded: src/test/python/backends_golden.py, PyTorch {torch.__version__}"
    out.write_text("\n".join([header, *lines]) + "\n")


main()
