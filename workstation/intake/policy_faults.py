"""What is said about a policy pack: file, field, code, and whether the pack can be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from workstation.fault import WorldFault
from workstation.intake.faults import BadLine


class PackFault(Struct, frozen=True):
    """Something wrong with a pack; one that is not `fatal` leaves the pack usable.

    A `hint` is told to whoever checks the pack, and not to whoever brings a batch in.
    """

    file: str
    field: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    fatal: bool = True
    hint: bool = False

    @property
    def level(self) -> str:
        """`fault`, `doubt` or `hint`."""
        return "fault" if self.fatal else "hint" if self.hint else "doubt"


def doubt(file: str, field: str, code: str, **params: object) -> PackFault:
    """A fault that leaves the pack usable."""
    return PackFault(file, field, f"policy.fault.{code}", params, fatal=False)


def hint(file: str, field: str, code: str, **params: object) -> PackFault:
    """Something that its author may have meant otherwise."""
    return PackFault(file, field, f"policy.fault.{code}", params, fatal=False, hint=True)


def from_line(name: str, bad: BadLine, line: int | None = None) -> PackFault:
    """The fault of a file, or of a line of it, that could not be read."""
    where = bad.where
    if line is not None:
        where = f"line {line}, {where}" if where else f"line {line}"
    return PackFault(name, where, f"policy.fault.{bad.reason.rpartition('.')[2]}", bad.params)


def faulty(faults: Iterable[PackFault]) -> WorldFault:
    """The fault of a pack that cannot be used: its first fault, and how many there are."""
    fatal = [fault for fault in faults if fault.fatal]
    return WorldFault(
        "policy.faulty",
        file=fatal[0].file,
        field=fatal[0].field,
        reason=fatal[0].code.rpartition(".")[2],
        faults=len(fatal),
    )
