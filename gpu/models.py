"""What is trained, and how a step is captured: Vae.java, Dcgan.java and Captured.java in Python."""

import torch
from torch import nn
from torch.nn import functional as F

from settings import adam

NOISE = 100
WARM_UP = 3


class Vae:
    image = (784,)
    names = ("loss", "recon", "kl")

    class Encoder(nn.Module):
        def __init__(self):
            super().__init__()
            self.hidden = nn.Linear(784, 400)
            self.mu = nn.Linear(400, 20)
            self.logvar = nn.Linear(400, 20)

    class Decoder(nn.Module):
        def __init__(self):
            super().__init__()
            self.hidden = nn.Linear(20, 400)
            self.pixels = nn.Linear(400, 784)

    def __init__(self, settings):
        self.settings = settings
        self.encoder = self.Encoder()
        self.decoder = self.Decoder()
        self.encoder.to(settings.device)
        self.decoder.to(settings.device)
        parameters = [*self.encoder.parameters(), *self.decoder.parameters()]
        self.optimizer = torch.optim.Adam(parameters, lr=0.001, **adam(settings))

    def step(self, x):
        self.optimizer.zero_grad()
        with torch.autocast(self.settings.device.type, torch.bfloat16, self.settings.bf16):
            h = F.relu(self.encoder.hidden(x))  # (N, 400)
            mu, logvar = self.encoder.mu(h), self.encoder.logvar(h)  # (N, 20) each
            z = mu + torch.randn_like(mu) * (logvar / 2).exp()  # (N, 20)
            y = self.decoder.pixels(F.relu(self.decoder.hidden(z)))  # (N, 784) logits

            recon = F.binary_cross_entropy_with_logits(y, x, reduction="sum") / len(x)
            kl = (mu.pow(2) + logvar.exp() - logvar - 1).sum() / (2 * len(x))
            loss = recon + kl
        loss.backward()
        self.optimizer.step()
        return loss.detach(), recon.detach(), kl.detach()

    def zero_grad(self):
        self.optimizer.zero_grad()


class Dcgan:
    image = (3, 64, 64)
    names = ("loss_d", "loss_g")

    def __init__(self, settings):
        self.settings = settings
        w = settings.width
        twice = half = {"stride": 2, "padding": 1, "bias": False}
        self.generator = nn.Sequential(  # (N, 100, 1, 1)
            nn.ConvTranspose2d(NOISE, 8 * w, 4, bias=False),
            nn.BatchNorm2d(8 * w),  # (N, 8w, 4, 4)
            nn.ReLU(),
            nn.ConvTranspose2d(8 * w, 4 * w, 4, **twice),
            nn.BatchNorm2d(4 * w),  # (N, 4w, 8, 8)
            nn.ReLU(),
            nn.ConvTranspose2d(4 * w, 2 * w, 4, **twice),
            nn.BatchNorm2d(2 * w),  # (N, 2w, 16, 16)
            nn.ReLU(),
            nn.ConvTranspose2d(2 * w, w, 4, **twice),
            nn.BatchNorm2d(w),  # (N, w, 32, 32)
            nn.ReLU(),
            nn.ConvTranspose2d(w, 3, 4, **twice),
            nn.Tanh(),  # (N, 3, 64, 64)
        )
        self.discriminator = nn.Sequential(  # (N, 3, 64, 64)
            nn.Conv2d(3, w, 4, **half),
            nn.LeakyReLU(0.2),  # (N, w, 32, 32)
            nn.Conv2d(w, 2 * w, 4, **half),
            nn.BatchNorm2d(2 * w),  # (N, 2w, 16, 16)
            nn.LeakyReLU(0.2),
            nn.Conv2d(2 * w, 4 * w, 4, **half),
            nn.BatchNorm2d(4 * w),  # (N, 4w, 8, 8)
            nn.LeakyReLU(0.2),
            nn.Conv2d(4 * w, 8 * w, 4, **half),
            nn.BatchNorm2d(8 * w),  # (N, 8w, 4, 4)
            nn.LeakyReLU(0.2),
            nn.Conv2d(8 * w, 1, 4, bias=False),  # (N, 1, 1, 1)
            nn.Flatten(0, -1),  # (N)
        )
        self.generator.apply(self.init_weights)
        self.discriminator.apply(self.init_weights)
        self.generator.to(settings.device)
        self.discriminator.to(settings.device)
        self.generator_optimizer = self.optimizer(self.generator)
        self.discriminator_optimizer = self.optimizer(self.discriminator)

    @staticmethod
    def init_weights(module):
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
            nn.init.normal_(module.weight, 0, 0.02)
        elif isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.weight, 1, 0.02)
            nn.init.zeros_(module.bias)

    def optimizer(self, module):
        return torch.optim.Adam(module.parameters(), lr=0.0002, betas=(0.5, 0.999), **adam(self.settings))

    def cast(self):
        return torch.autocast(self.settings.device.type, torch.bfloat16, self.settings.bf16)

    def step(self, x):
        # Discriminator: tell images from what the generator makes.
        self.discriminator_optimizer.zero_grad()
        with self.cast():
            real = x * 2 - 1  # (N, 3, 64, 64), from -1 to 1
            fake = self.generator(torch.randn(len(x), NOISE, 1, 1, device=self.settings.device))
            on_real = self.discriminator(real)  # (N) logits
            on_fake = self.discriminator(fake.detach())  # (N) logits
            real_loss = F.binary_cross_entropy_with_logits(on_real, torch.ones_like(on_real))
            fake_loss = F.binary_cross_entropy_with_logits(on_fake, torch.zeros_like(on_fake))
            loss_d = real_loss + fake_loss
        loss_d.backward()
        self.discriminator_optimizer.step()

        # Generator: pass for images.
        self.generator_optimizer.zero_grad()
        with self.cast():
            on_fake = self.discriminator(fake)  # (N) logits
            loss_g = F.binary_cross_entropy_with_logits(on_fake, torch.ones_like(on_fake))
        loss_g.backward()
        self.generator_optimizer.step()
        return loss_d.detach(), loss_g.detach()

    def zero_grad(self):
        self.generator_optimizer.zero_grad()
        self.discriminator_optimizer.zero_grad()


class Captured:
    def __init__(self, model, example):
        self.input = example.clone()

        # Libraries choose their kernels and set up their workspaces on a side stream.
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(WARM_UP):
                model.step(self.input)
        torch.cuda.current_stream().wait_stream(side)

        # The gradients are made anew in the graph's memory.
        model.zero_grad()
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph):
            self.losses = model.step(self.input)

    def run(self, x):
        self.input.copy_(x)
        self.graph.replay()
        return self.losses
