"""Every fault that is raised anywhere has a sentence, and every sentence somebody who raises it."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from workstation import words
from workstation.fault import Fault
from workstation.words import SENTENCES, sentence

PACKAGE = Path(__file__).resolve().parents[1] / "workstation"
ROOMS = tuple(
    import_module(f"workstation.words.{room.name}") for room in iter_modules(words.__path__)
)
RAISERS = {"WorldFault", "BugFault", "Fault"}
# Line and pack faults take their prefix and parameters where they are gathered; tests/intake
# holds them word for word.
GATHERED = ("intake.line.", "policy.fault.", "closings.line.")
CODE = re.compile(r"[a-z]+(\.[a-z_]+)+")


def parsed() -> Iterator[tuple[Path, ast.Module]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        if "words" not in file.relative_to(PACKAGE).parts:
            yield file, ast.parse(file.read_text("utf-8"))


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def calls() -> Iterator[tuple[str, str, set[str] | None]]:
    """Where, code, and the names of the parameters (None where they come as a mapping)."""
    for file, tree in parsed():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or name_of(node) not in RAISERS or not node.args:
                continue
            first = node.args[0]
            named = {keyword.arg for keyword in node.keywords}
            given = None if None in named else {str(name) for name in named}
            for literal in ast.walk(first):
                if isinstance(literal, ast.Constant) and isinstance(literal.value, str):
                    yield f"{file.name}:{node.lineno}", literal.value, given


def needs(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


CALLS = sorted(
    {(where, code, tuple(sorted(given or ())), given is None) for where, code, given in calls()}
)


def test_there_are_many() -> None:
    assert len(CALLS) > 120
    assert {code.partition(".")[0] for _, code, *_ in CALLS} >= {
        "store", "intake", "language", "policy", "review", "sync", "settings", "instant", "export",
    }  # fmt: skip


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call[0]}-{call[1]}")
def test_a_fault_has_its_sentence(call: tuple[str, str, tuple[str, ...], bool]) -> None:
    where, code, given, open_ended = call
    assert CODE.fullmatch(code), where
    assert code in SENTENCES, f"{where} raises {code}, which has no sentence"
    if not open_ended:
        missing = needs(SENTENCES[code]) - set(given)
        assert not missing, f"{where} raises {code} without {sorted(missing)}"
        told = sentence(Fault(code, **dict.fromkeys(given, 7)))
        assert told
        assert "{" not in told


def literals() -> set[str]:
    return {
        node.value
        for _, tree in parsed()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_no_sentence_without_a_raiser() -> None:
    known = literals()
    left = [code for code in SENTENCES if not code.startswith(GATHERED) and code not in known]
    assert left == []


def test_gathered_reasons_are_written_somewhere() -> None:
    known = literals()
    left = [
        code
        for code in SENTENCES
        if code.startswith(GATHERED) and not {code, code.rpartition(".")[2]} & known
    ]
    assert left == []


def test_one_room_a_code() -> None:
    """A code told twice would be told in the words of whichever room comes last."""
    told = [code for room in ROOMS for code in room.SENTENCES]
    assert sorted(set(told)) == sorted(code for code in SENTENCES)
    assert [code for code in set(told) if told.count(code) > 1] == []


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_is_a_sentence(code: str) -> None:
    words = SENTENCES[code]
    assert words == words.strip()
    assert "  " not in words
    assert len(words.split()) > 2


def test_an_unknown_code_is_still_told() -> None:
    assert sentence(Fault("nobody.knows", a=1)) == "nobody.knows(a=1)"


def test_a_parameter_is_never_read_as_a_template() -> None:
    told = sentence(Fault("store.missing", path="{path} {0} {x}"))
    assert "{path} {0} {x}" in told
