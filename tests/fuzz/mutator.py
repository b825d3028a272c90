"""Damage in the ways that files are damaged, and a few that somebody thought of."""

import random

NUMBERS = (b"0", b"-1", b"255", b"65536", b"2147483648", b"18446744073709551616", b"9" * 40, b"1e400", b"-0.0")
BYTES = (b"\0", b"\xff", b"\x80", b"\n", b"\r\n", b'"', b"\\", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"\xe3")
_BRACKETS = ((b"[", b"]"), (b"{", b"}"), (b'{"a":', b"}"), (b"<div>", b"</div>"), (b"(", b")"), (b"- ", b""))


class Mutator:
    """Makes inputs of seeds, the same ones for the same number.

    Args:
        seed: the number.
        seeds: inputs that are sound.
        tokens: words that mean something to whatever reads the inputs.
        largest: of an input, in bytes.
    """

    def __init__(self, seed: int, seeds: list[bytes], tokens: tuple[bytes, ...], largest: int = 64 << 10) -> None:
        self._random, self._seeds, self._largest = random.Random(seed), seeds, largest
        self._tokens = (*tokens, *NUMBERS, *BYTES)
        self._damages = (self._flip, self._set, self._cut, self._splice, self._repeat, self._insert, self._nest)

    def __call__(self) -> bytes:
        """Return the next input."""
        data = self._random.choice(self._seeds)
        # one change finds what is behind a checksum's back; many find what two of them do together
        for _ in range(self._random.choice((1, 1, 2, 3, 5, 8))):
            data = self._random.choice(self._damages)(data)[: self._largest]
        return data

    def _span(self, data: bytes, longest: int = 64) -> tuple[int, int]:
        start = self._random.randint(0, len(data))
        return start, min(len(data), start + self._random.randint(0, longest))

    def _flip(self, data: bytes) -> bytes:
        if not data:
            return data
        place = self._random.randrange(len(data))
        return data[:place] + bytes((data[place] ^ 1 << self._random.randrange(8),)) + data[place + 1 :]

    def _set(self, data: bytes) -> bytes:
        start, end = self._span(data, 4)
        return data[:start] + self._random.randbytes(end - start) + data[end:]

    def _cut(self, data: bytes) -> bytes:
        start, end = self._span(data, self._random.choice((1, 16, len(data))))
        return data[:start] + data[end:]

    def _splice(self, data: bytes) -> bytes:
        other = self._random.choice(self._seeds)
        return data[: self._random.randint(0, len(data))] + other[self._random.randint(0, len(other)) :]

    def _repeat(self, data: bytes) -> bytes:
        start, end = self._span(data)
        return data[:end] + data[start:end] * self._random.choice((1, 2, 200)) + data[end:]

    def _insert(self, data: bytes) -> bytes:
        start, end = self._span(data, 8)
        token = self._random.choice(self._tokens)
        return data[:start] + token + data[self._random.choice((start, end)) :]

    def _nest(self, data: bytes) -> bytes:
        start, end = self._span(data)
        before, behind = self._random.choice(_BRACKETS)
        depth = self._random.choice((2, 30, 300, 6000))
        return data[:start] + before * depth + data[start:end] + behind * depth + data[end:]
