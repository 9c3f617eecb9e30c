"""Generative adversarial network on digits, after DCGAN; Gan.java is this program in Java.

    python3 gan.py                                  digits drawn in code
    python3 gan.py --data mnist --root DIR          MNIST's IDX files
"""

import torch
from torch import nn
from torch.nn import functional as F

import options
import pictures
from data import Data
from training import Training, is_main, module, rank

NOISE = 100


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(  # (N, 100, 1, 1)
            nn.ConvTranspose2d(NOISE, 64, 7, bias=False),
            nn.BatchNorm2d(64),  # (N, 64, 7, 7)
            nn.ReLU(),
            nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(32),  # (N, 32, 14, 14)
            nn.ReLU(),
            nn.ConvTranspose2d(32, 1, 4, stride=2, padding=1, bias=False),
            nn.Tanh(),  # (N, 1, 28, 28)
        )
        self.apply(init_weights)

    def forward(self, z):
        return self.main(z)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(  # (N, 1, 28, 28)
            nn.Conv2d(1, 32, 4, stride=2, padding=1, bias=False),
            nn.LeakyReLU(0.2),  # (N, 32, 14, 14)
            nn.Conv2d(32, 64, 4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(64),  # (N, 64, 7, 7)
            nn.LeakyReLU(0.2),
            nn.Conv2d(64, 1, 7, bias=False),  # (N, 1, 1, 1)
            nn.Flatten(0),  # (N)
        )
        self.apply(init_weights)

    def forward(self, x):
        return self.main(x)


def init_weights(module):
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(module.weight, 0, 0.02)
    elif isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1, 0.02)
        nn.init.zeros_(module.bias)


def main():
    args = options.parse(epochs=20, batch=32, out="out/gan")
    training = Training(args)

    # Data
    torch.manual_seed(args.seed + rank())
    data = Data(args, training)

    # Model
    generator = training.parallel(Generator())
    discriminator = training.parallel(Discriminator())
    generator_optimizer = torch.optim.Adam(generator.parameters(), lr=0.0002, betas=(0.5, 0.999))
    discriminator_optimizer = torch.optim.Adam(discriminator.parameters(), lr=0.0002, betas=(0.5, 0.999))
    scaler = training.scaler()
    fixed_noise = torch.randn(64, NOISE, 1, 1, device=training.device)

    # Training
    for step, x in enumerate(data, start=1):
        # Discriminator: tell images from what the generator makes.
        real = x.unsqueeze(1) * 2 - 1  # (N, 1, 28, 28), from -1 to 1
        with training.autocast():
            fake = generator(torch.randn(len(x), NOISE, 1, 1, device=training.device))  # (N, 1, 28, 28)
            on_real = discriminator(real)  # (N) logits
            on_fake = discriminator(fake.detach())  # (N) logits
            real_loss = F.binary_cross_entropy_with_logits(on_real, torch.ones_like(on_real))
            fake_loss = F.binary_cross_entropy_with_logits(on_fake, torch.zeros_like(on_fake))
            loss_d = real_loss + fake_loss

        discriminator_optimizer.zero_grad()
        scaler.scale(loss_d).backward()
        scaler.step(discriminator_optimizer)

        # Generator: pass for images.
        with training.autocast():
            on_fake = discriminator(fake)  # (N) logits
            loss_g = F.binary_cross_entropy_with_logits(on_fake, torch.ones_like(on_fake))

        generator_optimizer.zero_grad()
        scaler.scale(loss_g).backward()
        scaler.step(generator_optimizer)
        scaler.update()

        if step % args.log_every == 0:
            loss_d, loss_g = training.mean(loss_d, loss_g)
            print(f"step {step}  loss_d {loss_d:.6f}  loss_g {loss_g:.6f}")

    # Pictures
    training.leave()
    if not is_main():
        return
    with torch.no_grad():
        module(generator).eval()
        samples = module(generator)(fixed_noise) / 2 + 0.5  # (64, 1, 28, 28)
        pictures.save(samples.squeeze(1), 8, f"{args.out}/samples.png")


if __name__ == "__main__":
    main()
