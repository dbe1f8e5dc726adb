"""Every fault that sync and export raise has a sentence, and what its sentence needs."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

from workstation.words import SENTENCES as ALL
from workstation.words import sync

SENTENCES = {code: said for code, said in ALL.items() if code.startswith(("sync.", "export."))}
PACKAGE = Path(__file__).resolve().parents[2] / "workstation"


def raised() -> list[tuple[str, set[str]]]:
    calls = (
        node
        for room in ("sync", "reports", "cli")
        for file in (PACKAGE / room).glob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("WorldFault", "BugFault")
    )
    return [
        (call.args[0].value, {word.arg or "" for word in call.keywords})
        for call in calls
        if isinstance(call.args[0], ast.Constant)
    ]


def needs(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_fault_has_a_sentence_with_what_it_needs() -> None:
    assert len(raised()) > 40
    for code, given in raised():
        if code.partition(".")[0] not in ("sync", "export"):
            continue  # another room's, raised by the command line
        assert needs(SENTENCES[code]) <= given, code


def test_no_sentence_is_left_over() -> None:
    rooms = (file for file in PACKAGE.rglob("*.py") if file.parent.name != "words")
    text = "".join(file.read_text() for file in rooms)
    assert [code for code in SENTENCES if f'"{code}"' not in text] == []


def test_codes_are_told_by_the_rooms_that_raise_them() -> None:
    assert all(re.fullmatch(r"(sync|export)\.[a-z_]+", code) for code in sync.SENTENCES)
