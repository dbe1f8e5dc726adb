"""The batch that comes of a draw: its files, weights, assignments, and what is to be told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec import Struct

from workstation.domain.canonical import canonical_json, digest
from workstation.domain.ids import derived_id
from workstation.domain.sampling.again import Redraw, repeats, sizes_after
from workstation.domain.sampling.drawing import Drawn
from workstation.fault import WorldFault
from workstation.intake.faults import Notice
from workstation.intake.interface import CASES, MANIFEST, Reader
from workstation.review.acting import Desk
from workstation.review.sampling import content
from workstation.review.sampling.content import Content
from workstation.review.sampling.drawing import Made

Cancelled = Callable[[], bool]


class Given(Struct, frozen=True):
    """Who is to do it, and in which stage; never a case that they decided themselves."""

    person: str
    stage: str = "first"


class BatchReport(Struct, frozen=True):
    """The batch that was made. `replaced` is what was gone with what came instead (None: nothing
    was left); `short` the strata with fewer than were drawn, `strata` population and sample as
    they now stand; `repeats` cases that come a second time."""

    batch: str
    path: str
    cases: int
    risky: int
    replaced: tuple[Redraw, ...]
    risky_gone: int
    short: Mapping[str, int]
    strata: Mapping[str, tuple[int, int]]
    repeats: int
    own: Mapping[str, int]
    notices: tuple[Notice, ...]


class Work:
    """The batch as it is made."""

    def __init__(
        self,
        made: Made,
        held: Content,
        log: tuple[Redraw, ...],
        chosen: list[Drawn],
        given: Sequence[Given],
        desk: Desk,
        title: str,
        due_at: str | None,
        blind: bool,
    ) -> None:
        self.made, self.held, self.log, self.chosen = made, held, log, chosen
        sizes = sizes_after(made.draw, log)
        counts = Counter(one.stratum for one in chosen if not one.targeted)
        self.strata = {name: (size, counts[name]) for name, size in sizes.items()}
        wanted = made.draw.allotted
        self.short = {name: n - counts[name] for name, n in wanted.items() if n > counts[name]}
        self._cases = [held.found[one.decision].case for one in chosen]
        design = made.draw.design
        self.repeated = [one.unit for one in repeats(design.seed, self._cases, design.repeats)]
        self.own: dict[str, int] = {}
        self._assignments = self._assigned(given)
        self._left = self._nobodys()
        self._head = {
            "title": title or f"{held.manifest.wire.title[:200]}: {len(chosen)} drawn",
            "due_at": due_at,
            "blind": blind,
            "publisher": str(desk.person.id),
        }
        said = digest(canonical_json([self._head, self._assignments]))
        self.id = derived_id(
            "sample", made.sample.event, made.sample.digest, held.manifest.digest, said,
            *self._cases,
        )  # fmt: skip
        self.manifest = ""

    def write(self, reader: Reader, folder: Path, cancelled: Cancelled) -> None:
        """Every file of the batch into a folder."""
        files = {CASES: self._write_cases(reader, folder)}
        media = {sha for one in self.chosen for sha in self.held.found[one.decision].media}
        for name, sha in content.media_of(self.held.manifest, media):
            if cancelled():
                raise WorldFault("intake.cancelled")
            content.copy_file(reader, name, sha, folder / name)
            files[name] = sha
        for name, data in self.held.policies.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
            files[name] = digest(data)
        text = json.dumps(self._manifest(files), ensure_ascii=False, indent=1)
        (folder / MANIFEST).write_text(text, "utf-8", newline="")
        self.manifest = digest(text.encode())

    def _write_cases(self, reader: Reader, folder: Path) -> str:
        checksum = sha256()
        rough = folder / "cases.part"
        numbers = [self.held.found[one.decision].line for one in self.chosen]
        with rough.open("x+b") as file, (folder / CASES).open("xb") as out:
            places = content.copy_lines(reader, numbers, file)
            for one, number in zip(self.chosen, numbers, strict=True):
                start, size = places[number]
                file.seek(start)
                plain = json.loads(file.read(size))
                plain["stratum"] = one.stratum
                plain["inclusion_probability"] = self._chance(one)
                line = json.dumps(plain, ensure_ascii=False).encode() + b"\n"
                checksum.update(line)
                out.write(line)
        rough.unlink()
        return checksum.hexdigest()

    def _chance(self, one: Drawn) -> float | None:
        if one.targeted:
            return None
        size, n = self.strata[one.stratum]
        return n / size

    def _manifest(self, files: Mapping[str, str]) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.held.manifest.text)
        sample, design = self.made.sample, self.made.draw.design
        return {
            **told,
            **self._head,
            "id": self.id,
            "kind": "qa",
            "created_at": sample.at,
            "assignments": self._assignments,
            "design": {
                "method": _method(self.made),
                "frame": f"pool {sample.pool}, {sample.frame}",
                "seed": design.seed,
                "strata": [
                    {"name": name, "population": size, "sample": n}
                    for name, (size, n) in sorted(self.strata.items())
                ],
                "pool": sample.pool,
                "sample": sample.event,
                "list": sample.digest,
                "number": sample.number,
                "plan": dict(sample.plan),
                "replaced": len(self.log),
                "risk": sum(one.targeted for one in self.chosen),
            },
            "files": dict(sorted(files.items())),
        }

    def _assigned(self, given: Sequence[Given]) -> list[dict[str, Any]]:
        by = [self.held.found[one.decision].moderator for one in self.chosen]
        made = []
        for who in given:
            theirs = [
                case for case, moderator in zip(self._cases, by, strict=True)
                if moderator != who.person
            ]  # fmt: skip
            self.own[who.person] = len(self._cases) - len(theirs)
            if theirs:
                cases = theirs if self.own[who.person] else None
                made.append({"person": who.person, "stage": who.stage, "cases": cases})
                twice = [case for case in self.repeated if case in set(theirs)]
                if twice and who.stage == "first":
                    made.append({"person": who.person, "stage": "repeat", "cases": twice})
        return made

    def _nobodys(self) -> int:
        if not self._assignments:
            return 0
        named = [one["cases"] for one in self._assignments]
        if any(cases is None for cases in named):
            return 0
        return len(set(self._cases) - {case for cases in named for case in cases})

    def report(self, out: Path) -> BatchReport:
        """What it came to."""
        risky = sum(one.targeted for one in self.chosen)
        return BatchReport(
            self.id, str(out), len(self.chosen), risky, self.log,
            len(self.made.draw.risky) - risky, self.short, self.strata, len(self.repeated),
            {person: n for person, n in self.own.items() if n}, tuple(self._notices(risky)),
        )  # fmt: skip

    def _notices(self, risky: int) -> list[Notice]:
        found = []
        if self.log:
            gone = len(self.log)
            came = sum(one.instead is not None for one in self.log)
            whys = ", ".join(
                f"{why}: {n}" for why, n in Counter(one.why for one in self.log).most_common(4)
            )
            found.append(
                Notice("sampling.notice_replaced", {"gone": gone, "came": came, "whys": whys})
            )
        if self.short:
            first = next(iter(self.short))
            missing = sum(self.short.values())
            found.append(
                Notice(
                    "sampling.notice_short",
                    {"missing": missing, "strata": len(self.short), "first": first},
                )
            )
        if lost := len(self.made.draw.risky) - risky:
            found.append(Notice("sampling.notice_risky_gone", {"count": lost}))
        found += [
            Notice("sampling.notice_own", {"person": person, "count": n})
            for person, n in self.own.items()
            if n
        ]
        if self._left:
            found.append(Notice("sampling.notice_nobodys", {"count": self._left}))
        return found


def _method(made: Made) -> str:
    design = made.draw.design
    if design.strata or design.person_minimum:
        return "stratified"
    return "simple random" if design.n else "risk-led" if design.risk else "whole"
