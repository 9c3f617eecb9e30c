"""Random numbers that are the same in every language; Xorshift.java is the same in Java."""


class Xorshift:
    """Marsaglia's 32-bit xorshift."""

    def __init__(self, seed):
        self.state = seed

    def between(self, low, high):
        self.state ^= self.state << 13 & 0xFFFFFFFF
        self.state ^= self.state >> 17
        self.state ^= self.state << 5 & 0xFFFFFFFF
        return low + self.state % (high - low + 1)
