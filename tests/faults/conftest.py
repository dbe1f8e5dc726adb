"""What the tests of faults share."""

from __future__ import annotations

from tests.store.demo import demo_home, mei, open_auditor

__all__ = ["demo_home", "mei", "open_auditor"]
