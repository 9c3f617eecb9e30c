"""Writes text character by character with an LSTM; CharLstm.java is this program in Java.

    python3 char_lstm.py
"""

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils import clip_grad_norm_
from torch.optim import Adam

import options
from text import Text

WINDOW = 48


class CharLstm(nn.Module):
    def __init__(self, characters):
        super().__init__()
        self.embedding = nn.Embedding(characters, 32)
        self.lstm = nn.LSTM(32, 128, num_layers=2, dropout=0.2, batch_first=True)
        self.head = nn.Linear(128, characters)

    def forward(self, x, state=None):  # (N, T)
        h, state = self.lstm(self.embedding(x), state)  # (N, T, 128)
        return self.head(h), state  # (N, T, characters)


def main():
    args = options.parse_text(steps=1000, batch=32, out="out/char-lstm")

    # Data
    torch.manual_seed(args.seed)
    text = Text(args, WINDOW)

    # Model
    model = CharLstm(len(text.characters))
    optimizer = Adam(model.parameters(), lr=0.003)

    # Training
    for step, stretch in enumerate(text.batches(), start=1):
        x, y = stretch[:, :-1], stretch[:, 1:]  # (N, WINDOW) each
        logits, _ = model(x)  # (N, WINDOW, characters)
        loss = F.cross_entropy(logits.flatten(0, 1), y.flatten())

        optimizer.zero_grad()
        loss.backward()
        norm = clip_grad_norm_(model.parameters(), max_norm=0.2)
        optimizer.step()

        if step % args.log_every == 0:
            print(f"step {step}  loss {loss.item():.6f}  norm {norm.item():.6f}")

    # Sample
    with torch.no_grad():
        model.eval()
        written = text.encode("the ")
        logits, state = model(written.unsqueeze(0))
        for _ in range(200):
            code = F.softmax(logits[0, -1], dim=0).multinomial(1)
            written = torch.cat([written, code])
            logits, state = model(code.unsqueeze(0), state)
        print(text.decode(written))


if __name__ == "__main__":
    main()
