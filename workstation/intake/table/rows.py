"""A row of a table as a case in the batch format, or the column and the reason why not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from workstation.domain import instant
from workstation.domain.ids import derived_id
from workstation.domain.policy import Pack, Scope
from workstation.domain.taxonomy import CANNOT, DEFAULT_ACTIONS, NONE
from workstation.intake.faults import BadLine
from workstation.intake.table.mapping import ACTION_WORDS, TableMapping
from workstation.intake.table.values import (
    DateOrder,
    Unreadable,
    read_count,
    read_date,
    read_list,
    read_number,
    read_seconds,
    read_yes,
)
from workstation.intake.wire import MOST_TEXT

T = TypeVar("T")
_ACTIONS = {action.id: action for action in DEFAULT_ACTIONS}
_CLAUSE = re.compile(r"(?<![\d.])([0-9]\.[0-9a-z]{1,8})(?![\d.])")
_TYPES = ("listing", "video", "review", "chat", "seller", "comment", "post", "live")
_TYPE_WORDS = {"product": "listing", "item": "listing", "message": "chat", "user": "seller",
               "shop": "seller", "livestream": "live", "reviews": "review"}  # fmt: skip
_PART_OF = {"review": "review", "chat": "message", "comment": "comment", "seller": "profile"}


class RowCases:
    """Turns rows into cases; counts what it could not read but need not stop at."""

    def __init__(self, mapping: TableMapping, batch: str, pack: Pack | None, at: str) -> None:
        """`at` is the instant of rows without a date of their own."""
        self._mapping = mapping
        self._batch = batch
        self._pack = pack
        self._at = at
        self._held: dict[str, list[str]] = {}
        for column, name in mapping.columns.items():
            self._held.setdefault(name, []).append(column)
        self.unknown_clauses: Counter[str] = Counter()

    def case(self, row: Mapping[str, str], number: int) -> dict[str, Any]:
        """The case of a row; raises BadLine with the column it is about."""
        for column, cell in row.items():
            if any("\ud800" <= sign <= "\udfff" for sign in cell):
                raise BadLine(column, "bad_bytes")
            if len(cell) > MOST_TEXT:
                raise BadLine(column, "too_long", most=MOST_TEXT)
        source = self._one(row, "source_id") or f"row {number}"
        kind = self._content_type(row)
        at = self._date(row, "snapshot_at") or self._date(row, "decided_at") or self._at
        case: dict[str, Any] = {
            "id": derived_id(self._batch, "row", str(number), source),
            "source_id": source[:200],
            "content_type": kind,
            "market": self._market(row),
            "snapshot_at": at,
            "category": self._one(row, "category")[:200],
            "seller": self._one(row, "seller")[:200] or None,
            "exposure": self._exposure(row),
            "harm_tags": [tag[:200] for tag in self._list(row, "harm_tags")][:50],
            "facts": self._facts(row),
            "parts": list(self._parts(row, kind)),
            "cluster": self._one(row, "cluster")[:200] or None,
            "stratum": self._one(row, "stratum")[:200] or None,
            "inclusion_probability": self._probability(row),
            "decision": self._decision(row, kind, at),
        }
        if not case["parts"]:
            raise BadLine("", "no_text")
        return {name: value for name, value in case.items() if value not in (None, "", [], {})}

    # Content

    def _parts(self, row: Mapping[str, str], kind: str) -> Iterator[dict[str, Any]]:
        language = self._one(row, "language") or self._mapping.language or None
        for name, part in (
            ("title", "title"),
            ("text", _PART_OF.get(kind, "description")),
            ("attribute", "attribute"),
            ("image_text", "image_text"),
            ("transcript", "transcript"),
        ):
            columns = [column for column in self._held.get(name, ()) if row.get(column, "").strip()]
            for place, column in enumerate(columns, 1):
                made = {
                    "id": name if len(columns) == 1 and name != "attribute" else f"{name}{place}",
                    "kind": part,
                    "text": row[column].strip("\r\n"),
                    "language": language[:200] if language else None,
                }
                if name == "attribute":
                    made["name"] = column[:200]
                yield made

    def _facts(self, row: Mapping[str, str]) -> dict[str, str]:
        facts = {}
        price = self._one(row, "price")
        if price:
            facts["price"] = price[:20_000]
        for column in self._held.get("fact", ()):
            cell = row.get(column, "").strip()
            if cell:
                facts[column] = cell[:20_000]
        return dict(list(facts.items())[:200])

    def _exposure(self, row: Mapping[str, str]) -> dict[str, Any] | None:
        found: dict[str, Any] = {
            "impressions": self._read(row, "impressions", read_count),
            "orders": self._read(row, "orders", read_count),
            "value": self._read(row, "value", read_number),
        }
        currency = self._one(row, "currency").upper()
        if currency:
            if not re.fullmatch(r"[A-Z]{3}", currency):
                raise BadLine(self._held["currency"][0], "malformed")
            found["currency"] = currency
        return {name: value for name, value in found.items() if value is not None} or None

    def _market(self, row: Mapping[str, str]) -> str:
        market = self._one(row, "market").upper() or self._mapping.market
        if not re.fullmatch(r"[A-Z]{2}", market):
            raise BadLine(self._held["market"][0], "no_market")
        return market

    def _content_type(self, row: Mapping[str, str]) -> str:
        said = self._one(row, "content_type").casefold()
        kind = _TYPE_WORDS.get(said, said) or self._mapping.content_type
        if kind not in _TYPES:
            raise BadLine(self._held["content_type"][0], "unknown_value")
        return kind

    def _probability(self, row: Mapping[str, str]) -> float | None:
        value = self._read(row, "inclusion_probability", read_number)
        if value is not None and not 0 < value <= 1:
            raise BadLine(self._held["inclusion_probability"][0], "out_of_range")
        return value

    # The decision

    def _decision(self, row: Mapping[str, str], kind: str, at: str) -> dict[str, Any] | None:
        if "action" not in self._held:
            return None
        action = self._action(row)
        decided = self._date(row, "decided_at") or at
        scope = Scope(self._market(row), self._one(row, "category"), kind)
        cited = self._clauses(row, scope, decided)
        enforces = action not in (NONE, CANNOT) and _ACTIONS[action].enforces
        findings = [
            {"clause": clause, "version": version, "action": action, "primary": place == 0}
            for place, (clause, version) in enumerate(cited if enforces else ())
        ]
        points = self._read(row, "prior_points", read_count)
        made: dict[str, Any] = {
            "by": self._one(row, "by")[:200] or "unknown",
            "vendor": self._one(row, "vendor")[:200] or self._mapping.vendor,
            "site": self._one(row, "site")[:200],
            "decided_at": decided,
            "action": action,
            "findings": findings,
            "handling_seconds": self._read(row, "handling_seconds", read_seconds),
            "prior_points": points,
            "penalty": self._one(row, "penalty")[:200] or None,
            "automated": bool(self._read(row, "automated", read_yes)),
            "note": self._one(row, "note")[:20_000],
        }
        return {name: value for name, value in made.items() if value not in (None, "")}

    def _action(self, row: Mapping[str, str]) -> str:
        said = self._one(row, "action")
        word = said.casefold()
        action = self._mapping.actions.get(word) or ACTION_WORDS.get(word) or said.upper()
        if not said or action not in _ACTIONS or action == CANNOT:
            raise BadLine(self._held["action"][0], "no_action", word=word[:60])
        return action

    def _clauses(
        self, row: Mapping[str, str], scope: Scope, decided: str
    ) -> list[tuple[str, int]]:
        """Those the pack knows, in the version of the day; others are counted."""
        found: dict[str, int] = {}
        for said in self._list(row, "clause"):
            named = self._mapping.clauses.get(said.casefold())
            told = _CLAUSE.search(said)
            clause = named or (told[1] if told else "")
            version = self._version(clause, scope, decided) if clause else None
            if version is None:
                self.unknown_clauses[said[:60]] += 1
            else:
                found.setdefault(clause, version)
        return list(found.items())

    def _version(self, clause: str, scope: Scope, decided: str) -> int | None:
        if self._pack is None:
            return None
        there = self._pack.at(clause, instant.parse(decided), scope)
        if there is not None:
            return there.version
        # Cited where it was not in force: that is what an audit is there to find.
        versions = self._pack.versions(clause)
        return versions[-1].version if versions else None

    # Cells

    def _one(self, row: Mapping[str, str], name: str) -> str:
        columns = self._held.get(name)
        return row.get(columns[0], "").strip() if columns else ""

    def _list(self, row: Mapping[str, str], name: str) -> list[str]:
        return [
            item for column in self._held.get(name, ()) for item in read_list(row.get(column, ""))
        ]

    def _read(self, row: Mapping[str, str], name: str, read: Callable[[str], T]) -> T | None:
        cell = self._one(row, name)
        if not cell:
            return None
        try:
            return read(cell)
        except Unreadable as bad:
            raise BadLine(self._held[name][0], bad.reason) from None

    def _date(self, row: Mapping[str, str], name: str) -> str:
        cell = self._one(row, name)
        if not cell:
            return ""
        column = self._held[name][0]
        order = self._mapping.dates.get(column, DateOrder.DAY_FIRST)
        try:
            return read_date(cell, order, self._mapping.offset)
        except Unreadable as bad:
            raise BadLine(column, bad.reason) from None
