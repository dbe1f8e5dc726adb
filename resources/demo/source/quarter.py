"""The quarter behind the demo, without content: production frame, audited sample, roster.

The frame holds every decision of the batch itself; the rest is made up to the counts that
quarter.toml and the strata of batch.toml plant.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from casing import POLICY, SOURCE, Table, toml, uuid7

COLUMNS = (
    "decision", "moderator", "vendor", "site", "language", "market", "content_type", "clause",
    "action", "decided_at", "impressions", "orders", "handling_seconds", "automated",
)  # fmt: skip
MARKETS = {
    "ms": ("MY",), "id": ("ID",), "th": ("TH",), "vi": ("VN",), "tl": ("PH",), "ja": ("JP",),
    "ko": ("KR",), "hi": ("IN",), "pt": ("BR",), "es": ("MX",), "ar": ("SA", "AE"),
    "ta": ("MY", "SG"), "en": ("SG", "MY", "PH"), "zh-Hans": ("SG", "MY"), "zh-Hant": ("TW",),
}  # fmt: skip
TYPES = {
    "chats": ("chat",),
    "reviews comments posts": ("review", "review", "review", "comment", "post"),
    "video live and sellers": ("video", "video", "live", "seller"),
}
SECONDS = {"listing": 38, "chat": 42, "review": 18, "comment": 14, "post": 24}
CLAUSES = {
    "listing": ("1.2", "1.3", "1.5", "2.1", "2.2", "3.1", "3.2", "4.1", "4.6", "9.1", "9.3"),
    "chat": ("0.3", "5.1", "5.2", "5.3", "6.4"),
    "review": ("6.1", "6.5", "8.1", "7.2"),
    "comment": ("5.6", "7.1", "7.2", "1.9"),
    "post": ("1.9", "5.1", "7.2"),
    "video": ("4.1", "4.2", "5.1", "7.5"),
    "live": ("4.1", "5.1", "3.2"),
    "seller": ("0.1", "0.2"),
}


def files(batch: Mapping[str, bytes]) -> dict[str, bytes]:
    """frame.csv.gz, audited.csv and roster.csv by name."""
    plan, head = toml(SOURCE / "quarter.toml"), toml(SOURCE / "batch.toml")
    rows = Frame(plan, head, batch).rows()
    people = head["people"]
    roster = [
        {
            "person": one["person"],
            "role": one["role"],
            "vendor": people.get(one["person"], {}).get("vendor", ""),
            "site": people.get(one["person"], {}).get("site", "KUL-1"),
            "languages": " ".join(one["languages"]),
            "from": one["from"].isoformat(),
            "ramping_until": one["ramping_until"].isoformat() if "ramping_until" in one else "",
        }
        for one in plan["roster"]
    ]
    told = {"frame.csv": _csv(COLUMNS, rows), "audited.csv": _audited(plan, rows)}
    told["roster.csv"] = _csv(tuple(roster[0]), roster)
    return {
        "frame.csv.gz": gzip.compress(told.pop("frame.csv"), 9, mtime=0),
        **told,
    }


def _csv(columns: Iterable[str], rows: Iterable[Table]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, tuple(columns), extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


class Frame:
    """Fills every stratum up to its population, and the mix vendor's cells to theirs."""

    def __init__(self, plan: Table, head: Table, batch: Mapping[str, bytes]) -> None:
        self.plan, self.head, self.dice = plan, head, Random(plan["seed"])
        self.mixed = plan["mix"]["vendor"]
        self.reads = {
            one["person"]: one["languages"] for one in plan["roster"] if one["role"] == "moderator"
        }
        self.acts = _acceptable()
        self.segment = {name: seg for seg, names in plan["segments"].items() for name in names}
        self.made = [self._real(case) for case in map(json.loads, _text(batch).splitlines())]
        self.left = {stratum["name"]: stratum["population"] for stratum in head["strata"]}
        for row in self.made:
            self.left[row["stratum"]] -= 1

    def rows(self) -> list[Table]:
        """Every decision of the quarter, in the order of time."""
        for segment, counts in self.plan["mix"]["production"].items():
            for period, count in enumerate(counts):
                here = sum(
                    (row["vendor"], row["segment"], row["period"]) == (self.mixed, segment, period)
                    for row in self.made
                )
                for _ in range(count - here):
                    self._add(self._stratum(segment), self.mixed, period)
        for name in self.left:
            while self.left[name]:
                vendor = None
                if self.dice.random() < self.plan["automated_share"]:
                    vendor = "platform"
                self._add(name, vendor, None)
        return sorted(self.made, key=lambda row: (row["at"], row["decision"]))

    def _real(self, case: Table) -> Table:
        decision = case["decision"]
        primary = next((one for one in decision["findings"] if one["primary"]), None)
        at = datetime.fromisoformat(decision["decided_at"])
        return {
            "decision": decision["id"],
            "moderator": decision["by"],
            "vendor": decision["vendor"],
            "site": decision["site"],
            "language": case["parts"][0]["language"],
            "market": case["market"],
            "content_type": case["content_type"],
            "clause": primary["clause"] if primary else "",
            "action": decision["action"],
            "impressions": case["exposure"]["impressions"],
            "orders": case["exposure"]["orders"],
            "handling_seconds": decision["handling_seconds"],
            "automated": int(decision["automated"]),
            "stratum": case["stratum"],
            "segment": self.segment[case["stratum"]],
            **self._time(at),
        }

    def _time(self, at: datetime) -> Table:
        at = at.astimezone(self.plan["first"].tzinfo)
        period = int(at >= self.plan["middle"])
        return {"at": at, "decided_at": at.isoformat(), "period": period}

    def _stratum(self, segment: str) -> str:
        """One of the segment's strata that has room and a language that the mix vendor reads."""
        fitting = [
            name
            for name in self.plan["segments"][segment]
            if self.left[name] and self._people(name, self.mixed)
        ]
        return self._weighted({name: self.left[name] for name in fitting})

    def _people(self, stratum: str, vendor: str | None) -> list[tuple[str, str]]:
        """Pairs of language and moderator that may do a stratum's work."""
        spec = next(one for one in self.head["strata"] if one["name"] == stratum)
        languages = spec.get("languages", list(MARKETS))
        fitting = [
            person
            for person in self.reads
            if (of := self.head["people"][person]["vendor"]) == vendor
            or (vendor is None and of != self.mixed)
        ]
        return [(one, who) for one in languages for who in fitting if one in self.reads[who]]

    def _add(self, stratum: str, vendor: str | None, period: int | None) -> None:
        self.left[stratum] -= 1
        at = self._moment(period)
        if vendor == "platform":
            spec = next(one for one in self.head["strata"] if one["name"] == stratum)
            language, person = self._one(spec.get("languages", list(MARKETS))), "auto-1"
        else:
            language, person = self._one(self._people(stratum, vendor))
        kind = self._one(TYPES.get(stratum, ("listing",)))
        clause = action = ""
        if self.dice.random() < 0.72:
            action = "NONE"
        else:
            clause = self._one(CLAUSES[kind])
            action = self._one(self.acts[clause])
        long = SECONDS.get(kind, 70) * (0.5 + self.dice.random() + self.dice.random() ** 4 * 3)
        seen = round(200 / (1 - self.dice.random() * 0.997))
        self.made.append(
            {
                "decision": uuid7(f"frame {len(self.made)}", at),
                "moderator": person,
                "vendor": self.head["people"][person]["vendor"],
                "site": self.head["people"][person]["site"],
                "language": language,
                "market": self._one(MARKETS[language]),
                "content_type": kind,
                "clause": clause,
                "action": action,
                "impressions": seen,
                "orders": round(seen * self.dice.random() * 0.008) if kind == "listing" else 0,
                "handling_seconds": 1 if person == "auto-1" else round(long),
                "automated": int(person == "auto-1"),
                "stratum": stratum,
                "segment": self.segment[stratum],
                **self._time(at),
            }
        )

    def _moment(self, period: int | None) -> datetime:
        first, middle, last = (self.plan[name] for name in ("first", "middle", "last"))
        start, end = ((first, last), (first, middle), (middle, last))[
            0 if period is None else period + 1
        ]
        days = (end - start).days
        day = start + timedelta(days=int(self.dice.random() * days))
        return day + timedelta(seconds=int((8 + self.dice.random() * 10) * 3600))

    def _one(self, among: Sequence[Any]) -> Any:
        return among[int(self.dice.random() * len(among))]

    def _weighted(self, weights: Mapping[str, int]) -> str:
        at = self.dice.random() * sum(weights.values())
        for name, weight in weights.items():
            at -= weight
            if at < 0:
                return name
        return name


def _audited(plan: Table, rows: list[Table]) -> bytes:
    """The audited decisions: drawn at random in each cell, right as often as the plan says."""
    dice = Random(plan["seed"] + 1)
    people = [row for row in rows if not row["automated"]]
    mixed = plan["mix"]["vendor"]
    cells = [
        ([row for row in people if row["vendor"] == vendor], counts, vendor)
        for vendor, counts in plan["pair"].items()
    ]
    for segment, counts in plan["mix"]["audited"].items():
        for period in (0, 1):
            fitting = [
                row
                for row in people
                if (row["vendor"], row["segment"], row["period"]) == (mixed, segment, period)
            ]
            cells.append((fitting, counts, f"{mixed} {segment} {period + 1}"))
    told = []
    for fitting, (count, right), name in cells:
        drawn = sorted(fitting, key=lambda row: (dice.random(), row["decision"]))[:count]
        for place, row in enumerate(drawn):
            told.append(
                {
                    "decision": row["decision"],
                    "cell": name,
                    "vendor": row["vendor"],
                    "segment": row["segment"],
                    "period": row["period"] + 1,
                    "inclusion_probability": round(count / len(fitting), 6),
                    "right": int(place < right),
                }
            )
    told.sort(key=lambda row: (row["cell"], row["decision"]))
    return _csv(tuple(told[0]), told)


def _acceptable() -> dict[str, list[str]]:
    """The actions of each clause's first version."""
    found = {}
    for path in sorted(POLICY.glob("*.v1.md")):
        head = path.read_text(encoding="utf-8").split("+++\n", 2)[1]
        table = tomllib.loads(head)
        found[table["id"]] = table["acceptable_actions"]
    return found


def _text(batch: Mapping[str, bytes]) -> str:
    return batch["cases.jsonl"].decode()
