"""Text to learn from, put together in code: nothing to download. Text.java is the same in Java."""

import itertools

import torch
from torch.utils.data import DataLoader, IterableDataset

from xorshift import Xorshift

LENGTH = 20_000
NOUNS = "baker fox garden harbour kettle lantern miller owl piper river sailor window".split()
ADJECTIVES = "bright gentle hungry little old quiet silver young".split()
VERBS = "carries draws follows hears likes mends paints sees visits".split()
PLACES = ["after the rain", "at noon", "by the sea", "in the morning", "near the mill", "under the bridge"]


def write():
    random = Xorshift(20_000)

    def one_of(words):
        return words[random.between(0, len(words) - 1)]

    def thing():
        adjective = one_of(ADJECTIVES) + " " if random.between(0, 2) > 0 else ""
        return adjective + one_of(NOUNS)

    text = ""
    while len(text) < LENGTH:
        text += f"the {thing()} {one_of(VERBS)} a {thing()}"
        if random.between(0, 1) == 1:
            text += " " + one_of(PLACES)
        text += ".\n" if random.between(0, 4) == 0 else ". "
    return text[:LENGTH]


class Text(IterableDataset):
    """Batches of stretches of the text that begin anywhere, as numbers of characters, without end."""

    def __init__(self, options, window):
        text = write()
        self.characters = sorted(set(text))
        self.codes = self.encode(text)  # (LENGTH)
        self.batch, self.steps, self.window = options.batch, options.steps, window
        print(f"text: {LENGTH} characters, {len(self.characters)} different ones, batches of {self.batch}")

    def encode(self, text):
        return torch.tensor([self.characters.index(c) for c in text])

    def decode(self, codes):
        return "".join(self.characters[i] for i in codes.tolist())

    def __iter__(self):
        while True:
            begin = torch.randint(LENGTH - self.window, (self.batch, 1))
            stretch = begin + torch.arange(self.window + 1)  # (batch, window + 1)
            yield self.codes.take(stretch)

    def batches(self):
        """Batches until all steps are done, whose order the default generator alone decides."""
        return itertools.islice(DataLoader(self, batch_size=None, generator=torch.Generator()), self.steps)
