"""Every code of this room has a sentence that its parameters fill, and no sentence is left over."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import workstation.intake
import workstation.store.policies
from workstation.domain.batch import BatchKind, Stage
from workstation.domain.case import PartKind
from workstation.domain.decision import TargetKind
from workstation.intake import wire
from workstation.words.intake import SENTENCES

FILES = [
    *Path(workstation.intake.__file__).parent.rglob("*.py"),
    Path(workstation.store.policies.__file__),
]
# Raised for a line, or for a file of a policy pack, by the same code.
SHARED = {
    *("not_json", "not_utf8", "surrogate", "nul", "wrong_type", "missing", "too_long", "too_many"),
    *("too_short", "out_of_range", "malformed", "unknown_value", "bad_date"),
}
POLICY = {"no_front_matter", "no_words", "not_toml", "other_name", "unknown_field"}


def told() -> dict[str, set[str]]:
    """Every code in the sources with the parameters given along."""
    found: dict[str, set[str]] = {}
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            named = {keyword.arg for keyword in node.keywords if keyword.arg} - {"fatal", "count"}
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            texts = [
                inner.value
                for arg in node.args
                for inner in ast.walk(arg)
                if isinstance(inner, ast.Constant) and isinstance(inner.value, str)
            ]
            if name in ("WorldFault", "BugFault") and texts:
                found.setdefault(texts[0], set()).update(named)
            elif name == "add" and texts and texts[0].startswith("intake."):
                found.setdefault(texts[0], set()).update(named | {"count", "names"})
            elif name == "PackFault" and (codes := [t for t in texts if t.startswith("policy.")]):
                given = [k.value for a in node.args if isinstance(a, ast.Dict) for k in a.keys]
                found.setdefault(codes[0], set()).update(given)
            elif name in ("doubt", "hint"):
                every = {keyword.arg for keyword in node.keywords if keyword.arg}
                found.setdefault(f"policy.fault.{node.args[2].value}", set()).update(every)
            elif name in ("BadLine", "Unreadable"):
                for reason in texts:
                    for prefix in prefixes(reason):
                        found.setdefault(f"{prefix}.{reason}", set()).update(named)
    return found


def prefixes(reason: str) -> tuple[str, ...]:
    if reason in SHARED:
        return ("intake.line", "policy.fault")
    return ("policy.fault",) if reason in POLICY else ("intake.line",)


def test_every_code_has_a_sentence_that_can_be_filled() -> None:
    codes = told()
    for code, sentence in SENTENCES.items():
        needed = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
        assert code in codes, code
        assert needed <= codes[code], code
    reasons = {code.rpartition(".")[2] for code in SENTENCES}
    for code in codes.keys() - SENTENCES.keys():
        if not code.startswith(("intake.", "policy.")):
            continue  # another room's, with a module of its own
        # Names of fields stand beside reasons, and look like them here.
        last = code.rpartition(".")[2]
        assert not last or (code.startswith("intake.line.") and last not in reasons), code


def test_closed_sets_are_the_domain_s() -> None:
    """The reader spells them out, because plain texts decode and store faster than enums."""

    def choices(struct: type, field: str) -> set[str]:
        import typing

        hint = typing.get_type_hints(struct)[field]
        return set(typing.get_args(hint))

    assert choices(wire.WirePart, "kind") == set(PartKind)
    assert choices(wire.WireTarget, "kind") == set(TargetKind)
    assert choices(wire.WireManifest, "kind") == set(BatchKind)
    assert choices(wire.WireAssignment, "stage") == set(Stage)
