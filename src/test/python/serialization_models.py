"""Files of models and optimizers, for examples.VaeFilesTest and torch.OptimizerFilesTest.

Written by PyTorch 2.14.1, seed 0. Run from the repository's root:

    python3 src/test/python/serialization_models.py                 writes the files that Java loads
    python3 src/test/python/serialization_models.py vae DIR         loads the VAE that Java saved in DIR
    python3 src/test/python/serialization_models.py optimizers DIR  loads the optimizers that Java saved in DIR

Writes src/test/resources/torch/serialization/models.zip: the state of the VAE of src/examples/python/vae.py with the
weights of a formula, so that it is small, and what comes out of it; the states of optimizers after three steps, and what
the parameters are after two more. The gradient of a parameter x is x / 4.
"""
import io
import sys
import warnings
import zipfile
from pathlib import Path

import torch

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "src/examples/python"))
from vae import Decoder, Encoder  # noqa: E402

RESOURCES = ROOT / "src/test/resources/torch/serialization"
OPTIMIZERS = {
    "adam": lambda p: torch.optim.Adam(p, lr=0.1, betas=(0.5, 0.999)),
    "adamw": lambda p: torch.optim.AdamW([{"params": [p[0]]}, {"params": [p[1]], "lr": 0.3}], lr=0.1, amsgrad=True),
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.1, centered=True),
    "rprop": lambda p: torch.optim.Rprop(p, lr=0.1),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.1),
}


def vae():
    """The two halves of the VAE with weights of few different values."""
    halves = torch.nn.ModuleDict({"encoder": Encoder(), "decoder": Decoder()})
    with torch.no_grad():
        for number, parameter in enumerate(halves.parameters()):
            values = (torch.arange(parameter.numel()) * 37 + number) % 251
            parameter.copy_(((values - 125) / 2048).reshape(parameter.shape))
    return halves


def outputs(halves):
    x = (torch.arange(3 * 784) % 256 / 255).reshape(3, 784)
    with torch.no_grad():
        posterior = halves["encoder"](x)
        return {"x": x, "mu": posterior.mu, "logvar": posterior.logvar, "y": halves["decoder"](posterior.mu)}


def parameters():
    return [torch.nn.Parameter(torch.arange(6.0).reshape(2, 3) - 2), torch.nn.Parameter(torch.tensor([0.5, -1.5]))]


def steps(optimizer, params, count):
    for _ in range(count):
        for p in params:
            p.grad = p.detach() / 4
        optimizer.step()


def write():
    warnings.simplefilter("ignore")
    with zipfile.ZipFile(RESOURCES / "models.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:

        def put(name, value):
            buffer = io.BytesIO()
            torch.save(value, buffer)
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, buffer.getvalue())

        halves = vae()
        put("encoder.pt", halves["encoder"].state_dict())
        put("decoder.pt", halves["decoder"].state_dict())
        put("vae_outputs.pt", outputs(halves))
        for name, make in OPTIMIZERS.items():
            params = parameters()
            optimizer = make(params)
            steps(optimizer, params, 3)
            before = [p.detach().clone() for p in params]
            state = optimizer.state_dict()
            buffer = io.BytesIO()
            torch.save({"optimizer": state, "params": before}, buffer)  # before the state moves on
            steps(optimizer, params, 2)
            put(f"{name}.pt", torch.load(io.BytesIO(buffer.getvalue()), weights_only=True))
            put(f"{name}_after.pt", [p.detach().clone() for p in params])
        norm = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))
        with torch.no_grad():
            for p in norm.parameters():
                p.fill_(0.25)
        put("norm.pt", norm.state_dict())
    print((RESOURCES / "models.zip").stat().st_size, "bytes")


def check_vae(folder):
    halves = vae()
    for name, half in halves.items():
        expected = {k: v.clone() for k, v in half.state_dict().items()}
        for p in half.parameters():
            torch.nn.init.zeros_(p)
        state = torch.load(folder / f"{name}.pt", weights_only=True)
        assert state._metadata == half.state_dict()._metadata, state._metadata
        half.load_state_dict(state, strict=True)
        for key, value in half.state_dict().items():
            assert torch.equal(value, expected[key]), key
    given = torch.load(folder / "vae_outputs.pt", weights_only=True)
    for name, value in outputs(halves).items():
        torch.testing.assert_close(given[name], value, rtol=1e-5, atol=1e-6)
    print(f"PyTorch {torch.__version__} loaded the VAE that Java saved")


def check_optimizers(folder):
    for name, make in OPTIMIZERS.items():
        saved = torch.load(folder / f"{name}.pt", weights_only=True)
        params = [torch.nn.Parameter(p) for p in saved["params"]]
        optimizer = make(params)
        own = optimizer.state_dict()["param_groups"]
        optimizer.load_state_dict(saved["optimizer"])
        for group, default in zip(saved["optimizer"]["param_groups"], own, strict=True):
            assert group.keys() == default.keys(), (name, group.keys() ^ default.keys())
        steps(optimizer, params, 2)
        after = torch.load(folder / f"{name}_after.pt", weights_only=True)
        for p, expected in zip(params, after, strict=True):
            torch.testing.assert_close(p.detach(), expected, rtol=1e-6, atol=1e-7)
    print(f"PyTorch {torch.__version__} loaded the states of {len(OPTIMIZERS)} optimizers that Java saved")


if __name__ == "__main__":
    if len(sys.argv) == 1:
        write()
    else:
        {"vae": check_vae, "optimizers": check_optimizers}[sys.argv[1]](Path(sys.argv[2]))
