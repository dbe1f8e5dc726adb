"""Who draws and who accepts lots: a lead or a publisher; anybody where there is no team yet."""

from __future__ import annotations

from workstation.domain.event import Kind
from workstation.domain.roster import Role
from workstation.fault import WorldFault
from workstation.review.acting import Desk
from workstation.review.publishers import believed_of, own_role
from workstation.store import roster, samples
from workstation.store.driver import Database
from workstation.store.published import Said

DRAW = frozenset((Role.LEAD, Role.PUBLISHER))
ACCEPT = frozenset((Role.LEAD,))


def check(db: Database, desk: Desk, may: frozenset[Role]) -> None:
    """Raises WorldFault `sampling.role`, `publish.unknown_here`."""
    known = roster.believed(db)
    if known.root is None:
        return
    role = own_role(db, known, desk)
    if role not in may:
        raise WorldFault("sampling.role", role=role.value.replace("_", " "))


def believed(db: Database, desk: Desk, kind: Kind, may: frozenset[Role]) -> list[Said]:
    """What was said of draws or of lots by those who may, in order; where there is no team, what
    was said here."""
    said = samples.said(db, kind)
    known = roster.believed(db)
    if known.root is None:
        return [one for one in said if one.device == desk.device.id]
    return believed_of(db, known, said, may)
