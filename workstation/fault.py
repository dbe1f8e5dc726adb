"""Errors below the window: a code with parameters; `words.py` turns them into sentences.

    Fault            anything we raise on purpose
    ├── WorldFault   the input or the machine is at fault; the person can act
    └── BugFault     we are at fault; log it and offer a report

A fault never carries case content: parameters are names, numbers, paths, codes.
"""

from __future__ import annotations


class Fault(Exception):
    """A failure with a stable `code` and plain `params` (str, int, float, bool, None)."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({told})"


class WorldFault(Fault):
    """The input, the disk, the network or another program is at fault."""


class BugFault(Fault):
    """An assumption of ours does not hold."""
