"""Makes the demo's batches (`batch/` and its smaller sisters) from `source/` and the policy pack.

    python resources/demo/build.py            writes the folders here
    python resources/demo/build.py --out DIR  writes them into another folder

Same sources, same bytes: dates stand in the sources, ids are made from names, pictures carry no
time. Needs Pillow and the Noto fonts. Videos and sounds whose sources have not changed keep the
bytes that they have (`source/kept.json`); for others PyAV is needed too.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "source"
POLICY = HERE.parent / "policy"
BATCHES = ("batch", "sweep", "copies", "practice")
sys.path.insert(0, str(SOURCE))

import drawings  # noqa: E402  (the folder is put on the path above)
import quarter  # noqa: E402
from casing import BadSource, Builder, Table, kept, toml, uuid7  # noqa: E402


def main(argv: list[str] | None = None) -> int:
    """Build, and say how much was written."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE)
    out = parser.parse_args(argv).out
    try:
        made = {name: build(name) for name in BATCHES}
    except (BadSource, drawings.CannotDraw) as fault:
        print(fault, file=sys.stderr)
        return 1
    (out / "practice.gold.jsonl").write_bytes(answers(made["practice"]))
    for name, files in made.items():
        write(files, out / name)
        size = sum(len(data) for data in files.values())
        print(f"{out / name}: {len(files)} files, {size:,} bytes")
    for name, data in quarter.files(made["batch"]).items():
        (out / "quarter").mkdir(exist_ok=True)
        (out / "quarter" / name).write_bytes(data)
    if out == HERE:
        kept.save()
    if drawings.tools() != drawn_with():
        print(f"Drawn with {drawings.tools()}; the committed pictures with {drawn_with()}.")
    return 0


def write(files: Mapping[str, bytes], out: Path) -> None:
    """Replace the folder by exactly these files."""
    if out.exists():
        shutil.rmtree(out)
    for name, data in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def drawn_with() -> str:
    """Pillow and fonts of the committed pictures."""
    return toml(SOURCE / "batch.toml")["drawn_with"]


def build(name: str = "batch") -> dict[str, bytes]:
    """Every file of a batch by its path."""
    head = {**toml(SOURCE / "batch.toml"), **toml(SOURCE / f"{name}.toml")}
    raw = _sources(head["cases"])
    odd = set(head["order"]) - set(raw) if head["some"] else set(head["order"]) ^ set(raw)
    if odd or len(set(head["order"])) < len(head["order"]):
        raise BadSource(f"{name}.toml: `order` and the cases differ: {sorted(odd)}")
    media: dict[str, bytes] = {}
    cases = [Builder(raw[name], head, media).case() for name in head["order"]]
    strata = _draw(cases, head["strata"])
    files = {
        f"policies/{path.name}": path.read_bytes()
        for path in sorted(POLICY.iterdir())
        if path.suffix in (".md", ".json", ".jsonl")
    }
    files["cases.jsonl"] = "".join(_line(case) for case in cases).encode()
    files |= {f"media/{name}": data for name, data in sorted(media.items())}
    files["batch.json"] = _batch(head, strata, cases, files)
    return dict(sorted(files.items()))


def answers(practice: Mapping[str, bytes]) -> bytes:
    """What is right on the practice batch's cases, one a line; it lies beside the batch."""
    told = toml(SOURCE / "practice.answers.toml")
    batch = json.loads(practice["batch.json"])["id"]
    lines = []
    for case in map(json.loads, practice["cases.jsonl"].decode().splitlines()):
        right = told[case["source_id"]]
        findings = []
        if "finding" in right:
            finding = dict(right["finding"])
            target = {"kind": "item", "ref": None}
            if "part" in finding:
                target = {"kind": "part", "ref": finding.pop("part")}
            elif "photo" in finding:
                medium = case["media"][finding.pop("photo") - 1]
                target = {"kind": "media", "ref": medium["sha256"]}
            findings = [
                {**finding, "action": right["action"], "target": target, "evidence": [],
                 "primary": True}
            ]  # fmt: skip
        lines.append(
            {
                "batch": batch,
                "case": case["id"],
                "action": right["action"],
                "findings": findings,
                "why": right["why"],
                "owner": told["owner"],
                "at": told["at"].isoformat(),
            }
        )
    return "".join(_line(line) for line in lines).encode()


def _batch(
    head: Table, strata: list[Table], cases: list[Table], files: Mapping[str, bytes]
) -> bytes:
    pack = json.loads(files["policies/pack.json"])
    languages = {part["language"] for case in cases for part in case["parts"] if part["language"]}
    batch = {
        "format": "workstation-batch",
        "version": 1,
        "id": uuid7(head["id_seed"], head["created_at"]),
        "title": head["title"],
        "kind": head["kind"],
        "blind": head["blind"],
        "created_at": head["created_at"].isoformat(),
        "due_at": head["due_at"].isoformat(),
        "publisher": head["publisher"],
        "request": head["request"],
        "languages": sorted(languages),
        "residency": head["residency"],
        "policy_pack": {"id": pack["id"], "version": pack["version"]},
        "scorecard": head["scorecard"],
        "actions": head["actions"],
        "exposure_threshold": head["exposure_threshold"],
        "design": {**head["design"], "strata": strata},
        "assignments": [],
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
    }
    return (json.dumps(batch, ensure_ascii=False, indent=2) + "\n").encode()


def _sources(folders: list[str]) -> dict[str, Table]:
    """The tables of every case by source id, copies completed from what they are like."""
    found: dict[str, Table] = {}
    for path in (path for one in folders for path in sorted((SOURCE / one).glob("*.toml"))):
        held = toml(path)
        for raw in held["case"]:
            if raw["source"] in found:
                raise BadSource(f"{path.name}: {raw['source']} stands twice")
            base = copy.deepcopy(found[raw["like"]]) if "like" in raw else {}
            merged = {"language": held["language"], **base, **raw}
            merged.pop("like", None)
            found[raw["source"]] = _replaced(merged, merged.pop("replace", {}))
    return found


def _replaced(value: Any, words: Mapping[str, str]) -> Any:
    """The same tables with words exchanged in every text."""
    if isinstance(value, str):
        for old, new in words.items():
            value = value.replace(old, new)
        return value
    if isinstance(value, dict):
        return {key: _replaced(inner, words) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, words) for inner in value]
    return value


def _draw(cases: list[Table], strata: list[Table]) -> list[Table]:
    """Put every case into the first stratum that it fits, and count."""
    counts = dict.fromkeys((stratum["name"] for stratum in strata), 0)
    places: dict[str, Table] = {}
    for case in cases:
        stratum = next(s for s in strata if _fits(case, s))
        places[case["id"]] = stratum
        counts[stratum["name"]] += 1
    for case in cases:
        stratum = places[case["id"]]
        case["stratum"] = stratum["name"]
        share = counts[stratum["name"]] / stratum["population"]
        case["inclusion_probability"] = round(share, 6)
    return [
        {"name": s["name"], "population": s["population"], "sample": counts[s["name"]]}
        for s in strata
    ]


def _fits(case: Table, stratum: Table) -> bool:
    if stratum.get("clusters"):
        return case["cluster"] in stratum["clusters"]
    language = case["parts"][0]["language"]
    wanted = stratum.get("languages", [language])
    return case["content_type"] in stratum["types"] and language in wanted


def _line(case: Table) -> str:
    return json.dumps(case, ensure_ascii=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    sys.exit(main())
