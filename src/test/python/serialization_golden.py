"""Files of PyTorch for torch.SerializationGoldenTest: values by chance, states of optimizers, and a VAE.

Written by PyTorch 2.14.1, seeds 0 to 319. Run from the repository's root:

    python3 src/test/python/serialization_golden.py

Writes src/test/resources/torch/serialization/golden.zip: for each value its file, N.pt, and the value as text, N.txt
(see serialization_values.py). Every third file is in the format from before PyTorch 1.6; the last 20 are as a big-endian
machine writes them.
"""
import io
import sys
import warnings
import zipfile
from pathlib import Path

import torch

from serialization_values import DTYPES, Chance, describe

ROOT = Path(__file__).parents[3]
RESOURCES = ROOT / "src/test/resources/torch/serialization"
COUNT = 300
BIG_ENDIAN = 20


def saved(value, legacy):
    buffer = io.BytesIO()
    torch.save(value, buffer, _use_new_zipfile_serialization=not legacy)
    return buffer.getvalue()


def big_endian(seed):
    """A file of tensors as a big-endian machine writes it, and its tensors as text."""
    chance = Chance(seed, DTYPES[:12])
    tensors = [chance.strided() for _ in range(6)]
    text = describe(tensors)
    for dtype, storage in chance.storages:
        storage.byteswap(dtype)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(tensors, False))) as little, zipfile.ZipFile(buffer, "w") as big:
        for info in little.infolist():
            big.writestr(info.filename, b"big" if info.filename.endswith("/byteorder") else little.read(info))
    return buffer.getvalue(), text


def main():
    warnings.simplefilter("ignore")
    RESOURCES.mkdir(parents=True, exist_ok=True)
    kinds = {"zip": 0, "legacy": 0}
    with zipfile.ZipFile(RESOURCES / "golden.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:

        def put(name, data):
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, data)

        put("about.txt", f"PyTorch {torch.__version__}, seeds 0 to {COUNT + BIG_ENDIAN - 1}\n")
        for seed in range(COUNT):
            legacy = seed % 3 == 2
            # In the old format PyTorch writes types without a class of storages, but fails to read them.
            value = Chance(seed, DTYPES[:12] if legacy else DTYPES).value()
            text = describe(value)
            data = saved(value, legacy)
            # What PyTorch itself makes of the file is what is expected.
            again = describe(torch.load(io.BytesIO(data), weights_only=True))
            if again != text:
                print(seed, "legacy" if legacy else "zip", "differs after PyTorch's own loading")
                if "-v" in sys.argv:
                    print(text, again, sep="\n")
            put(f"{seed}.pt", data)
            put(f"{seed}.txt", again)
            kinds["legacy" if legacy else "zip"] += 1
        for seed in range(COUNT, COUNT + BIG_ENDIAN):
            data, text = big_endian(seed)
            assert describe(torch.load(io.BytesIO(data), weights_only=True)) == text, seed
            put(f"{seed}.pt", data)
            put(f"{seed}.txt", text)
    print(kinds, (RESOURCES / "golden.zip").stat().st_size, "bytes")


if __name__ == "__main__":
    main()
