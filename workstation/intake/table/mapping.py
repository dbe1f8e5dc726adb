"""Which column of a table is what: guessed from names, settled by a person, kept for next time."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from typing import Annotated, Literal, Protocol, TypeVar

import msgspec
from msgspec import Meta, Struct, field
from msgspec.structs import replace

from workstation.domain.canonical import canonical_json, digest
from workstation.fault import WorldFault
from workstation.intake.table.shape import Shape
from workstation.intake.table.values import DateOrder, guess_order, is_offset, read_date

MOST_MAPPING = 1024 * 1024

# What a column may be, with the names it goes by. The first words of each are shown to people.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "source_id": (
        *("id", "case id", "item id", "listing id", "content id", "source id", "task id"),
        *("product id", "post id", "review id", "video id", "no", "ref", "reference"),
    ),
    "content_type": ("content type", "type", "jenis", "object type", "entity type"),
    "market": ("market", "country", "site country", "region", "negara", "marketplace"),
    "category": ("category", "kategori", "cat", "category path", "l1 category"),
    "seller": ("seller", "seller id", "shop", "shop id", "merchant", "penjual", "account id"),
    "language": ("language", "lang", "lang hint", "locale", "bahasa", "language code"),
    "title": ("title", "name", "product name", "item name", "headline", "subject",
              "tajuk", "judul"),
    "text": (
        *("text", "body", "description", "desc", "content", "message", "comment", "review"),
        *("review text", "post", "teks", "deskripsi", "penerangan", "caption"),
    ),
    "image_text": ("image text", "ocr", "ocr text"),
    "transcript": ("transcript", "asr", "subtitle", "speech"),
    "price": ("price", "harga", "unit price"),
    "snapshot_at": ("snapshot", "captured at", "created", "created at", "posted at", "published at",
                    "date", "timestamp", "tarikh", "tanggal"),
    "impressions": ("impressions", "views", "pv", "reach"),
    "orders": ("orders", "sold", "units sold", "sales"),
    "value": ("gmv", "value", "revenue"),
    "currency": ("currency", "ccy"),
    "harm_tags": ("harm tags", "harm", "tags", "labels"),
    "cluster": ("cluster", "duplicate group", "dup group"),
    "stratum": ("stratum", "strata"),
    "inclusion_probability": ("inclusion prob", "inclusion probability", "weight inverse"),
    "action": ("action", "decision", "outcome", "mod action", "result", "keputusan", "status"),
    "clause": ("clause", "policy", "policy id", "policy ids", "violation", "reason code", "rule",
               "dasar"),
    "decided_at": ("decided at", "decision time", "moderated at", "reviewed at", "action time",
                   "decision date", "audit date", "tarikh keputusan", "tanggal keputusan"),
    "by": ("decided by", "moderator", "moderator id", "reviewer", "agent", "agent id", "by"),
    "vendor": ("vendor", "bpo", "partner", "supplier"),
    "site": ("site", "location", "hub", "office"),
    "handling_seconds": ("handling time", "aht", "handling seconds", "time spent", "duration"),
    "prior_points": ("prior points", "points", "strikes"),
    "penalty": ("penalty", "sanction", "account action"),
    "automated": ("automated", "auto", "is auto", "bot", "source type"),
    "note": ("decision reason", "decision note", "moderator note", "remarks", "remark", "notes"),
    "fact": (),
    "attribute": (),
    "ignore": (),
}  # fmt: skip
DATES = ("snapshot_at", "decided_at")
MANY = ("text", "fact", "attribute", "ignore", "image_text", "transcript", "clause", "harm_tags")
"""Fields that more than one column may be."""

ACTION_WORDS: Mapping[str, str] = {
    word: action
    for action, words in {
        "NONE": "none|no violation|approve|approved|allow|allowed|pass|passed|keep|ok|no action|"
        "accept|accepted|lulus|ignore|leave|safe|reinstate|clean",
        "EDIT": "edit|fix|return|returned|send back|request changes|revise|warn",
        "LIMIT": "limit|limited|restrict|restricted|demote|age gate|hide|hidden|reduce|downrank",
        "REMOVE": "remove|removed|reject|rejected|delete|deleted|take down|takedown|taken down|ban|"
        "banned|block|blocked|violation|tolak|padam|violating",
        "ROUTE": "route|escalate|escalated|escalation|specialist|legal",
    }.items()
    for word in words.split("|")
}

Code2 = Annotated[str, Meta(pattern=r"^[A-Z]{2}\Z")]
Offset = Annotated[str, Meta(pattern=r"^(Z|[+-][0-9]{2}:[0-9]{2})\Z")]
Kind = Literal["qa", "inspection", "consistency", "dispute", "practice"]
ContentType = Literal["listing", "video", "review", "chat", "seller", "comment", "post", "live"]


class _Columns(Protocol):
    columns: Mapping[str, str]


M = TypeVar("M", bound=_Columns)


class TableMapping(Struct, frozen=True, forbid_unknown_fields=True):
    """How a table becomes a batch. `columns` maps a column's name to a field.

    `actions` and `clauses` map what stands in the cells, in small letters, to an action or a
    clause; constants stand in where no column says it. `offset` is that of times without one.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, DateOrder] = field(default_factory=dict)
    actions: Mapping[str, str] = field(default_factory=dict)
    clauses: Mapping[str, str] = field(default_factory=dict)
    title: Annotated[str, Meta(max_length=200)] = ""
    kind: Kind | None = None
    blind: bool = True
    publisher: Annotated[str, Meta(min_length=1, max_length=100)] = "table"
    market: Code2 = "MY"
    content_type: ContentType = "listing"
    language: Annotated[str, Meta(max_length=35)] = ""
    vendor: Annotated[str, Meta(min_length=1, max_length=100)] = "unknown"
    at: Annotated[str, Meta(max_length=40)] = ""  # of rows without a date
    offset: Offset = "+08:00"
    encoding: Annotated[str, Meta(max_length=40)] = ""
    delimiter: Annotated[str, Meta(max_length=1)] = ""

    @property
    def digest(self) -> str:
        """SHA-256 of what it says."""
        return digest(canonical_json(msgspec.to_builtins(self)))

    def columns_of(self, name: str) -> list[str]:
        """The columns that hold a field."""
        return [column for column, held in self.columns.items() if held == name]


def suggest(shape: Shape, held: TableMapping | None = None) -> TableMapping:
    """A mapping for a table: what was settled before where its columns are still there, else what
    their names and cells say."""
    start = held or TableMapping()
    columns = {name: start.columns[name] for name in shape.header if name in start.columns}
    taken = {name for name in columns.values() if name not in MANY}
    for name in shape.header:
        if name not in columns:
            found = by_name(name)
            if found is None or (found in taken and found not in MANY):
                found = "fact"
            columns[name] = found
            if found not in MANY:
                taken.add(found)
    dates = dict(start.dates)
    actions = dict(start.actions)
    for place, name in enumerate(shape.header):
        cells = [row[place] for row in shape.rows]
        if columns[name] in DATES and name not in dates:
            dates[name] = guess_order(cells)[0]
        if columns[name] == "action":
            for cell in cells:
                word = cell.strip().casefold()
                if word in ACTION_WORDS:
                    actions.setdefault(word, ACTION_WORDS[word])
    return replace(start, columns=columns, dates=dates, actions=actions)


def decode(data: bytes, kind: type[M], fields: Container[str]) -> M:
    """A mapping of a kind from JSON, whose `columns` name these fields.

    Raises WorldFault `intake.table.mapping` with field and reason.
    """
    if len(data) > MOST_MAPPING:
        raise WorldFault("intake.table.mapping", field="", reason="too long")
    try:
        made = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=kind)
    except msgspec.ValidationError as error:
        told, _, place = str(error).partition(" - at `$.")
        raise WorldFault(
            "intake.table.mapping", field=place.rstrip("`"), reason=told[:120]
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise WorldFault("intake.table.mapping", field="", reason="no JSON") from None
    for column, name in made.columns.items():
        if name not in fields:
            raise WorldFault(
                "intake.table.mapping",
                field=f"columns.{column[:60]}",
                reason=f"no field {name[:40]}",
            )
    return made


def load(data: bytes) -> TableMapping:
    """A mapping from JSON; raises WorldFault `intake.table.mapping` with field and reason."""
    mapping = decode(data, TableMapping, FIELDS)
    _refuse_double(mapping)
    if not is_offset(mapping.offset):
        raise WorldFault("intake.table.mapping", field="offset", reason="no offset")
    if mapping.at:
        try:
            read_date(mapping.at, DateOrder.YEAR_FIRST, mapping.offset)
        except ValueError:
            raise WorldFault("intake.table.mapping", field="at", reason="no date") from None
    return mapping


def dump(mapping: TableMapping) -> bytes:
    """As JSON, readable."""
    return msgspec.json.format(msgspec.json.encode(mapping), indent=2)


def check(mapping: TableMapping, header: Sequence[str]) -> None:
    """Whether a mapping serves a table.

    Raises WorldFault `intake.table.no_such_column`, `intake.table.double`, `intake.table.no_text`.
    """
    for column, name in mapping.columns.items():
        if column not in header and name not in ("ignore", "fact"):
            raise WorldFault("intake.table.no_such_column", column=column[:60], field=name)
    _refuse_double(mapping)
    texts = ("title", "text", "image_text", "transcript")
    held = {name for column, name in mapping.columns.items() if column in header}
    if not held.intersection(texts):
        raise WorldFault("intake.table.no_text")


def _refuse_double(mapping: TableMapping) -> None:
    for name in set(mapping.columns.values()) - set(MANY):
        columns = mapping.columns_of(name)
        if len(columns) > 1:
            raise WorldFault(
                "intake.table.double", field=name, columns=", ".join(c[:40] for c in columns[:4])
            )


def by_name(column: str, fields: Mapping[str, tuple[str, ...]] = FIELDS) -> str | None:
    """The field that a column's name tells, None where it tells none."""
    plain = re.sub(r"[^\w]+", " ", column.replace("_", " ")).strip().casefold()
    plain = re.sub(r" \d+$", "", plain)
    for name, words in fields.items():
        if plain in words or plain == name.replace("_", " "):
            return name
    return None
