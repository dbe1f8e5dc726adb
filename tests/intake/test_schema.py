"""The JSON Schema files and the reader take and refuse the same."""

from __future__ import annotations

import copy
import json
import tomllib
from datetime import datetime
from pathlib import Path

import jsonschema
import pytest

import workstation.intake
from workstation.fault import WorldFault
from workstation.intake.decode import Decoder, case_decoder, decode_manifest
from workstation.intake.faults import BadLine, Doubts
from workstation.intake.policy_pack import check_pack, pack_files
from workstation.intake.policy_wire import WirePack, read_ladders, read_precedent

FOLDER = Path(workstation.intake.__file__).parent / "schema"
ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "resources/demo/batch"
SHIPPED = ROOT / "resources/policy"
GONE = object()
QUESTION = {"id": "a", "text": "b", "answer": "choice", "choices": ["c", "d"]}


def schema(name: str) -> jsonschema.Draft202012Validator:
    told = json.loads((FOLDER / f"{name}.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(told)
    return jsonschema.Draft202012Validator(
        told, format_checker=jsonschema.FormatChecker(formats=())
    )


def mutations(value, place=()):
    """Every place of a value with something wrong, or odd, put there."""
    yield place, GONE
    for odd in (None, True, -1, 0, 1.5, 10**30, "", "x", "y" * 300, [], {}, [None], {"odd": 1}):
        yield place, odd
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from mutations(inner, (*place, name))
        yield (*place, "unknown"), 1
    elif isinstance(value, list) and value:
        yield from mutations(value[0], (*place, 0))
        yield place, value * 201


def changed(value, place, odd):
    value = copy.deepcopy(value)
    if not place:
        return None if odd is GONE else odd
    inner = value
    for step in place[:-1]:
        inner = inner[step]
    if odd is GONE:
        del inner[place[-1]]
    else:
        inner[place[-1]] = odd
    return value


def agree(name: str, sample, reads) -> tuple[int, int]:
    """Hold schema and reader against each other; how many were taken, how many refused."""
    validator = schema(name)
    taken = refused = 0
    for place, odd in mutations(sample):
        value = changed(sample, place, odd)
        valid = validator.is_valid(value)
        # JSON Schema calls 2.0 a whole number; the reader wants it written as one.
        assert reads(json.dumps(value).encode()) is valid, (place, odd)
        taken, refused = taken + valid, refused + (not valid)
    return taken, refused


def reads_case(data: bytes) -> bool:
    try:
        case_decoder(Doubts()).decode(data)
    except BadLine:
        return False
    return True


def reads_manifest(data: bytes) -> bool:
    try:
        decode_manifest(data, Doubts())
    except WorldFault:
        return False
    return True


@pytest.fixture
def full_case(draft):
    """A case in which every field holds something."""
    made = draft(1)
    sha = made.add_medium(0, required=True, alt="a")
    case = made.cases[0] | {"cluster": "c1", "harm_tags": ["adult"], "facts": {"a": "b"}}
    case["parts"][0] |= {
        "speaker": "s", "at": "2026-01-01T00:00:00Z", "t0": 1, "t1": 2, "media": sha, "name": "n",
    }  # fmt: skip
    case["earlier"] = [{"source_id": "L", "at": "2026-01-01T00:00:00Z", "text": "t"}]
    case["decision"] |= {"id": "d", "note": "n", "penalty": "none"}
    case["decision"]["findings"] = [
        {
            "target": {"kind": "part", "ref": "title"},
            "clause": "1.1",
            "version": 1,
            "action": "REMOVE",
            "evidence": [{"part": "title", "start": 0, "end": 1}],
            "primary": True,
        }
    ]
    return case


# Which evidence fields go together is said by the schema and by `check.py`, not by the decoder.
def test_cases(full_case) -> None:
    del full_case["decision"]["findings"][0]["evidence"][0]
    taken, refused = agree("case", full_case, reads_case)
    assert taken > 100
    assert refused > 400


def test_manifests(draft) -> None:
    manifest = draft(1).manifest | {
        "request": {"type": "reactive", "asked_by": "a", "why": "b", "questions": [QUESTION, "c"]},
        "due_at": "2026-01-01T00:00:00Z",
        "languages": ["ms"],
        "residency": ["MY"],
        "scorecard": {"id": "s", "categories": [{"weight": 0.5}]},
        "actions": [{"id": "NONE", "label": "x", "key": 1, "enforces": False, "rank": 0}],
        "exposure_threshold": {"orders": 1, "impressions": None},
        "design": {"method": "m", "strata": []},
        "assignments": [{"person": "p", "stage": "first", "cases": None}],
        "files": {"cases.jsonl": "0" * 64},
    }
    taken, refused = agree("batch", manifest, reads_manifest)
    assert taken > 50
    assert refused > 200


def test_packs(draft) -> None:
    def reads(data: bytes) -> bool:
        try:
            Decoder(WirePack, Doubts()).decode(data)
        except BadLine:
            return False
        return True

    agree("pack", json.loads(draft(1).policies["pack.json"]), reads)


@pytest.mark.parametrize("kind", ["evidence"])
def test_evidence_is_one_of_three(full_case, kind) -> None:
    validator = schema("case")
    place = full_case["decision"]["findings"][0]
    sha = full_case["media"][0]["sha256"]
    good = [
        {"part": "title", "start": 0, "end": 1},
        {"media": sha, "box": [0, 0, 1, 0.5]},
        {"media": sha, "t0": 1, "t1": 2},
    ]
    for evidence in good:
        place[kind] = [evidence]
        assert validator.is_valid(full_case), evidence
    for evidence in ({}, {"part": "title"}, {"media": sha}, {"box": [0, 0, 1, 1]}):
        place[kind] = [evidence]
        assert not validator.is_valid(full_case), evidence


@pytest.mark.skipif(not DEMO.exists(), reason="the demo batch is built elsewhere")
def test_the_demo_batch_is_valid() -> None:
    schema("batch").validate(json.loads((DEMO / "batch.json").read_text("utf-8")))
    cases = schema("case")
    for line in (DEMO / "cases.jsonl").read_bytes().splitlines():
        cases.validate(json.loads(line))


@pytest.mark.skipif(not SHIPPED.exists(), reason="the shipped pack is written elsewhere")
def test_the_shipped_pack_is_valid() -> None:
    files = pack_files(SHIPPED)
    schema("pack").validate(json.loads(files["pack.json"]))
    clauses = schema("clause")
    for name, data in files.items():
        if name.endswith(".md") and data.startswith(b"+++"):
            clauses.validate(as_json(tomllib.loads(data.decode().split("+++\n")[1])))
    schema("ladders").validate(json.loads(files["ladders.json"]))
    precedents = schema("precedent")
    for line in files["precedents.jsonl"].splitlines():
        precedents.validate(json.loads(line))
    assert check_pack(files)[1] == ()


@pytest.mark.skipif(not SHIPPED.exists(), reason="the shipped pack is written elsewhere")
@pytest.mark.parametrize("name", ["ladders", "precedent"])
def test_tables_of_a_pack_are_taken_and_refused_alike(name) -> None:
    files, validator = pack_files(SHIPPED), schema(name)
    if name == "ladders":
        read, value = read_ladders, json.loads(files["ladders.json"])
        value["ladders"] = [{**one, "rows": {"goods": one["rows"]["licence"]}}
                            for one in value["ladders"]][:1]  # fmt: skip
    else:
        read, value = read_precedent, json.loads(files["precedents.jsonl"].splitlines()[0])
    for place, odd in mutations(value):
        told = changed(value, place, odd)
        if (place and place[-1] == "unknown") or ("rows" in place and odd == {"odd": 1}):
            continue  # names that are not known are refused by the reader alone
        try:
            read(json.dumps(told).encode())
            taken = True
        except BadLine:
            taken = False
        # What a penalty may be is told by the check of the pack, with the list.
        if place and place[-1] == "penalty" and isinstance(odd, str) and odd:
            continue
        assert taken == validator.is_valid(told), (place, odd)


def as_json(value):
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: as_json(inner) for name, inner in value.items()}
    return value


def test_the_schemas_know_every_field_of_the_reader() -> None:
    import msgspec

    from workstation.intake import policy_wire, wire

    for name, kind in (
        ("batch", wire.WireManifest),
        ("case", wire.WireCase),
        ("pack", WirePack),
        ("clause", policy_wire.WireClause),
        ("ladders", policy_wire.WireLadders),
        ("precedent", policy_wire.WirePrecedent),
    ):
        known = {field.encode_name for field in msgspec.structs.fields(kind)}
        assert set(schema(name).schema["properties"]) == known
