"""What the strata of the counted batches stand for, and what is to be said of them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from workstation.domain.figures.strata import alike
from workstation.fault import WorldFault
from workstation.reports.kpi.counting import Place
from workstation.store.figure_rows import Drawn


class Notice(Struct, frozen=True):
    """Something worth knowing beside the figures: a code and its parameters."""

    code: str
    params: Mapping[str, object] = {}


class Weights(Struct, frozen=True):
    """Size and drawn units by stratum. A size of None: nobody told how it was drawn, and what was
    audited is all there is."""

    sizes: Mapping[Place, int | None]
    drawn: Mapping[Place, int]
    names: Mapping[Place, str]
    notices: tuple[Notice, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the figures are weighted."""
        return any(size is not None for size in self.sizes.values())


def weigh(
    batches: Mapping[str, Drawn],
    drawn: Mapping[Place, int],
    veiled: frozenset[str] = frozenset(),
) -> Weights:
    """Sizes of the strata in which something was audited. Strata of `veiled` batches have numbers
    for names: somebody has still to judge there without knowing what a case was drawn for.

    Copies of a cluster are one unit: where a batch holds them as items of their own, the frame's
    size shrinks in the same proportion. A stratum in which nothing was audited yet is put to the
    one of its batch whose name begins most like its own.

    Raises WorldFault `kpi.no_weights`, `kpi.no_chance`.
    """
    sizes: dict[Place, int | None] = {}
    by_batch: dict[str, list[Place]] = {}
    for place in sorted(drawn):
        by_batch.setdefault(place[0], []).append(place)
    notices: list[Notice] = []
    unweighted: list[str] = []
    ones: list[Place] = []
    names = _names(by_batch, veiled)
    for batch, places in by_batch.items():
        held = batches[batch]
        if held.sizes:
            for place in places:
                sizes[place] = _of_design(held, place, drawn[place])
            notices += _empty(held, places, sizes, drawn, batch in veiled)
        elif all("|" in stratum for _, stratum in places):
            for place in places:
                sizes[place] = _of_chance(held, place, drawn[place])
        elif not any(stratum for _, stratum in places):
            unweighted.append(held.title)
            sizes.update(dict.fromkeys(places))
        else:
            raise WorldFault(
                "kpi.no_weights", batch=held.title[:60],
                stratum=places[-1][1].partition("|")[0][:60] or "–",
            )  # fmt: skip
        ones += [place for place in places if drawn[place] == 1 and len(places) > 1]
    if unweighted and len(unweighted) < len(by_batch):
        raise WorldFault("kpi.some_weights", batch=unweighted[0][:60], count=len(unweighted))
    if unweighted:
        notices.append(Notice("kpi.notice_unweighted", {"count": len(unweighted)}))
    if ones:
        notices.append(Notice("kpi.notice_one", {"count": len(ones), "first": names[ones[0]][:60]}))
    return Weights(sizes, drawn, names, tuple(notices))


def _of_design(held: Drawn, place: Place, drawn: int) -> int:
    stratum = place[1]
    size = held.sizes.get(stratum)
    if size is None:
        raise WorldFault("kpi.no_weights", batch=held.title[:60], stratum=stratum[:60] or "–")
    items = units = 0
    for (name, _), (of_items, of_units) in held.held.items():
        if name == stratum:
            items, units = items + of_items, units + of_units
    if 0 < units < items:
        size = round(size * units / items)
    return _enough(held, stratum, size, drawn)


def _enough(held: Drawn, stratum: str, size: int, drawn: int) -> int:
    if size < drawn:
        raise WorldFault(
            "kpi.more_than_frame", batch=held.title[:60], stratum=stratum[:60] or "–",
            size=size, drawn=drawn,
        )  # fmt: skip
    return size


def _of_chance(held: Drawn, place: Place, drawn: int) -> int:
    stratum, _, text = place[1].partition("|")
    chance = float(text)
    if not 0 < chance <= 1:
        raise WorldFault("kpi.no_chance", batch=held.title[:60], chance=text)
    units = sum(
        of_units
        for (name, one), (_, of_units) in held.held.items()
        if name == stratum and one is not None and f"{one:.9g}" == text
    )
    return max(drawn, round((units or drawn) / chance))


def _empty(
    held: Drawn, places: list[Place], sizes: dict[Place, int | None],
    drawn: Mapping[Place, int], veiled: bool,
) -> list[Notice]:  # fmt: skip
    empty = [name for name in held.sizes if (held.id, name) not in drawn and held.sizes[name]]
    for name in empty:
        near = max(places, key=lambda place: (alike(place[1], name), drawn[place], place[1]))
        sizes[near] = (sizes[near] or 0) + held.sizes[name]
    if not empty:
        return []
    first = "–" if veiled else sorted(empty)[0][:60]
    told = {"count": len(empty), "batch": held.title[:60], "first": first}
    return [Notice("kpi.notice_empty", told)]


def _names(by_batch: Mapping[str, list[Place]], veiled: frozenset[str]) -> dict[Place, str]:
    """A name of its own for each stratum: with several batches the batch stands in front."""
    several = len(by_batch) > 1
    found = {}
    for batch, places in by_batch.items():
        for number, place in enumerate(places, 1):
            stratum, _, chance = place[1].partition("|")
            told = f"#{number}" if batch in veiled else stratum or "all"
            if chance and batch not in veiled:
                told = f"{told} ({chance})"
            found[place] = f"{batch}: {told}" if several else told
    return found
