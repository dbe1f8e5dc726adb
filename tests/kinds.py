"""Small batches of each kind, made of synthetic cases, in stores of their own."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.make_batches import manifest_of, pack_files, synthetic_cases, write_batch
from tests.conftest import YOU
from workstation.intake.gold import bring_gold
from workstation.intake.importer import ImportReport, import_batch
from workstation.services import Opening, Services, open_services
from workstation.store import search
from workstation.store.keys import Protection

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
QUESTIONS = [
    "Does it ship abroad?",
    {"id": "form", "text": "Which form?", "answer": "choice", "choices": ["powder", "liquid"]},
    {"id": "why", "text": "What gave it away?", "answer": "text"},
]
LADDER = {
    "id": "l1",
    "from": "2025-01-01T00:00:00+08:00",
    "rows": {"standard": [{"prior": 0, "penalty": "warning"}, {"prior": 3, "penalty": "suspend"}]},
}


def decision(action: str, clause: str | None = "3.1", **more: Any) -> dict[str, Any]:
    """What changes in a synthetic case's decision; without a clause it cites none."""
    cited = {
        "target": {"kind": "item", "ref": None},
        "clause": clause,
        "version": 1,
        "action": action,
        "evidence": [],
        "primary": True,
    }
    return {"action": action, "findings": [cited] if clause else [], **more}


FIRST = [
    {"id": "title", "kind": "title", "language": "en"},
    {"id": "description", "kind": "description", "language": "en"},
]
NONE, REMOVE, EDIT = decision("NONE", None), decision("REMOVE"), decision("EDIT", "4.1")


def write(
    folder: Path,
    kind: str,
    decisions: Sequence[dict[str, Any] | None],
    clusters: Sequence[str | None] = (),
    policies: dict[str, bytes] | None = None,
    *,
    alike: bool = False,
    first: int = 0,
    **manifest: Any,
) -> Path:
    """A batch with a case for each decision (None: nobody decided); `alike`: copies of one. Cases
    are those from the `first` on: two batches with others share none."""
    cases = copy.deepcopy(list(synthetic_cases(first + len(decisions)))[first:])
    for number, (case, told) in enumerate(zip(cases, decisions, strict=True)):
        case["decision"] = None if told is None else {**case["decision"], **told}
        case["exposure"] |= {"orders": 340, "impressions": 10_000}
        case["parts"] = [{**part, "language": "en"} for part in case["parts"]]
        if alike:
            case["parts"] = [{**part, "text": "The same bag"} for part in FIRST]
            case["parts"][1]["text"] = "Genuine leather, message me" + " changed" * number
            case["seller"] = "s-1"
            case["market"] = "MY"
        if clusters:
            case["cluster"] = clusters[number]
    head = manifest_of(f"{kind} {folder}", f"A batch of kind {kind}", kind=kind, **manifest)
    head["policy_pack"] = {"id": "pack-synthetic", "version": "1"}
    return write_batch(folder, head, cases, policies or pack_files())


def with_ladder() -> dict[str, bytes]:
    """The synthetic pack with a penalty ladder that every clause climbs."""
    row = b'severity = "major"\nladder_row = "standard"'
    files = {name: data.replace(b'severity = "major"', row) for name, data in pack_files().items()}
    return {**files, "ladders.json": json.dumps({"ladders": [LADDER]}).encode()}


def cases_of(batch: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (batch / "cases.jsonl").read_text("utf-8").splitlines()]


def id_of(batch: Path) -> str:
    return str(json.loads((batch / "batch.json").read_text("utf-8"))["id"])


def gold_line(batch: Path, number: int, right: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A line of gold for the case of that number."""
    return {
        "batch": id_of(batch),
        "case": cases_of(batch)[number]["id"],
        "action": right["action"],
        "findings": right["findings"],
        "why": f"because of rule {number}",
        "owner": "policy-1",
        "at": "2026-05-01T00:00:00Z",
        **more,
    }


def write_gold(batch: Path, lines: Sequence[dict[str, Any]]) -> Path:
    """A file of gold where it is found by itself."""
    path = batch.with_name(f"{batch.name}.gold.jsonl")
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def open_home(home: Path) -> Services:
    services = open_services(Opening(home, Protection.FILE, person=YOU, starter=False))
    assert services is not None
    return services


def bring(services: Services, batch: Path) -> ImportReport:
    """Import a batch and the gold beside it."""
    report = import_batch(services.store, batch, YOU.id, lambda: NOW)
    bring_gold(services.store, batch, report.batch, None, lambda: NOW)
    while services.store.write(search.index_cases).result():
        pass
    return report


def home_with(folder: Path, *batches: Path) -> Path:
    """A closed store with these batches in it."""
    services = open_home(folder / "home")
    try:
        for batch in batches:
            bring(services, batch)
    finally:
        services.close()
    return folder / "home"
