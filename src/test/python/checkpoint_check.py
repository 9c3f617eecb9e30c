"""Goes on in Python from a checkpoint that torch.utils.PythonCheckpoint saved, and compares the end with Java's.

    java … torch.utils.PythonCheckpoint FOLDER           on libtorch 2.14.1, the one that PyTorch 2.14.1 has
    python3 src/test/python/checkpoint_check.py FOLDER

The file is loaded with weights_only=True. All numbers must be the same bit for bit.
"""
import os
import sys

import torch
from torch import nn
from torch.nn import functional as F
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

folder = sys.argv[1]
checkpoint = torch.load(os.path.join(folder, "checkpoint-000000005_0.25.pt"), weights_only=True)
assert checkpoint["format"] == "jtorch.checkpoint" and checkpoint["version"] == 1
assert checkpoint["step"] == 5 and checkpoint["metric"] == 0.25 and checkpoint["values"]["note"] == "grüße"
state, x, y = checkpoint["state"], checkpoint["values"]["x"], checkpoint["values"]["y"]
assert state["loader"]["yielded"] == 1 and state["loader"]["epoch"] == 0

model = nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.3), nn.Linear(8, 1))
average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.9))
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 20)
scaler = torch.amp.GradScaler("cpu", growth_interval=2)
for name, part in {"model": model, "average": average, "optimizer": optimizer, "scheduler": scheduler, "scaler": scaler}.items():
    part.load_state_dict(state[name])
torch.set_rng_state(checkpoint["random"]["cpu"])

for _ in range(3):
    optimizer.zero_grad()
    scaler.scale(F.mse_loss(model(x), y)).backward()
    scaler.step(optimizer)
    scaler.update()
    scheduler.step()
    average.update_parameters(model)

after = torch.load(os.path.join(folder, "after.pt"), weights_only=True)
compared = 0
for name, part in {"model": model, "average": average}.items():
    for key, value in part.state_dict().items():
        assert torch.equal(value, after[name][key]), (name, key, value, after[name][key])
        compared += 1
assert torch.equal(torch.rand(5), after["random"])
assert scheduler.get_last_lr() == list(after["lr"]) and scaler.get_scale() == after["scale"]
print(f"PyTorch {torch.__version__}: {compared} tensors, the learning rate, the scale and the random numbers are the same")
