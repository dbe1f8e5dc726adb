"""What is said about a line that cannot be used, and about a batch that can, with a doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from msgspec import Struct, field


class BadLine(Exception):
    """A line that goes to quarantine: where in it, why, with names and numbers, never content."""

    def __init__(self, where: str, reason: str, **params: object) -> None:
        super().__init__(where, reason)
        self.where = where
        self.reason = f"intake.line.{reason}"
        self.params = params


class Quarantined(Struct, frozen=True):
    """A line that was left out; `reason` is a code with a sentence in `workstation.words`."""

    line: int
    field: str
    reason: str
    params: Mapping[str, object] = field(default_factory=dict)


class Notice(Struct, frozen=True):
    """A doubt about a batch that came in all the same; `code` has a sentence."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


class Doubts:
    """Gathers doubts while a batch is read: how often each, and the first few names."""

    MOST_NAMES = 5

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._names: dict[str, list[str]] = {}
        self._params: dict[str, Mapping[str, object]] = {}

    def add(self, code: str, name: str = "", count: int = 1, **params: object) -> None:
        """Count one; names are shown shortened, and only the first few different ones."""
        self._counts[code] += count
        names = self._names.setdefault(code, [])
        name = "".join(c if c.isprintable() else "?" for c in name[:60])
        if name and name not in names and len(names) < self.MOST_NAMES:
            names.append(name)
        self._params.setdefault(code, params)

    def notices(self) -> tuple[Notice, ...]:
        """One notice a code, in the order they were first met."""
        return tuple(
            Notice(
                code,
                {"count": count, "names": ", ".join(self._names[code]), **self._params[code]},
            )
            for code, count in self._counts.items()
        )
