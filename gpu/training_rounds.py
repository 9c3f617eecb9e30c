"""A training in Java and the same in Python, step by step beside each other and then in alternating rounds."""

import os
import queue
import re
import signal
import statistics
import subprocess
import threading

STEPS = 20
SECONDS_PER_ROUND = 0.5
# On a CPU the threads of three programs would wait for each other: libtorch's are told by --threads, OpenBLAS' here.
ONE_THREAD = {"cpu": {"OPENBLAS_NUM_THREADS": "1"}, "cuda": {}}
# How far apart losses may be at least: of the rounding of the type, over 20 steps.
FLOORS = {False: 1e-4, True: 1e-2}
# How much farther apart than Python is from itself: atomic additions come in any order.
TIMES_PYTHON = 5


def reason_in(lines):
    """Why a program ended: the line of a signal or an exception, or the last one."""
    told = r"(# +SIG|Exception in thread|Caused by:|\w*(Error|Exception):)"
    return next((line for line in lines if re.match(told, line)), lines[-1] if lines else "nothing printed")


class Program:
    """A program that trains as it is told, see training.py."""

    def __init__(self, machine, command, log):
        self.machine = machine
        self.log = machine.out / f"{log}.log"
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log.open("w"), text=True,
            start_new_session=True, env={**machine.environment, **ONE_THREAD[machine.device]},
        )  # fmt: skip
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def until(self, last, seconds=120):
        """The lines up to one; the end of the program before it is an error that tells the end of its log."""
        lines = []
        while True:
            try:
                line = self.lines.get(timeout=self.machine.seconds_left(seconds))
            except queue.Empty:
                raise EOFError(f"silent for {seconds} s, see {self.log.name}") from None
            if line is None:
                said = reason_in(lines + self.log.read_text(errors="replace").splitlines())
                raise EOFError(f"ended early: {said}, see {self.log.name}")
            if line == last:
                return lines
            lines.append(line)

    def send(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def ask(self, command):
        self.send(command)
        return self.until("done")

    def time(self, steps):
        return float(self.ask(f"time {steps}")[0].split()[1]) / steps

    def close(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Rounds:
    """One training: a model, a batch, a type, and whether it is captured."""

    def __init__(self, machine, rounds, model, batch, bfloat16=False, captured=False, fused=False):
        self.machine = machine
        self.rounds = rounds
        self.bfloat16 = bfloat16
        self.captured = captured
        kind = ["bf16" if bfloat16 else "fp32", "graph" if captured else "eager", *(["fused"] if fused else [])]
        self.name = f"{model.split()[0]} {batch} {' '.join(kind)}"
        self.arguments = ["--device", machine.device, "--model", *model.split(), "--batch", str(batch)]
        self.arguments += ["--bf16"] * bfloat16 + ["--capture"] * captured + ["--fused"] * fused
        if machine.device == "cpu":
            self.arguments += ["--threads", "1"]

    @staticmethod
    def all(machine, rounds):
        """On a CPU the DCGAN is a narrow one."""
        sizes = {"cuda": {"vae": (128, 4096), "dcgan": (128, 512)}, "cpu": {"vae": (128, 512), "dcgan --width 8": (16, 32)}}
        for model, batches in sizes[machine.device].items():
            for batch in batches:
                for bfloat16 in (False, True):
                    for captured in (False, True):
                        yield Rounds(machine, rounds, model, batch, bfloat16, captured)
            yield Rounds(machine, rounds, model, batches[0], fused=True)

    def run(self):
        """Losses beside each other, then times; the note says both."""
        self.machine.seconds_left(60)
        log = "training-" + self.name.replace(" ", "-")
        java = Program(self.machine, self.machine.java("gpu.Training", *self.arguments), log + "-java")
        pythons = [Program(self.machine, self.machine.python("training.py", *self.arguments), f"{log}-python{i}") for i in (1, 2)]
        try:
            for program in (java, *pythons):
                program.until("ready")
                program.send(f"losses {STEPS}")
            ours, theirs, again = (program.until("done") for program in (java, *pythons))
            losses = self.compare(ours, theirs, again)
            pythons[1].close()
            return f"{losses}; {self.times(java, pythons[0])}"
        finally:
            for program in (java, *pythons):
                program.close()

    def compare(self, ours, theirs, again):
        with (self.machine.out / "losses.txt").open("a") as file:
            file.write(f"{self.name}\n")
            file.writelines(f"  {a}\n  {b}   (Python)\n" for a, b in zip(ours, theirs))
        apart, own = apart_by(ours, theirs), apart_by(theirs, again)
        allowed = max(FLOORS[self.bfloat16], TIMES_PYTHON * own)
        same = sum(a == b for a, b in zip(ours, theirs))
        said = f"{same} of {STEPS} losses the same, {apart:.1e} apart, Python twice {own:.1e}"
        if not apart <= allowed:
            raise ValueError(f"{said}, allowed {allowed:.1e}, see losses.txt")
        return said

    def times(self, java, python):
        steps = 5
        for program in (java, python):  # warm-up, and how many steps a round has
            program.time(steps)
        steps = min(2000, max(5, round(SECONDS_PER_ROUND / max(java.time(steps), python.time(steps)))))
        ours, theirs = [], []
        for i in range(self.rounds):
            turn = [(java, ours), (python, theirs)]
            for program, times in turn if i % 2 == 0 else turn[::-1]:
                times.append(program.time(steps))
        best = min(ours) / min(theirs)
        middle = statistics.median(a / b for a, b in zip(ours, theirs))
        return f"{1e3 * min(ours):.3f} ms, Python {1e3 * min(theirs):.3f} ms, ratio {best:.2f} (median {middle:.2f})"


def apart_by(lines, others):
    """The largest relative distance of numbers in lines that are otherwise the same; an infinite one where they are not."""
    number = r"-?\d+\.\d+|nan|inf"
    if len(lines) != len(others) or not lines:
        return float("inf")
    apart = 0.0
    for line, other in zip(lines, others):
        if re.sub(number, "", line) != re.sub(number, "", other):
            return float("inf")
        for a, b in zip(re.findall(number, line), re.findall(number, other)):
            distance = abs(float(a) - float(b)) / max(1e-6, abs(float(b)))
            apart = max(apart, distance if distance == distance else float("inf"))
    return apart
