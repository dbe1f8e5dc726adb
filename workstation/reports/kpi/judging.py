"""What a verdict's result and codes count as, found out once for each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from msgspec import Struct

from workstation.domain.figures.counting import Sort, outcome_severity, sort_of
from workstation.domain.taxonomy import TECHNICAL, Code, Severity
from workstation.domain.verdict import Error, Outcome, Result
from workstation.store.figure_rows import Drawn


class Judged(Struct, frozen=True):
    """What an outcome counts as; `done` and `due` say whether it was and should be enforced."""

    sort: Sort
    done: bool | None
    due: bool | None
    defects: int
    judged: bool  # whether it is in the denominator of accuracy


class Judge:
    """What (result, codes, actions) count as, found out once for each."""

    def __init__(self, batches: Mapping[str, Drawn]) -> None:
        self._batches = batches
        self._known: dict[tuple[str, ...], Judged] = {}
        # Batches that share their actions share what is known.
        names: dict[tuple[tuple[str, bool], ...], str] = {}
        self._set = {
            name: names.setdefault(tuple(sorted(held.enforces.items())), name)
            for name, held in batches.items()
        }

    def of(self, batch: str, result: str, codes: str, done: str, due: str) -> Judged:
        """What they count as in a batch, whose actions say what enforces."""
        key = (self._set[batch], result, codes, done, due)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._made(batch, result, codes, done, due)
        return found

    def _made(self, batch: str, result: str, codes: str, done: str, due: str) -> Judged:
        outcome = Outcome(result_of(result), tuple(errors_of(codes)))
        sort = sort_of(outcome, done, due)
        enforces = self._batches[batch].enforces
        person = [error for error in outcome.errors if error.code not in TECHNICAL]
        defects = sum(error.code is not Code.CO_INCONSISTENT for error in person)
        if not sort.judged:
            return Judged(sort, None, None, defects, False)
        return Judged(sort, enforces.get(done), enforces.get(due), defects, True)


def result_of(text: str) -> Result:
    """A result; what a later version says is pending."""
    try:
        return Result(text)
    except ValueError:
        return Result.PENDING


def errors_of(codes: str) -> Iterable[Error]:
    """The errors of a list of codes in JSON, without their severities."""
    for code in json.loads(codes):
        try:
            yield Error(Code(code), Severity.NONE)
        except ValueError:  # a later version's: it is kept, and counts as nothing we know
            continue


def severity_of(text: str) -> Severity:
    """The severest error of outcome, from a whole outcome's JSON."""
    held = json.loads(text).get("errors") or ()
    errors = []
    for one in held:
        try:
            errors.append(Error(Code(one["code"]), Severity(one["severity"])))
        except (ValueError, KeyError, TypeError):
            continue
    return outcome_severity(Outcome(Result.DIFFERS, tuple(errors)))
