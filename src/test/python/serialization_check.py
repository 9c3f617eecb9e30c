"""Reads what Java wrote: each N.pt of a folder with torch.load(weights_only=True), and mapped, against its N.txt.

Run from the repository's root, after Java has written the folder (torch.SerializationPythonTest does both, where the
property jtorch.python names a Python that has PyTorch):

    java ... torch.FilesForPython FOLDER
    python3 src/test/python/serialization_check.py FOLDER
"""
import sys
import warnings
import zipfile
from pathlib import Path

import torch

from serialization_values import describe


def main():
    warnings.simplefilter("ignore")
    files = sorted(Path(sys.argv[1]).glob("*.pt"), key=lambda f: int(f.stem))
    wrong = 0
    for file in files:
        expected = file.with_suffix(".txt").read_text()
        try:
            damaged = zipfile.ZipFile(file).testzip()
            assert damaged is None, f"{damaged} is damaged"
            for mmap in (False, True):
                found = describe(torch.load(str(file), weights_only=True, mmap=mmap))
                assert found == expected, f"expected {expected[:3000]}\n   found {found[:3000]}"
        except Exception as e:  # all that is wrong is shown, not the first alone
            wrong += 1
            print(f"{file.name}: {type(e).__name__}: {e}")
    print(f"PyTorch {torch.__version__} read {len(files)} files, {wrong} of them wrongly")
    sys.exit(1 if wrong or not files else 0)


if __name__ == "__main__":
    main()
