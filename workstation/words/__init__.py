"""Sentences for fault codes: what is wrong, where, and what to do, one module a room.

Rooms below raise codes with parameters (`workstation.fault`); the command line and the window
turn them into words here. A test asks that every code raised has a sentence and that its
placeholders are among the parameters given.
"""

from __future__ import annotations

from workstation.fault import Fault
from workstation.words import intake, language, program, review, store, sync

SENTENCES: dict[str, str] = {
    **store.SENTENCES,
    **intake.SENTENCES,
    **language.SENTENCES,
    **review.SENTENCES,
    **sync.SENTENCES,
    **program.SENTENCES,
}


def sentence(fault: Fault) -> str:
    """The sentence of a fault with its parameters filled in; the bare code where none is known."""
    template = SENTENCES.get(fault.code)
    return template.format(**fault.params) if template else str(fault)
