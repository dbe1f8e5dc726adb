"""Publishing, pulling and taking back over a real hub, which decides as well who may have what."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hub.hubs import Hub
from tests.intake.conftest import Draft, draft
from tests.review.publishing_team import Team, check, code, sql, tasks, team, with_media
from tests.review.test_roster import Seat, blank_home, lea, sit
from workstation.hub import people as accounts
from workstation.hub.rules import Role as Account
from workstation.review import publishing, sticks
from workstation.review.publishing import Given
from workstation.sync import blobs
from workstation.sync.folder import FolderTransport
from workstation.sync.hub_place import HubPlace
from workstation.sync.part import PIECE

__all__ = ["blank_home", "draft", "lea", "sit", "team"]
pytestmark = pytest.mark.hub
Places = Callable[[Seat], HubPlace]


@pytest.fixture
def at_hub(cluster: Any, team: Team, tmp_path: Path) -> Iterator[Places]:
    """Each seat's place at one hub."""
    hub = Hub(tmp_path / "hub", cluster.database())
    places: dict[str, HubPlace] = {}
    for seat, role in ((team.lea, "lead"), (team.mei, "auditor"), (team.tan, "auditor")):
        secret = secrets.token_hex(32)
        with hub.base.transaction() as db:
            accounts.add(db, seat.desk.person.id, Account(role), None, ())
            said = {
                "code": accounts.code(db, seat.desk.person.id),
                "device": seat.device,
                "secret": secret,
            }
        assert hub.stranger().ask("POST", "/v1/enrol", said).status == 200
        places[seat.device] = HubPlace(hub.address, seat.device, secret)
    yield lambda seat: places[seat.device]
    for place in places.values():
        place.close()
    hub.close()


def meet(at_hub: Places, *seats: Seat) -> None:
    for seat in (*seats, *seats):
        report = sticks.exchange(seat.store, seat.desk, at_hub(seat))
        assert [problem.code for problem in report.problems] == []


def test_the_whole_way_over_a_hub(
    team: Team, at_hub: Places, draft: Callable[..., Draft], tmp_path: Path
) -> None:
    made = with_media(draft())
    long = made.add_medium(4, b"\x89PNG\r\n\x1a\n" + secrets.token_bytes(9 * PIECE))
    name, source = made.manifest["id"], made.write(tmp_path / "batch")
    lea_, mei, tan = team.lea, team.mei, team.tan
    done = team.publish(source, Given("mei"), place=at_hub(lea_))
    assert done.sent == done.files
    assert team.publish(source, Given("mei"), place=at_hub(lea_)).sent == 0
    meet(at_hub, lea_, mei, tan)
    # The hub itself refuses whoever it is not for; so does the workstation.
    assert team.offers(tan) == []
    key = blobs.blob(f"batch-{name}", long)
    assert code(at_hub(tan).get, key, 0, 10) in ("sync.not_yours", "sync.not_there")
    # Stopped in the middle of the long file, gone on with.
    told: list[int] = []
    fault = code(
        team.pull, mei, name, at_hub(mei), progress=lambda at, _: told.append(at),
        cancelled=lambda: len(told) > 28,
    )  # fmt: skip
    assert fault == "sync.stopped"
    first = told[-1]
    pulled = team.pull(mei, name, at_hub(mei))
    assert pulled.bytes <= done.bytes - first + PIECE
    assert (pulled.report.stored, pulled.tasks) == (6, 6)
    team.judge(mei, tasks(mei, name)[0])
    meet(at_hub, mei, lea_)
    assert sql(lea_, "SELECT count(*) > 0 FROM verdict WHERE person = 'mei'") == [(1,)]
    # Assigned to another as well, and taken back from her again.
    assert publishing.assign(lea_.store, lea_.desk, at_hub(lea_), name, [Given("tan")])
    meet(at_hub, lea_, tan)
    assert [one.mine for one in team.offers(tan)] == [True]
    assert at_hub(tan).get(key, 0, 4) == b"\x89PNG"
    publishing.take_back(lea_.store, lea_.desk, at_hub(lea_), name, [Given("tan")])
    assert code(at_hub(tan).get, key, 0, 10) in ("sync.not_yours", "sync.not_there")
    # Taken back for good.
    assert publishing.retract(lea_.store, lea_.desk, at_hub(lea_), name, "wrong market")
    assert not publishing.retract(lea_.store, lea_.desk, at_hub(lea_), name, "wrong market")
    meet(at_hub, lea_, mei)
    assert code(at_hub(mei).get, key, 0, 10).startswith("sync.")
    for seat in (lea_, mei):
        assert sql(seat, "SELECT count(*) FROM part") == [(0,)]
        words = sql(seat, "SELECT DISTINCT words FROM event_text t JOIN event e ON e.id = t.event "
                    "WHERE e.kind IN ('verdict', 'answered')")  # fmt: skip
        assert words == [(None,)]
        assert check(seat).ok
    # A stick of somebody else's is not passed on here.
    stick = FolderTransport(tmp_path / "stick")
    sticks.export_stick(mei.store, mei.desk, stick, None)
    assert code(
        sticks.import_stick, tan.store, tan.desk, stick, lambda: None, relay_to=at_hub(tan)
    ) == "stick.own_only"  # fmt: skip
