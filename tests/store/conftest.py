"""What the tests of the store share."""

from __future__ import annotations

from tests.store.demo import demo_home, mei, open_auditor

__all__ = ["demo_home", "mei", "open_auditor"]
