"""Streams as the Sync panel lists them, and what it says of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from workstation.domain import instant
from workstation.domain.event import Audience
from workstation.store.standing import Parked, PlaceStanding, Standing, StreamStanding, Way
from workstation.ui.plain import shortened
from workstation.ui.terms import length, minute
from workstation.words import sentence

TOLD = 3
"""Reasons told of one stream at once."""
SHORT = 8
"""Characters of a device's name that are shown: enough to tell two apart at one desk."""


class SyncRow(Struct, frozen=True):
    """A stream with what is parked of it; no stream: what is parked of the place itself."""

    id: str
    stream: StreamStanding | None
    parked: tuple[Parked, ...] = ()
    unsent: int = 0

    @property
    def ways(self) -> tuple[Way, ...]:
        """What helps, the first first."""
        if self.stream is not None and self.stream.own and self.stream.forked is not None:
            return (Way.RENEW,)
        return tuple(dict.fromkeys(one.way for one in self.parked))


def rows_of(held: Standing, address: str) -> list[SyncRow]:
    """What is parked first, then one's own streams, then others'."""
    place = place_of(held, address)
    by_stream: dict[str, list[Parked]] = {}
    of_place = []
    for one in held.parked:
        if one.stream is None:
            of_place.append(one)
        else:
            by_stream.setdefault(one.stream, []).append(one)
    made = [SyncRow("", None, tuple(of_place))] if of_place else []
    # Of some nothing is here: only the place knows them.
    unknown = by_stream.keys() - {one.id for one in held.streams}
    made += [SyncRow(name, None, tuple(by_stream[name])) for name in sorted(unknown)]
    rows = [
        SyncRow(one.id, one, tuple(by_stream.get(one.id, ())), _unsent(one, place))
        for one in held.streams
    ]
    rows.sort(key=lambda row: (not row.ways, not (row.stream and row.stream.own), row.id))
    return made + rows


def place_of(held: Standing, address: str) -> PlaceStanding | None:
    """The place at an address as it was met last."""
    return next((one for one in held.places if one.address == address), None)


def _unsent(one: StreamStanding, place: PlaceStanding | None) -> int:
    if not one.own:
        return 0
    accepted = one.accepted.get(place.id, 0) if place is not None else 0
    return max(0, one.head - accepted)


class SyncWords:
    """Words for rows; `names` are persons' names by their pseudonym, `titles` batches' by id."""

    def __init__(
        self, names: Mapping[str, str], titles: Mapping[str, str], in_team: bool
    ) -> None:
        """Whether nobody is confirmed because there is no team is said nowhere: nobody asked."""
        self._names, self._titles, self._in_team = names, titles, in_team

    def columns(self) -> tuple[str, ...]:
        """What the columns are called."""
        translate = QCoreApplication.translate
        return (
            translate("SyncPanel", "Stream"),
            translate("SyncPanel", "Person"),
            translate("SyncPanel", "Device"),
            translate("SyncPanel", "Head"),
            translate("SyncPanel", "Acts"),
            translate("SyncPanel", "To send"),
            translate("SyncPanel", "How it stands"),
        )

    def cells(self, row: SyncRow) -> tuple[str, ...]:
        """A row's words."""
        one = row.stream
        if one is None:
            device, _, audience = row.id.partition(".")
            place = QCoreApplication.translate("SyncPanel", "the place itself")
            name = self.audience(audience) if audience else place
            return name, "", device[-SHORT:], "", "", "", self.stands(row)
        to_send = self._to_send(one.queued, row.unsent) if one.own else ""
        return (
            self.audience(one.audience),
            self.person(one),
            one.device[-SHORT:],
            str(one.head),
            str(one.events),
            to_send,
            self.stands(row),
        )

    def person(self, one: StreamStanding) -> str:
        """Whose it is, and whether the roster says so too."""
        name = self._names.get(one.person) or one.person
        if one.own:
            return QCoreApplication.translate("SyncPanel", "you")
        if not self._in_team:
            return name
        return f"✓ {name}" if one.confirmed else f"? {name}"

    def audience(self, name: str) -> str:
        """What a stream is for."""
        translate = QCoreApplication.translate
        known = {
            Audience.WORK.value: translate("SyncPanel", "Verdicts and notes"),
            Audience.PRIVATE.value: translate("SyncPanel", "Private notes"),
            "device": translate("SyncPanel", "Device"),
            "roster": translate("SyncPanel", "Team"),
            "policy": translate("SyncPanel", "Policy"),
            "models": translate("SyncPanel", "Translation packages"),
            "dispute": translate("SyncPanel", "Disputes"),
        }
        if name in known:
            return known[name]
        kind, _, ref = name.partition("-")
        if kind == "batch":
            words = translate("SyncPanel", "Batch {title}")
            return words.format(title=self._titles.get(ref) or ref[-SHORT:])
        if kind == "cal":
            return translate("SyncPanel", "Session {name}").format(name=ref[-SHORT:])
        return shortened(name, 40)

    def stands(self, row: SyncRow) -> str:
        """In a word or two."""
        translate, one = QCoreApplication.translate, row.stream
        if one is not None and one.own and one.forked is not None:
            return translate("SyncPanel", "written twice, stopped")
        if row.parked:
            gap = any(held.code == "sync.gap" for held in row.parked)
            if gap:
                return translate("SyncPanel", "a gap, waits")
            count = len(row.parked)
            more = translate("SyncPanel", "parked ({n})").format(n=count)
            return more if count > 1 else translate("SyncPanel", "parked")
        if one is not None and self._in_team and not one.own and not one.confirmed:
            return translate("SyncPanel", "unknown to the team")
        if one is None:
            return ""
        if one.counts_until is not None:
            words = translate("SyncPanel", "revoked, counts to {seq}")
            return words.format(seq=one.counts_until)
        if one.closed:
            return translate("SyncPanel", "{n} sealed for others").format(n=one.closed)
        if one.own and (one.queued or row.unsent):
            return translate("SyncPanel", "waits to be sent")
        return translate("SyncPanel", "✓ all sent") if one.own else translate("SyncPanel", "✓")

    def told(self, row: SyncRow) -> str:
        """Why something is parked, and what helps."""
        name = self.full_name(row)
        said = [sentence(one.fault).replace(row.id or "\0", name) for one in row.parked[:TOLD]]
        if len(row.parked) > TOLD:
            more = QCoreApplication.translate("SyncPanel", "And {n} more.")
            said.append(more.format(n=len(row.parked) - TOLD))
        said += [self.way(way) for way in row.ways]
        return "\n".join(said)

    def full_name(self, row: SyncRow) -> str:
        """A stream in a sentence: what it is for, and the end of its device's name."""
        device, _, audience = row.id.partition(".")
        return f"“{self.audience(audience)}” (…{device[-SHORT:]})"

    def way(self, way: Way) -> str:
        """What helps, in a sentence."""
        translate = QCoreApplication.translate
        return {
            Way.RENEW: translate(
                "SyncPanel",
                "Way out: Enter. This desk goes on under a new device name; acts that nobody has "
                "got are issued again, what others have stays.",
            ),
            Way.RETRY: translate("SyncPanel", "Way out: Enter lets the place be asked again now."),
            Way.UPDATE: translate(
                "SyncPanel", "Way out: a newer version of this program. It is kept until then."
            ),
            Way.DELETE_THERE: translate(
                "SyncPanel", "Way out: delete that file at the place, then Enter."
            ),
            Way.ASK_AUTHOR: translate(
                "SyncPanel", "Way out: the device that wrote it syncs again. Nothing to do here."
            ),
            Way.ASK_LEAD: translate("SyncPanel", "Way out: tell your lead (Ctrl+Shift+J: who)."),
            Way.WAIT: translate("SyncPanel", "It goes on by itself."),
        }[way]

    def place(self, held: PlaceStanding | None, address: str, kind: str, now: datetime) -> str:
        """The line over the list: the place that is set, and the last run."""
        translate = QCoreApplication.translate
        if not address:
            return translate(
                "SyncPanel",
                "No place is set: everything stays on this computer. 5 names a folder or a hub.",
            )
        if held is None:
            words = translate("SyncPanel", "{kind} {address}  ·  not synced with yet")
            return words.format(kind=kind, address=address)
        ago = now - instant.parse(held.at)
        words = translate("SyncPanel", "{kind} {address}  ·  last run {time} ago, {minute}")
        if ago.total_seconds() < 60:
            words = translate("SyncPanel", "{kind} {address}  ·  last run just now")
        kind = kind[:1].upper() + kind[1:]
        told = words.format(
            kind=kind, address=address, time=length(ago), minute=minute(held.at)
        )
        if held.account:
            told += translate("SyncPanel", "  ·  as {account}").format(account=held.account)
        return told

    def _to_send(self, queued: int, segments: int) -> str:
        translate = QCoreApplication.translate
        told = []
        if queued:
            told.append(translate("SyncPanel", "{n} acts").format(n=queued))
        if segments:
            told.append(translate("SyncPanel", "{n} packed").format(n=segments))
        return " + ".join(told)


def streams_told(rows: Sequence[SyncRow]) -> tuple[int, int, int]:
    """How many own streams, others' streams, and rows that want a look."""
    own = sum(row.stream is not None and row.stream.own for row in rows)
    others = sum(row.stream is not None and not row.stream.own for row in rows)
    return own, others, sum(bool(row.ways) for row in rows)
