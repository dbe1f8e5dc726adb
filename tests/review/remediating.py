"""Entries of the demo batch, for tests that put things right."""

from __future__ import annotations

from tests.store.demo import Auditor, right_answer, wrong_tasks
from workstation.store import remediation_rows
from workstation.store.driver import Database
from workstation.store.remediation_rows import Entry, Wish


def entries(auditor: Auditor, wish: Wish = remediation_rows.ALL) -> list[Entry]:
    def read(db: Database) -> list[Entry]:
        return list(remediation_rows.rows(db, wish))

    return auditor.store.read(read).result()


def open_entries(auditor: Auditor, number: int = 3) -> list[Entry]:
    """Overturns in languages that the auditor reads, until so many entries are open."""
    for task in wrong_tasks(auditor):
        auditor.answer(task, right_answer(auditor, task))
        auditor.conclude(task, note="=1+1 in the photo")
        found = entries(auditor, Wish(("open",)))
        if len(found) >= number:
            return found
    raise AssertionError("the demo has too few overturns")
