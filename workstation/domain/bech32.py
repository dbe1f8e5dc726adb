"""Bech32 as age writes its keys: a word, `1`, 32 bytes in groups of five bits, six for a check."""

from __future__ import annotations

_SIGNS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_STEPS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def encode(word: str, data: bytes) -> str:
    """In lower case."""
    groups = _fives(data)
    spread = [ord(sign) >> 5 for sign in word] + [0] + [ord(sign) & 31 for sign in word]
    check = _check([*spread, *groups, *([0] * 6)]) ^ 1
    groups += [check >> 5 * (5 - place) & 31 for place in range(6)]
    return f"{word}1" + "".join(_SIGNS[group] for group in groups)


def _fives(data: bytes) -> list[int]:
    number, bits = int.from_bytes(data), len(data) * 8
    spare = -bits % 5
    number <<= spare
    count = (bits + spare) // 5
    return [number >> 5 * (count - 1 - place) & 31 for place in range(count)]


def _check(values: list[int]) -> int:
    held = 1
    for value in values:
        top = held >> 25
        held = (held & 0x1FFFFFF) << 5 ^ value
        for place, step in enumerate(_STEPS):
            held ^= step if top >> place & 1 else 0
    return held
