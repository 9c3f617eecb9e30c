"""Variational autoencoder on digits; Vae.java is this program in Java.

    python3 vae.py                                  digits drawn in code
    python3 vae.py --data mnist --root DIR          MNIST's IDX files
"""

from collections import namedtuple

import torch
from torch import nn
from torch.nn import functional as F

import options
import pictures
from data import Data
from training import Training, is_main, module, rank

Posterior = namedtuple("Posterior", ["mu", "logvar"])


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(784, 400)
        self.mu = nn.Linear(400, 20)
        self.logvar = nn.Linear(400, 20)

    def forward(self, x):  # (N, 784)
        h = F.relu(self.hidden(x))  # (N, 400)
        return Posterior(self.mu(h), self.logvar(h))  # (N, 20) each


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(20, 400)
        self.pixels = nn.Linear(400, 784)

    def forward(self, z):  # (N, 20)
        h = F.relu(self.hidden(z))  # (N, 400)
        return torch.sigmoid(self.pixels(h).float())  # (N, 784)


def main():
    args = options.parse(epochs=100, batch=128, out="out/vae")
    training = Training(args)

    # Data
    torch.manual_seed(args.seed + rank())
    data = Data(args, training)

    # Model
    encoder = training.parallel(Encoder())
    decoder = training.parallel(Decoder())
    encoder_optimizer = torch.optim.Adam(encoder.parameters(), lr=0.0002)
    decoder_optimizer = torch.optim.Adam(decoder.parameters(), lr=0.0002)
    scaler = training.scaler()

    # Training
    for step, x in enumerate(data, start=1):
        x = x.flatten(1)  # (N, 784)
        with training.autocast():
            mu, logvar = (out.float() for out in encoder(x))  # (N, 20) each
            z = mu + torch.randn_like(mu) * (logvar / 2).exp()  # (N, 20)
            y = decoder(z)  # (N, 784)

        recon = F.binary_cross_entropy(y, x, reduction="sum") / len(x)
        kl = (mu.pow(2) + logvar.exp() - logvar - 1).sum() / (2 * len(x))
        loss = recon + kl

        encoder_optimizer.zero_grad()
        decoder_optimizer.zero_grad()
        scaler.scale(loss).backward()
        scaler.step(encoder_optimizer)
        scaler.step(decoder_optimizer)
        scaler.update()

        if step % args.log_every == 0:
            loss, recon, kl = training.mean(loss, recon, kl)
            print(f"step {step}  loss {loss:.6f}  recon {recon:.6f}  kl {kl:.6f}")

    # Pictures
    training.leave()
    if not is_main():
        return
    with torch.no_grad():
        x = data.first(40)  # (40, 28, 28)
        y = module(decoder)(module(encoder)(x.flatten(1)).mu)  # (40, 784)
        # Each row of images above its copies.
        pairs = torch.cat([x.view(5, 8, 28, 28), y.view(5, 8, 28, 28)], 1)
        pictures.save(pairs.flatten(0, 1), 8, f"{args.out}/reconstructions.png")
        samples = module(decoder)(torch.randn(64, 20, device=training.device))  # (64, 784)
        pictures.save(samples.view(-1, 28, 28), 8, f"{args.out}/samples.png")


if __name__ == "__main__":
    main()
