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
import inspect
import json
import shutil
import sys
import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "source"
POLICY = HERE.parent / "policy"
BATCHES = ("batch", "sweep", "copies", "practice")
sys.path.insert(0, str(SOURCE))

import drawings  # noqa: E402  (the folder is put on the path above)
import films  # noqa: E402
import things  # noqa: E402, F401  (adds its drawings to the others)

Table = dict[str, Any]


class BadSource(Exception):
    """A source says something that cannot be built; the message names the case."""


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
    for name, files in made.items():
        write(files, out / name)
        size = sum(len(data) for data in files.values())
        print(f"{out / name}: {len(files)} files, {size:,} bytes")
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
    return _toml(SOURCE / "batch.toml")["drawn_with"]


def build(name: str = "batch") -> dict[str, bytes]:
    """Every file of a batch by its path."""
    head = {**_toml(SOURCE / "batch.toml"), **_toml(SOURCE / f"{name}.toml")}
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


class Kept:
    """The videos and sounds that exist, by what they were made from."""

    def __init__(self) -> None:
        path = SOURCE / "kept.json"
        self.names: dict[str, str] = json.loads(path.read_text()) if path.is_file() else {}
        self.used: dict[str, str] = {}

    def get(self, make: Callable[[Table], bytes], spec: Table, ending: str) -> bytes:
        """The bytes that there are, or new ones."""
        told = [make.__name__, spec, inspect.getsource(films)]
        if "draw" in spec:
            told.append(inspect.getsource(drawings.DRAWINGS[spec["draw"]]))
        key = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]
        name = self.names.get(key)
        found = next((one for one in HERE.glob(f"*/media/{name}")), None) if name else None
        data = found.read_bytes() if found else make(spec)
        self.used[key] = f"{hashlib.sha256(data).hexdigest()}.{ending}"
        return data

    def save(self) -> None:
        """Write down what was used."""
        told = json.dumps(dict(sorted(self.used.items())), indent=2) + "\n"
        (SOURCE / "kept.json").write_text(told)


kept = Kept()


PENALTIES = ("none", "warning", "points", "feature_limit", "suspend", "terminate", "funds_hold")


def ladder_step(finding: Table, prior: int, at: datetime, market: str) -> Table | None:
    """What the ladder of the day gives for a finding: a market's own table first."""
    clause = (POLICY / f"{finding['clause']}.v{finding['version']}.md").read_text("utf-8")
    row = tomllib.loads(clause.split("+++\n")[1]).get("ladder_row", "")
    tables = [
        one
        for one in json.loads((POLICY / "ladders.json").read_text("utf-8"))["ladders"]
        if row in one["rows"]
        and datetime.fromisoformat(one["from"]) <= at
        and ("until" not in one or at < datetime.fromisoformat(one["until"]))
        and (not one["markets"] or market in one["markets"])
    ]
    table = max(tables, key=lambda one: (bool(one["markets"]), one["from"]), default=None)
    steps = [step for step in table["rows"][row] if step["prior"] <= prior] if table else []
    return max(steps, key=lambda step: step["prior"], default=None)


class Builder:
    """One case: from its table in the sources to its line in cases.jsonl."""

    def __init__(self, raw: Table, head: Table, media: dict[str, bytes]) -> None:
        self.raw, self.head, self.store = raw, head, media
        self.name = raw["source"]
        self.offset = head["offsets"][raw["market"]]
        self.media: list[Table] = []
        self.parts: list[Table] = []

    def case(self) -> Table:
        """The case as the format wants it."""
        raw = self.raw
        for kind in ("title", "description", "profile", "review", "comment"):
            if kind in raw:
                self._part(kind, kind, raw[kind])
        for number, (name, text) in enumerate(raw.get("attributes", {}).items(), 1):
            self._part(f"a{number}", "attribute", text, name=name)
        for number, (speaker, time, text) in enumerate(raw.get("messages", ()), 1):
            at = f"{raw['day']}T{time}:00{self.offset}"
            self._part(f"m{number}", "message", text, speaker=speaker, at=at)
        for medium in raw.get("media", ()):
            self._medium_of(medium)
        heard = next((one["sha256"] for one in self.media if one["kind"] != "image"), None)
        for letter, kind, key in (("t", "transcript", "transcript"), ("c", "caption", "captions")):
            for number, (t0, t1, text) in enumerate(raw.get(key, ()), 1):
                self._part(f"{letter}{number}", kind, text, t0=t0, t1=t1, media=heard)
        for number, medium in enumerate(raw.get("media", ()), 1):
            if "text" in medium:
                sha256 = self.media[number - 1]["sha256"]
                self._part(f"i{number}", "image_text", medium["text"], media=sha256)
        return {
            "id": uuid7(f"case {self.name}", raw["snapshot"]),
            "source_id": self.name,
            "content_type": raw["type"],
            "market": raw["market"],
            "ship_to": raw.get("ship_to", [raw["market"]]),
            "category": raw["category"],
            "seller": raw.get("seller"),
            "exposure": raw["exposure"],
            "snapshot_at": raw["snapshot"].isoformat(),
            "content_version": raw.get("content_version", "1"),
            "harm_tags": raw.get("harm_tags", []),
            "facts": raw.get("facts", {}),
            "parts": self.parts,
            "media": self.media,
            "stratum": None,
            "inclusion_probability": None,
            "cluster": raw.get("cluster"),
            "decision": self._decision(raw["decision"]) if "decision" in raw else None,
            "earlier": [
                {"source_id": source, "at": at.isoformat(), "text": text}
                for source, at, text in raw.get("earlier", ())
            ],
        }

    def _part(self, part_id: str, kind: str, text: str, **more: Any) -> None:
        language = self.raw.get("languages", {}).get(part_id, self.raw["language"])
        blank = dict.fromkeys(("speaker", "at", "t0", "t1", "media", "name"))
        part = {"id": part_id, "kind": kind, "text": text.strip("\n"), "language": language or None}
        self.parts.append({**part, **blank, **more})

    def _medium_of(self, raw: Table) -> None:
        """Draw or encode one, and keep it under its digest."""
        spec = {key: raw[key] for key in raw if key not in ("alt", "name", "text", "required")}
        kind, ending, data = "image", "png", b""
        if "film" in raw:
            kind, ending = "video", "webm"
            data = kept.get(films.video, spec, ending)
        elif "sound" in raw:
            kind, ending = "audio", "ogg"
            data = kept.get(films.sound, spec, ending)
        elif "avif" in raw:
            ending, data = "avif", kept.get(films.avif, spec, "avif")
        elif "gif" in raw:
            ending, data = "gif", films.gif(spec)
        elif "photo" in raw:
            ending, data = "jpg", films.photo(spec)
        else:
            data = drawings.png(raw["draw"], raw.get("with", {}))
        sha256 = hashlib.sha256(data).hexdigest()
        self.store[f"{sha256}.{ending}"] = data
        self.media.append(
            {
                "sha256": sha256,
                "kind": kind,
                "name": raw.get("name", f"photo {len(self.media) + 1}"),
                "required": raw.get("required", False),
                "alt": raw["alt"],
            }
        )

    def _decision(self, raw: Table) -> Table:
        person = self.head["people"][raw["by"]]
        findings = [self._finding(finding) for finding in raw.get("findings", ())]
        if findings and not any(finding["primary"] for finding in findings):
            findings[0]["primary"] = True
        return {
            "id": uuid7(f"decision {self.name}", raw["at"]),
            "by": raw["by"],
            "vendor": person["vendor"],
            "site": person["site"],
            "decided_at": raw["at"].isoformat(),
            "handling_seconds": raw["seconds"],
            "prior_points": raw.get("points", 0),
            "penalty": self._penalty(raw, findings),
            "penalty_set_by": raw.get("penalty_set_by", "system"),
            "automated": raw.get("automated", False),
            "action": raw["action"],
            "findings": findings,
            "note": raw.get("note", ""),
        }

    def _penalty(self, raw: Table, findings: list[Table]) -> str:
        """The system's is what the ladder says; a written one counts where a person set it, or
        where the case is about a wrong one (`ladder_wrong = true`)."""
        if raw.get("penalty_set_by") == "moderator" or raw.get("ladder_wrong"):
            return raw.get("penalty", "none")
        enforced = [one for one in findings if one["action"] in ("EDIT", "LIMIT", "REMOVE")]
        given = [
            step
            for one in enforced
            if (step := ladder_step(one, raw.get("points", 0), raw["at"], self.raw["market"]))
        ]
        worst = max(
            given,
            key=lambda step: (PENALTIES.index(step["penalty"]), step.get("points", 0)),
            default={"penalty": "none"},
        )
        return f"points_{worst['points']}" if worst["penalty"] == "points" else worst["penalty"]

    def _finding(self, raw: Table) -> Table:
        evidence = [self._span(part, words) for part, words in raw.get("words", ())]
        evidence += [
            {"media": self._medium(number), "box": box} for number, *box in raw.get("boxes", ())
        ]
        evidence += [
            {"media": self._medium(number), "t0": t0, "t1": t1}
            for number, t0, t1 in raw.get("times", ())
        ]
        return {
            "target": self._target(raw.get("target", "item")),
            "clause": raw["clause"],
            "version": raw["version"],
            "action": raw["action"],
            "evidence": evidence,
            "primary": raw.get("primary", False),
        }

    def _target(self, name: str) -> Table:
        """`item`, `seller`, `photo 3`, or a part's id."""
        if name in ("item", "seller"):
            return {"kind": name, "ref": None}
        if name.startswith("photo "):
            return {"kind": "media", "ref": self._medium(int(name.removeprefix("photo ")))}
        self._text(name)
        return {"kind": "part", "ref": name}

    def _medium(self, number: int) -> str:
        if not 1 <= number <= len(self.media):
            raise BadSource(f"{self.name}: there is no photo {number}")
        return self.media[number - 1]["sha256"]

    def _span(self, part: str, words: str) -> Table:
        start = self._text(part).find(words)
        if start < 0:
            raise BadSource(f"{self.name}: “{words}” is not in part {part}")
        return {"part": part, "start": start, "end": start + len(words)}

    def _text(self, part_id: str) -> str:
        for part in self.parts:
            if part["id"] == part_id:
                return part["text"]
        raise BadSource(f"{self.name}: there is no part {part_id}")


def _sources(folder: str) -> dict[str, Table]:
    """The tables of every case by source id, copies completed from what they are like."""
    found: dict[str, Table] = {}
    for path in sorted((SOURCE / folder).glob("*.toml")):
        held = _toml(path)
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


def uuid7(name: str, at: datetime) -> str:
    """A UUIDv7 of that instant whose other bits come from the name."""
    random = int.from_bytes(hashlib.sha256(name.encode()).digest()[:10], "big")
    value = int(at.timestamp() * 1000) << 80 | random
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    text = f"{value:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def _line(case: Table) -> str:
    return json.dumps(case, ensure_ascii=False, separators=(",", ":")) + "\n"


def _toml(path: Path) -> Table:
    return tomllib.loads(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
