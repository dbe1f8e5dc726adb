"""Sticks: a workstation that never sees the network, and a colleague who carries for it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.intake.conftest import Draft, draft
from tests.review.publishing_team import Team, check, code, sql, tasks, team, with_media
from tests.review.test_roster import Seat, Sit, blank_home, invite, lea, member, sit
from tests.store.demo import NOW
from tests.sync.sites import no_links
from workstation.domain.event import Kind
from workstation.domain.roster import Role
from workstation.intake.policy_pack import SHIPPED
from workstation.review import offering, publishing, roster, sticks
from workstation.review.publishing import Given
from workstation.store import policies
from workstation.sync.folder import FolderTransport
from workstation.sync.sync import sync

__all__ = ["blank_home", "draft", "lea", "sit", "team"]
Make = Callable[..., Draft]


@pytest.fixture(params=["links", "no links"])
def stick(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> FolderTransport:
    if request.param == "no links":
        monkeypatch.setattr(os, "link", no_links)
    return FolderTransport(tmp_path / "stick")


def put_on(seat: Seat, stick: Any, source: Any = None, **more: Any) -> sticks.Exported:
    return sticks.export_stick(seat.store, seat.desk, stick, source, **more)


def take_off(seat: Seat, stick: Any, **more: Any) -> sticks.Imported:
    return sticks.import_stick(seat.store, seat.desk, stick, lambda: NOW, **more)


def test_a_workstation_that_never_sees_the_network(
    team: Team, sit: Sit, draft: Make, tmp_path: Path, stick: FolderTransport
) -> None:
    lea_ = team.lea
    lea_.do(roster.set_person, member("ana", languages=("en",)))
    made = with_media(draft())
    name, source = made.manifest["id"], made.write(tmp_path / "batch")
    team.publish(source, Given("ana"), Given("mei"))
    offering.publish_pack(lea_.store, lea_.desk, team.place, SHIPPED)
    team.exchange()
    ana = sit("ana")
    ana.join(invite(lea_, "ana"))
    # There and back once to be let in, then with work.
    put_on(ana, stick)
    take_off(lea_, stick)
    done = put_on(lea_, stick, team.place, person="ana")
    assert done.batches == (name,)
    files = {path.read_bytes() for path in source.rglob("*") if path.is_file()}
    assert done.relayed.files == len(files) + 1  # and the pack
    came = take_off(ana, stick)
    assert (came.faults, [one.report.stored for one in came.pulled]) == ((), [6])
    assert came.brought.faults == ()
    assert len(came.brought.packs) == 1
    assert ana.roster.role("ana") is Role.AUDITOR
    # Nobody else's verdicts lie on it.
    lying = {path.name.partition(".")[2] for path in (tmp_path / "stick" / "streams").iterdir()}
    assert lying <= {"roster", "policy", "models", "device", "work", f"batch-{name}"}
    mine = {path.name for path in (tmp_path / "stick" / "streams").glob("*.work")}
    assert mine <= {f"{seat.device}.work" for seat in (ana, lea_)}
    # Judged, and back by the stick.
    team.judge(ana, tasks(ana, name)[0])
    put_on(ana, stick)
    take_off(lea_, stick)
    stand = sql(lea_, "SELECT count(*) FROM verdict WHERE person = 'ana'")
    assert stand == sql(ana, "SELECT count(*) FROM verdict")
    assert stand != [(0,)]
    for seat in (ana, lea_):
        assert check(seat).ok
    again = take_off(ana, stick)
    assert (again.pulled, again.brought.packs, again.sync.received) == ((), (), ())


def test_a_colleague_carries_verdicts_on_and_cannot_forge_them(
    team: Team, draft: Make, tmp_path: Path, stick: FolderTransport
) -> None:
    made = draft()
    name, source = made.manifest["id"], made.write(tmp_path / "batch")
    team.publish(source, Given("mei"))
    team.exchange()
    team.pull(team.mei, name)
    team.judge(team.mei, tasks(team.mei, name)[0])
    put_on(team.mei, stick)
    mine = tmp_path / "stick" / "streams" / f"{team.mei.device}.work"
    # Something was put beside it, and a copy was changed on the way.
    data = next(mine.iterdir()).read_bytes()
    (mine / f"{'a' * 64}.seg").write_bytes(data[:-3] + b"xyz")
    (mine / f"{'b' * 64}.seg").write_bytes(b"rubbish")
    other = tmp_path / "stick" / "streams" / f"{team.lea.device}.work"
    other.mkdir(exist_ok=True)
    (other / f"{'c' * 64}.seg").write_bytes(data)
    words = tmp_path / "stick" / "texts" / f"{team.mei.device}.work"
    (words / f"{'d' * 64}.txt").write_bytes(b"0" * 32 + b"\nwords nobody wrote")
    assert take_off(team.lea, stick, pull=False).relayed is None
    # Tan's machine passes it on to the team's folder.
    came = take_off(team.tan, stick, relay_to=team.place)
    assert came.relayed is not None
    assert came.relayed.segments >= 1
    assert {one.code for one in came.relayed.problems} >= {
        "sync.segment_signature", "sync.segment_foreign", "sync.segment_elsewhere",
        "sync.text_odd",
    }  # fmt: skip
    names = {path.stem for path in (team.folder / "streams").rglob("*.seg")}
    assert names.isdisjoint({"a" * 64, "b" * 64, "c" * 64})
    assert team.lea.sync() == []
    assert sql(team.lea, "SELECT count(*) > 0 FROM verdict WHERE person = 'mei'") == [(1,)]
    words_here = sql(team.lea, "SELECT count(*) FROM event_text WHERE words = 'a note of mine'")
    assert words_here == [(1,)]
    # And Mei's own next sync with the folder finds everything there.
    report = sync(team.mei.store, team.place)
    assert (report.problems, report.forked) == ((), False)
    assert check(team.lea).ok


class Hub(FolderTransport):
    """A place with doors."""

    doors = object()


def test_a_place_with_doors_takes_only_ones_own(team: Team, stick: FolderTransport) -> None:
    put_on(team.mei, stick)
    hub = Hub(team.folder)
    assert code(take_off, team.tan, stick, relay_to=hub) == "stick.own_only"


def test_what_a_stick_needs(team: Team, draft: Make, tmp_path: Path, stick: Any) -> None:
    made = draft()
    name, source = made.manifest["id"], made.write(tmp_path / "batch")
    team.publish(source, Given("mei"))
    team.exchange()
    assert code(put_on, team.lea, stick, None, batches=(name,)) == "stick.no_source"
    assert code(put_on, team.tan, stick, team.place, batches=(name,)) == "pull.unknown_batch"
    put_on(team.lea, stick, team.place, batches=(name,))
    assert take_off(team.mei, stick).pulled[0].report.stored == 6
    assert take_off(team.tan, stick).pulled == ()


def test_a_stick_that_is_pulled_halfway(
    team: Team, draft: Make, tmp_path: Path, stick: FolderTransport
) -> None:
    made = with_media(draft())
    name, source = made.manifest["id"], made.write(tmp_path / "batch")
    team.publish(source, Given("mei"))
    team.exchange()
    told: list[int] = []
    assert code(
        put_on, team.lea, stick, team.place, batches=(name,),
        progress=lambda at, _: told.append(at), cancelled=lambda: len(told) == 3,
    ) == "sync.stopped"  # fmt: skip
    came = take_off(team.mei, stick)
    assert [fault.code for _, fault in came.faults] == ["sync.not_there"]
    put_on(team.lea, stick, team.place, batches=(name,))
    assert take_off(team.mei, stick).faults == ()
    assert len(tasks(team.mei, name)) == 6


def test_packs_come_from_those_who_may(team: Team, tmp_path: Path, sit: Sit) -> None:
    lea_, mei = team.lea, team.mei
    assert code(offering.publish_pack, mei.store, mei.desk, team.place, SHIPPED) == "publish.role"
    empty = tmp_path / "nothing"
    empty.mkdir()
    assert code(offering.publish_pack, lea_.store, lea_.desk, team.place, empty) == (
        "publish.no_pack"
    )
    pack = offering.publish_pack(lea_.store, lea_.desk, team.place, SHIPPED)
    offering.publish_pack(lea_.store, lea_.desk, team.place, SHIPPED)
    said = sql(lea_, "SELECT count(*) FROM event WHERE kind = ?", Kind.PACK_PUBLISHED.value)
    assert said == [(1,)]
    team.exchange()
    came = offering.bring(mei.store, mei.desk, team.place, "en")
    assert came.packs == (f"{pack.id} {pack.version}",)
    mei.store.write(policies.delete_unused_packs).result()
    assert mei.store.read(policies.is_kept, pack.digest).result()
    assert offering.bring(mei.store, mei.desk, team.place, "en") == offering.Brought()
    assert check(mei).ok


@pytest.mark.parametrize("body", [
    {"sha256": "../x", "size": 3}, {"sha256": "a" * 64, "size": 10**12}, {},
    {"sha256": "a" * 64, "size": 3},
], ids=str)  # fmt: skip
def test_packs_that_cannot_be_right(team: Team, body: dict[str, Any]) -> None:
    from workstation.domain.event import Audience
    from workstation.review.acting import About, write

    said = {"digest": "d" * 64, "id": "p", "version": "1", "turn": 1, **body}
    team.lea.do(lambda db, desk: write(
        db, desk, Kind.PACK_PUBLISHED, About(), said, audience=Audience.POLICY))  # fmt: skip
    team.exchange()
    came = offering.bring(team.mei.store, team.mei.desk, team.place, "en")
    assert [one.code for one in came.faults] in (["pull.pack_odd"], ["sync.not_there"])


def test_a_package_that_open_batches_miss_comes_along(
    team: Team, draft: Make, tmp_path: Path, argosmodel: Path
) -> None:
    from workstation.language.packages.installing import install

    lea_, mei = team.lea, team.mei
    package = install(argosmodel, lea_.store.paths.packages)
    made = draft(languages=["ms"])
    team.publish(made.write(tmp_path / "batch"), Given("mei"))
    assert offering.publish_package(lea_.store, lea_.desk, team.place, package)
    assert not offering.publish_package(lea_.store, lea_.desk, team.place, package)
    assert not (lea_.store.paths.home / "outgoing").exists()
    team.exchange()
    assert offering.bring(mei.store, mei.desk, team.place, "en").packages == ()
    team.pull(mei, made.manifest["id"])
    came = offering.bring(mei.store, mei.desk, team.place, "en")
    assert came.packages == (f"{package.name} {package.version}",)
    assert (mei.store.paths.packages / package.path.name).is_dir()
    assert offering.bring(mei.store, mei.desk, team.place, "en") == offering.Brought()


@pytest.fixture
def argosmodel() -> Path:
    path = Path(__file__).resolve().parents[3] / "shared" / "models"
    path = path / "translate-ms_en-0_1.argosmodel"
    if not path.exists():
        pytest.skip("needs the folder of packages beside the project")
    return path


def test_a_publishing_act_needs_no_place(team: Team, draft: Make, tmp_path: Path) -> None:
    made = draft()
    team.publish(made.write(tmp_path / "batch"))
    lea_ = team.lea
    name = made.manifest["id"]
    assert publishing.assign(lea_.store, lea_.desk, None, name, [Given("tan")])
    until = (name, "2026-07-01T00:00:00+08:00", "Asia/Kuala_Lumpur")
    assert publishing.lock(lea_.store, lea_.desk, *until)
    assert not publishing.lock(lea_.store, lea_.desk, *until)
    team.exchange()
    assert [one.mine for one in team.offers(team.tan)] == [True]
