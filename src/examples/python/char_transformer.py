"""Writes text character by character with a transformer; CharTransformer.java is this program in Java.

    python3 char_transformer.py
"""

import torch
from torch import nn
from torch.nn import functional as F
from torch.optim import AdamW
from torch.optim.lr_scheduler import LambdaLR

import options
from text import Text

WINDOW = 48
WARM_UP = 50


class CharTransformer(nn.Module):
    def __init__(self, characters):
        super().__init__()
        self.embedding = nn.Embedding(characters, 64)
        self.positions = nn.Embedding(WINDOW, 64)
        layer = nn.TransformerEncoderLayer(
            64, 4, dim_feedforward=256, dropout=0.1, activation="gelu", batch_first=True, norm_first=True
        )
        self.encoder = nn.TransformerEncoder(layer, 2, norm=nn.LayerNorm(64), enable_nested_tensor=False)
        self.head = nn.Linear(64, characters)
        self.register_buffer("mask", nn.Transformer.generate_square_subsequent_mask(WINDOW))

    def forward(self, x):  # (N, T)
        length = x.size(1)
        h = self.embedding(x) + self.positions.weight[:length]  # (N, T, 64)
        h = self.encoder(h, mask=self.mask[:length, :length], is_causal=True)  # (N, T, 64)
        return self.head(h)  # (N, T, characters)


def main():
    args = options.parse_text(steps=1000, batch=32, out="out/char-transformer")

    # Data
    torch.manual_seed(args.seed)
    text = Text(args, WINDOW)

    # Model: matrices are kept small, biases and norms are not
    model = CharTransformer(len(text.characters))
    matrices = [p for p in model.parameters() if p.dim() >= 2]
    others = [p for p in model.parameters() if p.dim() < 2]
    groups = [dict(params=matrices, weight_decay=0.1), dict(params=others, weight_decay=0.0)]
    optimizer = AdamW(groups, lr=0.003, betas=(0.9, 0.95))
    scheduler = LambdaLR(optimizer, lambda step: min(1.0, (step + 1) / WARM_UP))

    # Training
    for step, stretch in enumerate(text.batches(), start=1):
        x, y = stretch[:, :-1], stretch[:, 1:]  # (N, WINDOW) each
        logits = model(x)  # (N, WINDOW, characters)
        loss = F.cross_entropy(logits.flatten(0, 1), y.flatten())

        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        lr = scheduler.get_last_lr()[0]
        scheduler.step()

        if step % args.log_every == 0:
            print(f"step {step}  loss {loss.item():.6f}  lr {lr:.6f}")

    # Sample
    with torch.no_grad():
        model.eval()
        written = text.encode("the ")
        for _ in range(200):
            logits = model(written[-WINDOW:].unsqueeze(0))
            code = F.softmax(logits[0, -1], dim=0).multinomial(1)
            written = torch.cat([written, code])
        print(text.decode(written))


if __name__ == "__main__":
    main()
