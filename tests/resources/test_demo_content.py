"""The shipped demo batch and the default policy pack keep what the help promises."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import re
import sys
import tomllib
import uuid
from collections import Counter
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.store.demo import MEI, NOW
from workstation.domain.batch import ExposureThreshold
from workstation.domain.case import Exposure
from workstation.domain.decision import Decision, Finding, Target, TargetKind
from workstation.domain.formats import kind_of
from workstation.domain.policy import Scope
from workstation.domain.taxonomy import Action
from workstation.domain.verdict import Answer, Ground, derive
from workstation.intake.gold import bring_gold
from workstation.intake.importer import import_batch
from workstation.intake.policy_pack import pack_files, read_pack
from workstation.store import batches, people
from workstation.store.keys import Protection
from workstation.store.store import create

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "resources" / "demo"
BATCH = DEMO / "batch"
POLICY = ROOT / "resources" / "policy"
DATA = ROOT / "tests" / "data"
CORPUS = ROOT.parent / "shared" / "corpus"

LANGUAGES = {
    "ms", "id", "zh-Hans", "zh-Hant", "th", "vi", "tl", "ar", "es", "ta", "ja", "en",
    "ko", "hi", "pt",
}  # fmt: skip
ENFORCING = {"EDIT", "LIMIT", "REMOVE"}
EXPECTED_CODES = {
    "FP.none", "FP.scope", "FN.missed", "FN.part",
    "WS.clause", "WS.target", "WS.action", "WS.route", "WS.penalty", "TE.ladder",
}  # fmt: skip
FAMILIES = ["PG", "QL", "IP", "ML", "FR", "RV", "CN", "PV", "LQ", "SE"]
SENTENCE_END = re.compile(r"[.!?。！？…\n]+")

Table = dict[str, Any]


def _lines(path: Path) -> list[Table]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _clause(path: Path) -> Table:
    _, head, words = path.read_text(encoding="utf-8").split("+++\n", 2)
    return {**tomllib.loads(head), "words": words, "file": path.name}


HEAD = json.loads((BATCH / "batch.json").read_text(encoding="utf-8"))
CASES = _lines(BATCH / "cases.jsonl")
CASE = {case["id"]: case for case in CASES}
GOLD = _lines(DATA / "demo_gold.jsonl")
REFERENCES = _lines(DATA / "demo_references.jsonl")
CLAUSES = [_clause(path) for path in sorted((BATCH / "policies").glob("*.md"))]
VERSIONS = {(clause["id"], clause["version"]): clause for clause in CLAUSES}


def _in_force(clause: str, case: Table) -> Table | None:
    """The rule of docs/batch-format.md, last paragraph, at the moment of the decision."""
    moment = datetime.fromisoformat(case["decision"]["decided_at"])
    fitting = [
        version
        for version in CLAUSES
        if version["id"] == clause
        and version["from"] <= moment
        and not ("until" in version and version["until"] <= moment)
        and (not version["markets"] or case["market"] in version["markets"])
        and (not version["content_types"] or case["content_type"] in version["content_types"])
        and (
            not version["categories"]
            or any(
                case["category"] == prefix or case["category"].startswith(f"{prefix}/")
                for prefix in version["categories"]
            )
        )
    ]
    return max(fitting, key=lambda version: version["from"], default=None)


# -- the batch -------------------------------------------------------------------------------


def test_the_batch_has_the_promised_spread() -> None:
    assert len(CASES) == 150
    by_language = Counter(case["parts"][0]["language"] for case in CASES)
    assert {lang for case in CASES for lang in _languages(case)} == LANGUAGES
    assert all(by_language[lang] >= 3 for lang in LANGUAGES - {"tl"}), by_language
    assert sum("tl" in _languages(case) for case in CASES) >= 3
    people = [case["decision"] for case in CASES if not case["decision"]["automated"]]
    assert {decision["vendor"] for decision in people} == {"v-a", "v-b", "v-c"}
    assert len({decision["by"] for decision in people}) == 12
    assert len({decision["site"] for decision in people}) >= 3
    assert sum(case["decision"]["automated"] for case in CASES) >= 3
    by_hand = [one for one in people if one["penalty_set_by"] == "moderator"]
    assert sum(one["prior_points"] > 0 for one in by_hand) >= 3
    types = {case["content_type"] for case in CASES}
    assert types == {"listing", "video", "review", "chat", "seller", "comment", "live", "post"}
    assert set(HEAD["languages"]) == LANGUAGES


def _languages(case: Table) -> set[str]:
    return {part["language"] for part in case["parts"] if part["language"]}


def test_the_head_is_complete_and_every_hash_right() -> None:
    assert (HEAD["format"], HEAD["version"], HEAD["kind"]) == ("workstation-batch", 1, "qa")
    assert HEAD["blind"] is True
    on_disk = {
        path.relative_to(BATCH).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in BATCH.rglob("*")
        if path.is_file() and path.name != "batch.json"
    }
    assert HEAD["files"] == on_disk
    assert sum(path.stat().st_size for path in BATCH.rglob("*") if path.is_file()) < 8_000_000


def test_ids_are_uuid7() -> None:
    ids = [HEAD["id"], *CASE, *(case["decision"]["id"] for case in CASES)]
    assert len(set(ids)) == len(ids) == 1 + 2 * len(CASES)
    for text in ids:
        value = uuid.UUID(text)
        assert (value.version, value.variant) == (7, uuid.RFC_4122)


def test_media_are_small_named_by_hash_and_all_used() -> None:
    files = {path.stem: path for path in (BATCH / "media").iterdir()}
    used = {medium["sha256"]: medium["kind"] for case in CASES for medium in case["media"]}
    assert set(files) == set(used)
    most = {".png": 40_000, ".gif": 60_000, ".avif": 40_000, ".webm": 150_000, ".ogg": 40_000}
    for path in files.values():
        assert path.stat().st_size < most.get(path.suffix, 800_000), path.name
        assert kind_of(path.read_bytes()) == used[path.stem] or path.suffix == ".ogg"
    endings = Counter(path.suffix for path in files.values())
    assert endings[".webm"] >= 8
    assert endings[".ogg"] >= 2
    assert min(endings[one] for one in (".gif", ".avif", ".jpg")) == 1
    assert sum(bool(case["media"]) for case in CASES) >= 20
    assert sum(medium["required"] for case in CASES for medium in case["media"]) >= 3


def test_parts_are_sound() -> None:
    for case in CASES:
        parts = {part["id"]: part for part in case["parts"]}
        media = {medium["sha256"] for medium in case["media"]}
        assert len(parts) == len(case["parts"]), case["source_id"]
        for part in case["parts"]:
            if part["kind"] == "image_text":
                assert part["media"] in media, case["source_id"]
            if part["kind"] == "message":
                assert part["speaker"]
                assert datetime.fromisoformat(part["at"]).tzinfo
            if part["kind"] in ("transcript", "caption"):
                assert part["t0"] < part["t1"]
        for finding in case["decision"]["findings"]:
            for seen in finding["evidence"]:
                if "part" in seen:
                    assert 0 <= seen["start"] < seen["end"] <= len(parts[seen["part"]]["text"])
                elif "t0" in seen:
                    assert seen["media"] in media
                    assert 0 <= seen["t0"] < seen["t1"]
                else:
                    assert seen["media"] in media
                    x, y, w, h = seen["box"]
                    assert 0 <= x < x + w <= 1
                    assert 0 <= y < y + h <= 1


def test_decisions_are_sound() -> None:
    actions = {action["id"] for action in HEAD["actions"]}
    for case in CASES:
        decision = case["decision"]
        moment = datetime.fromisoformat(decision["decided_at"])
        assert (moment.year, moment.month in (2, 3, 4)) == (2026, True)
        assert datetime.fromisoformat(case["snapshot_at"]) <= moment
        assert decision["action"] in actions - {"CANNOT"}
        assert bool(decision["findings"]) == (decision["action"] != "NONE")
        assert sum(f["primary"] for f in decision["findings"]) == bool(decision["findings"])
        for finding in decision["findings"]:
            assert (finding["clause"], finding["version"]) in VERSIONS


def test_the_sample_design_adds_up() -> None:
    strata = {stratum["name"]: stratum for stratum in HEAD["design"]["strata"]}
    drawn = Counter(case["stratum"] for case in CASES)
    assert {name: stratum["sample"] for name, stratum in strata.items()} == dict(drawn)
    for case in CASES:
        stratum = strata[case["stratum"]]
        share = stratum["sample"] / stratum["population"]
        assert case["inclusion_probability"] == pytest.approx(share, abs=1e-6)


def test_copies_of_one_listing_got_three_decisions() -> None:
    copies = [case for case in CASES if case["cluster"] == "c-0417"]
    assert len(copies) == 14
    assert len({case["seller"] for case in copies}) == 14
    assert len({case["decision"]["action"] for case in copies}) == 3


def test_the_first_ten_cases_are_a_fair_show() -> None:
    first = CASES[:10]
    assert len({case["parts"][0]["language"] for case in first}) == 10
    assert len({case["content_type"] for case in first}) >= 6
    stories = {gold["story"] for gold in GOLD if gold["id"] in {case["id"] for case in first}}
    assert {1, 3, 7} <= stories


def test_no_sentence_comes_from_the_corpus() -> None:
    if not CORPUS.is_dir():
        pytest.skip(f"no corpus at {CORPUS}: it is kept beside the repository, not in it")
    known = {
        _plain(column)
        for path in CORPUS.glob("*.tsv")
        for line in path.read_text(encoding="utf-8").splitlines()
        for column in line.split("\t")
    }
    ours = {
        _plain(sentence): case["source_id"]
        for case in CASES
        for part in case["parts"]
        for sentence in (part["text"], *SENTENCE_END.split(part["text"]))
        if part["kind"] != "attribute"
    }
    ours.pop("", None)
    assert {text: ours[text] for text in ours if text in known} == {}


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


# -- the policy pack -------------------------------------------------------------------------


def test_the_pack_has_the_promised_clauses() -> None:
    pack = json.loads((POLICY / "pack.json").read_text(encoding="utf-8"))
    codes = {family["digit"]: family["code"] for family in pack["families"]}
    assert [codes[digit] for digit in (*range(1, 10), 0)] == FAMILIES
    assert HEAD["policy_pack"] == {"id": pack["id"], "version": pack["version"]}
    counts = Counter(clause["id"] for clause in CLAUSES)
    assert len(counts) >= 25
    assert sum(count > 1 for count in counts.values()) >= 6
    kinds = {clause["kind"] for clause in CLAUSES}
    assert kinds == {"policy", "guideline", "interim", "keyword_note"}
    assert any(clause.get("grace") for clause in CLAUSES)


def test_the_batch_carries_the_default_pack() -> None:
    shipped = {path.name: path.read_bytes() for path in POLICY.iterdir()}
    carried = {path.name: path.read_bytes() for path in (BATCH / "policies").iterdir()}
    assert carried == shipped


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause["file"])
def test_a_clause_is_well_made(clause: Table) -> None:
    assert clause["file"] == f"{clause['id']}.v{clause['version']}.md"
    assert clause["severity"] in ("critical", "major", "minor")
    assert set(clause["acceptable_actions"]) <= ENFORCING | {"ROUTE"}
    assert clause["acceptable_actions"]
    assert clause["from"].tzinfo is not None
    assert "until" not in clause or clause["from"] < clause["until"]
    assert set(clause["equivalent"]) <= {other["id"] for other in CLAUSES}
    assert 55 <= len(clause["words"].split()) <= 160
    folded = [word.casefold() for word in clause["keywords"]]
    assert len(set(folded)) == len(folded)
    assert all(len(word) >= 2 for word in folded)


# -- gold and references, never shipped ------------------------------------------------------


def test_gold_covers_every_case_and_a_fifth_is_wrong() -> None:
    assert [gold["id"] for gold in GOLD] == list(CASE)
    wrong = [gold for gold in GOLD if gold["codes"]]
    assert 0.15 <= len(wrong) / len(GOLD) <= 0.25
    assert {code for gold in wrong for code in gold["codes"]} == EXPECTED_CODES
    assert {gold["story"] for gold in GOLD} >= {None, 1, 2, 3, 6, 7}


@pytest.mark.parametrize("gold", GOLD, ids=lambda gold: gold["source_id"])
def test_gold_stands_on_the_policy_of_the_day(gold: Table) -> None:
    case = CASE[gold["id"]]
    assert bool(gold["findings"]) == (gold["action"] != "NONE")
    for finding in gold["findings"]:
        version = _in_force(finding["clause"], case)
        assert version is not None
        assert finding["version"] == version["version"]
        assert finding["action"] in version["acceptable_actions"] or not finding["primary"]
        kind, ref = finding["target"]["kind"], finding["target"]["ref"]
        if kind == "part":
            assert ref in {part["id"] for part in case["parts"]}
        elif kind == "media":
            assert ref in {medium["sha256"] for medium in case["media"]}
        else:
            assert ref is None


@pytest.mark.parametrize("gold", GOLD, ids=lambda gold: gold["source_id"])
def test_gold_codes_fit_the_decision(gold: Table) -> None:
    """What can be said without the derivation table: which side of it the case is on."""
    decision = CASE[gold["id"]]["decision"]
    done, right = decision["action"], gold["action"]
    kinds = {code.split(".")[0] for code in gold["codes"]}
    if "graced" in gold:
        assert gold["codes"] == []
    elif gold["codes"] in (["WS.penalty"], ["TE.ladder"]):
        by_hand = decision["penalty_set_by"] == "moderator"
        assert by_hand == (gold["codes"] == ["WS.penalty"])
        assert gold["penalty"] != decision["penalty"]
    elif "ROUTE" in (done, right):
        assert gold["codes"] == ([] if done == right else ["WS.route"])
    elif right == "NONE":
        assert kinds == ({"FP"} if done in ENFORCING else set())
    elif done == "NONE":
        assert gold["codes"] == ["FN.missed"]
    else:
        assert gold["codes"] == [] or kinds <= {"WS", "FN"}
        assert "FN.missed" not in gold["codes"]
    if not gold["codes"] and decision["findings"]:
        cited, meant = decision["findings"][0]["clause"], gold["findings"][0]["clause"]
        told = VERSIONS[cited, decision["findings"][0]["version"]]["equivalent"]
        assert cited == meant or meant in told
    # What the system got wrong weighs on nobody.
    assert (gold["severity"] == "none") == (set(gold["codes"]) <= {"TE.ladder"})


def test_the_derivation_table_gives_the_codes_of_the_gold() -> None:
    pack = read_pack(pack_files(BATCH / "policies"))
    actions = {action["id"]: Action(**action) for action in HEAD["actions"]}
    threshold = ExposureThreshold(**HEAD["exposure_threshold"])
    derived = {}
    for gold in GOLD:
        case = CASE[gold["id"]]
        raw = case["decision"]
        keys = (
            "id", "by", "vendor", "site", "decided_at", "action", "prior_points", "penalty",
            "penalty_set_by",
        )  # fmt: skip
        decision = Decision(**{key: raw[key] for key in keys}, findings=_findings(raw["findings"]))
        ground = Ground(
            actions=actions,
            moment=datetime.fromisoformat(raw["decided_at"]),
            pack=pack,
            scope=Scope(case["market"], case["category"], case["content_type"]),
            exposure=Exposure(case["exposure"]["impressions"], case["exposure"]["orders"]),
            threshold=threshold,
        )
        found = _findings(gold["findings"])
        answer = Answer(gold["action"], found, penalty=gold.get("penalty"))
        outcome = derive(decision, answer, ground)
        codes = [error.code.value for error in outcome.errors]
        derived[gold["source_id"]] = (codes, outcome.severity.value, outcome.graced)
    expected = ("codes", "severity", "graced")
    planned = {gold["source_id"]: tuple(gold.get(key) for key in expected) for gold in GOLD}
    assert derived == planned


def _findings(raw: list[Table]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            clause=finding["clause"],
            version=finding["version"],
            action=finding["action"],
            target=Target(TargetKind(finding["target"]["kind"]), finding["target"]["ref"]),
            primary=finding["primary"],
        )
        for finding in raw
    )


def test_todays_rule_convicts_what_that_days_acquitted() -> None:
    told = {gold["codes"][0] if gold["codes"] else None for gold in GOLD if gold["story"] == 2}
    assert told == {None, "FP.scope"}
    for gold, clause in (("L-ID-70990114", "2.4"), ("R-TH-90655128", "6.2")):
        case = next(case for case in CASES if case["source_id"] == gold)
        assert _in_force(clause, case) is None
        today = {**case, "decision": {**case["decision"], "decided_at": HEAD["created_at"]}}
        assert _in_force(clause, today) is not None


def test_nothing_in_the_demo_folder_gives_the_gold_away() -> None:
    words = {gold["why"] for gold in GOLD} | EXPECTED_CODES | {'"story"', '"gold"', '"codes"'}
    for path in DEMO.rglob("*"):
        if path.name == "practice.gold.jsonl":
            continue  # the answers of another batch, beside it as the format says
        if path.suffix not in (".json", ".jsonl", ".toml", ".py") or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        assert [word for word in words if word in text] == [], path.name


def test_references_belong_to_parts_that_are_not_english() -> None:
    seen = set()
    for reference in REFERENCES:
        parts = {part["id"]: part for part in CASE[reference["id"]]["parts"]}
        part = parts[reference["part"]]
        assert part["language"] not in ("en", None)
        assert reference["source"] in part["text"]
        assert reference["english"].strip()
        seen.add((reference["id"], reference["part"], reference["source"]))
    assert len(seen) == len(REFERENCES)
    covered = {reference["id"] for reference in REFERENCES}
    assert {case["id"] for case in CASES if _languages(case) - {"en"}} <= covered


# -- the build -------------------------------------------------------------------------------


@pytest.fixture
def build() -> ModuleType:
    """The build script as a module, where its pictures can be drawn."""
    pytest.importorskip("PIL", reason="Pillow is a development dependency")
    spec = importlib.util.spec_from_file_location("demo_build", DEMO / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    lack = module.drawings.missing()
    if lack:
        pytest.skip(lack)
    return module


def test_building_twice_gives_the_same_bytes(build: ModuleType) -> None:
    assert build.build() == build.build()


@pytest.mark.parametrize("name", ["batch", "sweep", "copies", "practice"])
def test_building_again_gives_the_committed_folder(
    build: ModuleType, tmp_path: Path, name: str
) -> None:
    if build.drawings.tools() != build.drawn_with():
        pytest.skip(f"pictures here are drawn with {build.drawings.tools()}")
    files = build.build(name)
    build.write(files, tmp_path / name)
    assert _bytes(tmp_path / name) == _bytes(DEMO / name)
    if name == "practice":
        assert build.answers(files) == (DEMO / "practice.gold.jsonl").read_bytes()


def test_building_again_gives_the_committed_quarter(build: ModuleType) -> None:
    """Unpacked: another zlib may pack the same lines into other bytes."""
    if build.drawings.tools() != build.drawn_with():
        pytest.skip(f"pictures here are drawn with {build.drawings.tools()}")
    made = build.quarter.files(build.build())
    packed = made.pop("frame.csv.gz")
    kept = DEMO / "quarter" / "frame.csv.gz"
    assert gzip.decompress(packed) == gzip.decompress(kept.read_bytes())
    assert made == {name: (DEMO / "quarter" / name).read_bytes() for name in made}


def test_encoding_anew_gives_the_same_bytes(build: ModuleType) -> None:
    """A film, a sound and an AVIF made twice; what they are kept under follows their source."""
    pytest.importorskip("av", reason="PyAV is a development dependency")
    films = sys.modules["films"]
    film = {"film": "spin", "draw": "fan", "seconds": 0.6, "sound": "hum"}
    sound = {"sound": "voice", "seconds": 0.5, "pitch": 150}
    for make, spec in (
        *((films.video, film), (films.sound, sound)),
        (films.avif, {"draw": "bowl"}),
    ):
        made = make(spec)
        assert made == make(spec)
        assert kind_of(made) == {"video": "video", "sound": "audio", "avif": "image"}[make.__name__]
    keys = {build.kept.key(films.sound, {**sound, "pitch": pitch}) for pitch in (150, 151, 150)}
    assert len(keys) == 2


def test_the_number_in_a_film_stands_at_its_third_second(build: ModuleType) -> None:
    assert build is not None
    films = sys.modules["films"]
    written = {"show": [[3.0, 4.0, "WS 01x-555 0142"]]}
    spec = {"film": "drift", "draw": "cupboard", "seconds": 6}
    plain, told = (list(films.frames({**spec, **more})) for more in ({}, written))
    pairs = enumerate(zip(plain, told, strict=True))
    changed = [n / films.RATE for n, (one, other) in pairs if one != other]
    assert (min(changed), max(changed)) == (3.0, 3.9)
    case = next(case for case in CASES if case["source_id"] == "V-MY-53160077")
    assert not any("0142" in part["text"] for part in case["parts"])


# -- the small batches -----------------------------------------------------------------------


def test_every_batch_comes_in_whole_and_gold_beside_practice(tmp_path: Path) -> None:
    store = create(tmp_path / "home", Protection.FILE)
    try:
        store.write(people.set_person, MEI).result()
        for name, kind, cases in (
            ("batch", "qa", 150),
            ("sweep", "inspection", 12),
            ("copies", "consistency", 19),
            ("practice", "practice", 10),
        ):
            report = import_batch(store, DEMO / name, MEI.id, lambda: NOW)
            assert (report.read, report.quarantined, report.warnings) == (cases, 0, ())
            brought = store.read(batches.get, report.batch).result()
            assert brought is not None
            assert brought.kind.value == kind
            gold = bring_gold(store, DEMO / name, report.batch, None, lambda: NOW)
            assert (gold is None) == (name != "practice")
            if gold is not None:
                assert (gold.read, gold.stored, gold.quarantine) == (10, 10, ())
    finally:
        store.close()


def test_the_sweep_has_questions_and_nobody_s_decision() -> None:
    cases = _lines(DEMO / "sweep" / "cases.jsonl")
    head = json.loads((DEMO / "sweep" / "batch.json").read_text(encoding="utf-8"))
    assert {case["market"] for case in cases} == {"MY", "TH", "SG"}
    assert all(case["decision"] is None for case in cases)
    assert {one["answer"] for one in head["request"]["questions"]} == {"yes_no", "choice", "text"}


def test_the_copies_are_two_groups_decided_differently() -> None:
    cases = _lines(DEMO / "copies" / "cases.jsonl")
    groups: dict[str, set[str]] = {}
    for case in cases:
        groups.setdefault(case["cluster"], set()).add(case["decision"]["action"])
    assert {name: len(actions) for name, actions in groups.items()} == {"c-0417": 3, "c-0533": 4}
    assert {case["id"] for case in cases} <= set(CASE)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
