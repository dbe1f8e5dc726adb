"""How texts are decoded, and what a kept translation says of it."""

from __future__ import annotations

BEAM = 4
LENGTH_PENALTY = 0.2
PIPELINE = 3
"""Raised whenever the same package and sentence give another text, mark or link than before."""

OPTIONS = f"beam={BEAM} length_penalty={LENGTH_PENALTY} pipeline={PIPELINE}"
