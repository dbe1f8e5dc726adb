"""One case of the demo: from its table in the sources to its line in cases.jsonl."""

from __future__ import annotations

import hashlib
import inspect
import json
import tomllib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import drawings
import films
import things  # noqa: F401  (adds its drawings to the others)

SOURCE = Path(__file__).resolve().parent
HERE = SOURCE.parent
POLICY = HERE.parent / "policy"

Table = dict[str, Any]


class BadSource(Exception):
    """A source says something that cannot be built; the message names the case."""


class Kept:
    """The videos and sounds that exist, by what they were made from."""

    def __init__(self) -> None:
        path = SOURCE / "kept.json"
        self.names: dict[str, str] = json.loads(path.read_text()) if path.is_file() else {}
        self.used: dict[str, str] = {}

    def key(self, make: Callable[[Table], bytes], spec: Table) -> str:
        """What something encoded is kept under: its table, and the code that draws it."""
        told = [make.__name__, spec, inspect.getsource(films)]
        if "draw" in spec:
            told.append(inspect.getsource(drawings.DRAWINGS[spec["draw"]]))
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]

    def get(self, make: Callable[[Table], bytes], spec: Table, ending: str) -> bytes:
        """The bytes that there are, or new ones."""
        key = self.key(make, spec)
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
        undecided = "decision" not in raw or raw.get("undecided", False)
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
            "cluster": self.head.get("clusters", {}).get(self.name, raw.get("cluster")),
            "decision": None if undecided else self._decision(raw["decision"]),
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


def uuid7(name: str, at: datetime) -> str:
    """A UUIDv7 of that instant whose other bits come from the name."""
    random = int.from_bytes(hashlib.sha256(name.encode()).digest()[:10], "big")
    value = int(at.timestamp() * 1000) << 80 | random
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    text = f"{value:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def toml(path: Path) -> Table:
    return tomllib.loads(path.read_text(encoding="utf-8"))
