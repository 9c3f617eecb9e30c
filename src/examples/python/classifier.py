"""Convolutional classifier of digits; Classifier.java is this program in Java.

    python3 classifier.py                                  digits drawn in code
    python3 classifier.py --data mnist --root DIR          MNIST's IDX files
"""

import torch
from torch import nn
from torch.optim import SGD
from torch.optim.lr_scheduler import OneCycleLR

import options
from data import Data
from training import Training, is_main, module, rank


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(  # (N, 1, 28, 28)
            nn.Conv2d(1, 16, 3, padding=1, bias=False),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.MaxPool2d(2),  # (N, 16, 14, 14)
            nn.Conv2d(16, 32, 3, padding=1, bias=False),
            nn.BatchNorm2d(32),
            nn.ReLU(),
            nn.MaxPool2d(2),  # (N, 32, 7, 7)
            nn.Flatten(),
        )
        self.head = nn.Sequential(
            nn.Dropout(0.25),
            nn.Linear(32 * 7 * 7, 64),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(64, 10),
        )

    def forward(self, x):  # (N, 1, 28, 28)
        return self.head(self.features(x))  # (N, 10)


def main():
    args = options.parse(epochs=5, batch=64, out="out/classifier")
    training = Training(args)

    # Data
    torch.manual_seed(args.seed + rank())
    data = Data(args, training, labelled=True)

    # Model
    classifier = training.parallel(Classifier())
    criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
    optimizer = SGD(classifier.parameters(), lr=0.02, momentum=0.9, weight_decay=5e-4, nesterov=True)
    scheduler = OneCycleLR(optimizer, max_lr=0.02, total_steps=data.steps)
    scaler = training.scaler()

    # Training
    for step, (x, y) in enumerate(data.labelled(), start=1):
        with training.autocast():
            logits = classifier(x.unsqueeze(1))  # (N, 10)
            loss = criterion(logits, y)

        optimizer.zero_grad()
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        lr = scheduler.get_last_lr()[0]
        if step < data.steps:
            scheduler.step()

        if step % args.log_every == 0:
            (loss,) = training.mean(loss)
            print(f"step {step}  loss {loss:.6f}  lr {lr:.6f}")

    # Evaluation
    training.leave()
    if not is_main():
        return
    with torch.no_grad():
        module(classifier).eval()
        logits = module(classifier)(data.first(1000).unsqueeze(1))  # (1000, 10)
        correct = (logits.argmax(1) == data.labels()[:1000].to(training.device)).sum().item()
        print(f"{correct} of 1000 right")


if __name__ == "__main__":
    main()
