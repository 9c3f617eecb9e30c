"""The command line of the programs here, the same as in Settings.java."""

import argparse

import torch


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default="vae", choices=["vae", "dcgan"])
    parser.add_argument("--device", default="cuda", type=torch.device)
    parser.add_argument("--batch", type=int, default=128, help="images per step")
    parser.add_argument("--width", type=int, default=64, help="how wide the DCGAN is; the published one is 64")
    parser.add_argument("--bf16", action="store_true", help="the forward runs under autocast to bfloat16")
    parser.add_argument("--capture", action="store_true", help="the step is captured in a CUDA graph once and replayed")
    parser.add_argument("--fused", action="store_true", help="Adam is one call for all parameters")
    parser.add_argument("--threads", type=int, default=0, help="threads of libtorch; 0 leaves them as they are")
    parser.add_argument("--bytes", type=int, default=256 << 20, help="how much is copied at once")
    return parser.parse_args()


def adam(settings):
    options = {"capturable": settings.capture}
    if settings.fused:  # False would be another wish than none: no foreach either
        options["fused"] = True
    return options
