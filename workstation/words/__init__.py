"""Sentences for fault codes: what is wrong, where, and what to do, one module a room.

Rooms below raise codes with parameters (`workstation.fault`); the command line and the window
turn them into words here. A test asks that every code raised has a sentence and that its
placeholders are among the parameters given.
"""

from __future__ import annotations

from workstation.fault import Fault
from workstation.words import (
    figures,
    hub,
    intake,
    language,
    numbers,
    places,
    program,
    publishing,
    release,
    remediation,
    review,
    roster,
    sampling,
    second,
    store,
    sync,
)

SENTENCES: dict[str, str] = {
    **store.SENTENCES,
    **intake.SENTENCES,
    **language.SENTENCES,
    **review.SENTENCES,
    **remediation.SENTENCES,
    **sync.SENTENCES,
    **places.SENTENCES,
    **hub.SENTENCES,
    **roster.SENTENCES,
    **publishing.SENTENCES,
    **release.SENTENCES,
    **numbers.SENTENCES,
    **figures.SENTENCES,
    **sampling.SENTENCES,
    **second.SENTENCES,
    **program.SENTENCES,
}


def sentence(fault: Fault) -> str:
    """The sentence of a fault with its parameters filled in; the bare code where none is known."""
    template = SENTENCES.get(fault.code)
    if template is None:
        return str(fault)
    params = dict(fault.params)
    # A reason is a code; where it has words of its own, they are what a person can act on.
    reason = SENTENCES.get(f"intake.line.{params.get('reason')}", "{}")
    if "{" not in reason:
        params["reason"] = reason[0].lower() + reason[1:].rstrip(".")
    # What is not known (no entry of a cut-off zip, no field of a file that is no JSON) leaves no
    # empty brackets behind.
    return template.format(**params).replace(" ()", "").replace(":  (", " (")
