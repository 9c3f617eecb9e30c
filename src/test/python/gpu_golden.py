"""Records the losses that gpu/training.py prints on the CPU, for TrainingTest.

    python3 src/test/python/gpu_golden.py > src/test/resources/gpu/training-2.14.1.txt
"""

import pathlib
import subprocess
import sys

import torch

PROGRAM = pathlib.Path(__file__).resolve().parents[3] / "gpu" / "training.py"
MODELS = ["--model vae --batch 16", "--model dcgan --batch 16 --width 8"]
STEPS = 20

capability = torch.backends.cpu.get_cpu_capability()
print(f"# Written by src/test/python/gpu_golden.py on PyTorch {torch.__version__} (CPU capability {capability}, seed 1)")
for model in MODELS:
    for kind in ["", " --bf16", " --fused"]:
        arguments = f"--device cpu --threads 1 {model}{kind}"
        print(f"# {arguments}")
        command = [sys.executable, str(PROGRAM), *arguments.split(" ")]
        ran = subprocess.run(command, input=f"losses {STEPS}\n", capture_output=True, text=True, check=True)
        print(ran.stdout, end="")
