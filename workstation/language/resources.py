"""Where the data files of this room are, and how they are read."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2] / "resources"
PROFILES = ROOT / "languages" / "profiles"
STARTER = ROOT / "models" / "starter"


@cache
def language_data(name: str) -> dict[str, Any]:
    """One TOML file of `resources/languages/`, read once."""
    return tomllib.loads((ROOT / "languages" / name).read_text(encoding="utf-8"))


@cache
def model_data(name: str) -> dict[str, Any]:
    """One TOML file of `resources/models/`, read once."""
    return tomllib.loads((ROOT / "models" / name).read_text(encoding="utf-8"))
