"""What ships with the program for batches that bring nothing of their own."""

from __future__ import annotations

from pathlib import Path

POLICY = Path(__file__).resolve().parents[2] / "resources" / "policy"
"""The default policy pack's folder."""
