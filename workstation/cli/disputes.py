"""`disputes`: what vendors dispute; a vendor's quality person opens and withdraws."""

from __future__ import annotations

from msgspec.structs import asdict

from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.review import disputes as acts
from workstation.services import Services
from workstation.store import disputes
from workstation.store.disputes import Dispute


def listed(arguments: Arguments, services: Services, out: Out) -> int:
    """Every dispute that is here."""
    found = services.store.read(disputes.every).result()
    standing = sum(not one.withdrawn for one in found)
    out.report(
        {"open": standing, "disputes": [asdict(one) for one in found]},
        [f"{standing} open of {len(found)} disputes", *(_line(one) for one in found)],
    )
    return 0


def open_dispute(arguments: Arguments, services: Services, out: Out) -> int:
    """Dispute a verdict."""
    event = services.store.write(
        acts.open_dispute,
        services.desk,
        arguments.verdict,
        arguments.kind,
        arguments.why,
        arguments.code,
    ).result()
    out.report({"dispute": event.id}, [f"{event.id}  disputed; it goes with the next sync"])
    return 0


def withdraw(arguments: Arguments, services: Services, out: Out) -> int:
    """Take one's own dispute back."""
    event = services.store.write(acts.withdraw, services.desk, arguments.dispute).result()
    out.report({"withdrawn": arguments.dispute, "event": event.id}, ["withdrawn"])
    return 0


def _line(one: Dispute) -> str:
    who = f"{one.person} ({one.vendor})" if one.vendor else one.person
    stands = "withdrawn" if one.withdrawn else "open"
    if not one.confirmed:
        stands += ", not confirmed by the roster"
    parts = (one.event, one.kind, one.code or "", one.source_id or one.verdict, who, stands)
    return "  " + "  ".join(part for part in (*parts, one.why or "") if part)
