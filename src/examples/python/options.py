"""Command lines of the examples: the same options as in Options.java, ImageOptions.java and TextOptions.java."""

import argparse

import torch

import training


def positive(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, not {value}")
    return value


def parse(epochs, batch, out):
    """For the examples on images."""
    parser = argparse.ArgumentParser(formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--data", choices=["digits", "mnist"], default="digits", help="what to train on")
    parser.add_argument("--root", default=".", help="folder with MNIST's IDX files")
    parser.add_argument("--epochs", type=positive, default=epochs, help="passes over the data")
    parser.add_argument("--steps", type=positive, help="training steps, instead of --epochs")
    training.add_options(parser, positive)
    return finish(parser, batch, out)


def parse_text(steps, batch, out):
    """For the examples on text."""
    parser = argparse.ArgumentParser(formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--steps", type=positive, default=steps, help="training steps")
    return finish(parser, batch, out)


def finish(parser, batch, out):
    parser.add_argument("--batch", type=positive, default=batch, help="images or texts per step")
    parser.add_argument("--seed", type=int, default=1, help="seed of every random number")
    parser.add_argument("--threads", type=positive, default=1, help="threads of libtorch")
    parser.add_argument("--out", default=out, help="folder for the pictures")
    parser.add_argument("--log-every", type=positive, default=100, help="print the losses every so many steps")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    return options
