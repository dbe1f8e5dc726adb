"""A batch goes out to those it is for, comes in once, and is taken away again by its publisher."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.intake.conftest import Draft, draft
from tests.review.publishing_team import Team, Watched, check, code, sql, tasks, team, with_media
from tests.review.test_roster import Seat, Sit, blank_home, come_in, lea, member, sit
from tests.store.demo import NOW
from workstation.domain.event import Kind, batch_audience
from workstation.domain.roster import Role
from workstation.intake.importer import import_batch
from workstation.review import assigned, closing, publishing, pulling, roster
from workstation.review.acting import About, write
from workstation.review.publishing import Given
from workstation.store import search
from workstation.store.people import set_meta
from workstation.sync.folder import FolderTransport

__all__ = ["blank_home", "draft", "lea", "sit", "team"]
MEI, TAN = Given("mei"), Given("tan")
Make = Callable[..., Draft]


@pytest.fixture
def batch(draft: Make, tmp_path: Path) -> tuple[str, Path]:
    made = with_media(draft())
    return made.manifest["id"], made.write(tmp_path / "batch")


def test_what_is_published_comes_to_whom_it_is_assigned(
    team: Team, batch: tuple[str, Path]
) -> None:
    name, source = batch
    done = team.publish(source, MEI)
    assert (done.cases, done.assigned, done.already) == (6, ("mei",), False)
    team.exchange()
    offer = team.offers(team.mei)[0]
    assert (offer.batch, offer.mine, offer.state, offer.stages) == (name, True, "new", ("first",))
    assert offer.size == offer.missing == done.bytes
    pulled = team.pull(team.mei, name)
    assert (pulled.report.stored, pulled.tasks, pulled.read_only) == (6, 6, False)
    assert pulled.bytes == done.bytes
    assert len(tasks(team.mei, name)) == 6
    assert team.offers(team.mei)[0].state == "here"
    assert not (team.mei.store.paths.home / "incoming" / name).exists()
    again = team.pull(team.mei, name)
    assert (again.files, again.bytes, again.tasks, again.report.stored) == (0, 0, 0, 0)
    assert check(team.mei).ok


def test_nobody_gets_what_is_not_theirs_and_a_lead_reads_all(
    team: Team, batch: tuple[str, Path]
) -> None:
    name, source = batch
    team.publish(source, MEI)
    team.exchange()
    assert team.offers(team.tan) == []
    assert code(team.pull, team.tan, name) == "pull.not_yours"
    offer = team.offers(team.lea)[0]
    assert (offer.mine, offer.state) == (False, "new")
    pulled = team.pull(team.lea, name)
    assert (pulled.read_only, pulled.tasks, tasks(team.lea, name)) == (True, 0, [])


def test_what_is_said_by_whoever_may_not_is_not_acted_on(
    team: Team, batch: tuple[str, Path], sit: Sit, draft: Make, tmp_path: Path
) -> None:
    name, source = batch
    assert code(team.publish, source, seat=team.mei) == "publish.role"
    stranger = sit("stranger", "eve")
    assert code(team.publish, source, seat=stranger) == "publish.no_team"
    # Said all the same, by hand: an auditor, and somebody whom nobody knows.
    body = {"kind": "qa", "title": "x", "manifest": "0" * 64, "files": [], "cases": 1, "turn": 1}
    for seat in (team.tan, stranger):
        for kind, said in (
            (Kind.PUBLISHED, body),
            (Kind.ASSIGNED, {"person": "mei", "stage": "first", "cases": "all", "turn": 2}),
        ):
            seat.do(lambda db, desk, kind=kind, said=said: write(
                db, desk, kind, About(name), said, audience=batch_audience(name)))  # fmt: skip
    stranger.sync()
    team.exchange()
    assert team.offers(team.mei) == []
    team.publish(source, TAN)
    for said in ("assigned", "retracted"):
        team.tan.do(lambda db, desk, said=said: write(
            db, desk, Kind(said), About(name),
            {"person": "mei", "stage": "first", "cases": "all", "turn": 9},
            audience=batch_audience(name)))  # fmt: skip
    team.exchange()
    assert team.offers(team.mei) == []
    assert team.offers(team.tan)[0].state == "new"


def test_assignments_make_tasks_and_taking_back_removes_the_untouched(
    team: Team, batch: tuple[str, Path]
) -> None:
    name, source = batch
    team.publish(source, MEI)
    team.exchange()
    team.pull(team.mei, name)
    first, *rest = tasks(team.mei, name)
    team.judge(team.mei, first)
    cases = [row[0] for row in sql(team.mei, "SELECT [case] FROM task ORDER BY position")]
    team.exchange()
    lea = team.lea
    take = (lea.store, lea.desk, team.place, name)
    assert publishing.take_back(*take, [Given("mei", "first", tuple(cases[:2]))])
    assert not publishing.take_back(*take, [Given("mei", "first", tuple(cases[:2]))])
    team.exchange()
    assert tasks(team.mei, name) == [first, *rest[1:]]
    # In time: its segment is named in the heads of the take-back.
    assert lea.store.read(assigned.late, name).result() == frozenset()
    publishing.take_back(*take, [MEI])
    team.exchange()
    assert tasks(team.mei, name) == [first]
    assert team.offers(team.mei) == []
    assert publishing.assign(*take, [MEI])
    assert not publishing.assign(*take, [MEI])
    team.exchange()
    held = sql(team.mei, "SELECT [case], state FROM task ORDER BY position")
    assert [row[0] for row in held] == cases
    assert [row[1] for row in held] == ["decided", *["open"] * 5]
    assert check(team.mei).ok


def test_a_verdict_after_a_take_back_is_late(team: Team, batch: tuple[str, Path]) -> None:
    name, source = batch
    team.publish(source, MEI)
    team.exchange()
    team.pull(team.mei, name)
    first, second, *_ = tasks(team.mei, name)
    team.judge(team.mei, first)
    team.exchange()
    lea = team.lea
    publishing.take_back(lea.store, lea.desk, team.place, name, [MEI])
    team.judge(team.mei, second)  # before it has heard of that
    team.exchange()
    assert tasks(team.mei, name) == [first, second]
    late = lea.store.read(assigned.late, name).result()
    told = sql(lea, "SELECT event FROM verdict WHERE task = ?", second)
    assert late == {told[0][0]}
    assert lea.store.read(assigned.late, name).result() == team.mei.store.read(
        assigned.late, name).result()  # fmt: skip
    shown = lea.store.read(closing.results, name, lea.desk.person.id).result()
    assert [one.row.event for one in shown if one.late] == [told[0][0]]
    # Nobody is told of a verdict on a case that they have yet to answer, late or not.
    assert publishing.assign(lea.store, lea.desk, team.place, name, [Given("tan")])
    team.exchange()
    team.pull(team.tan, name)
    assert team.tan.store.read(closing.late_shown, name, "tan").result() == []
    assert team.mei.store.read(closing.late_shown, name, "mei").result() == [told[0][0]]
    publishing.close(lea.store, lea.desk, name)
    assert not publishing.close(lea.store, lea.desk, name)


def test_a_second_version_brings_only_what_is_new(
    team: Team, batch: tuple[str, Path], draft: Make, tmp_path: Path
) -> None:
    name, source = batch
    team.publish(source, MEI)
    team.exchange()
    team.pull(team.mei, name)
    more = with_media(draft(seed="two"))
    more.cases[0]["category"] = "other"
    for case in more.cases:
        case["id"] = case["id"][:-4] + "ffff"[: 4 - 1] + case["id"][-1]
    new = more.add_medium(4, b"\x89PNG\r\n\x1a\n" + b"new" * 900)
    second = more.write(tmp_path / "second")
    watched = Watched(team.place)
    done = team.publish(second, MEI, place=watched)
    assert set(watched.puts) == {new, *_hashes(second, "batch.json", "cases.jsonl")}
    assert done.sent == 3
    team.exchange()
    offer = next(one for one in team.offers(team.mei) if one.state == "new")
    sizes = [(second / one).stat().st_size for one in ("batch.json", "cases.jsonl")]
    assert offer.missing == sum(sizes) + 2708
    pulled = team.pull(team.mei, more.manifest["id"], watched)
    assert set(watched.gets) == {new, *_hashes(second, "batch.json", "cases.jsonl")}
    assert (pulled.files, pulled.report.stored) == (3, 6)


def _hashes(folder: Path, *names: str) -> set[str]:
    import hashlib

    return {hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


def test_a_zip_with_long_files_is_published_as_well(
    team: Team, batch: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    monkeypatch.setattr(publishing, "_IN_MEMORY", 1000)
    name, source = batch
    packed = Path(shutil.make_archive(str(tmp_path / "b"), "zip", source))
    team.publish(packed, MEI)
    team.exchange()
    assert team.pull(team.mei, name).report.stored == 6
    assert not list(team.lea.store.paths.home.glob("outgoing-*"))


def test_a_list_of_many_files_is_a_file_itself(
    team: Team, batch: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from workstation.review import listing

    monkeypatch.setattr(listing, "INLINE", 3)
    name, source = batch
    team.publish(source, MEI)
    team.exchange()
    offer = team.offers(team.mei)[0]
    assert (offer.state, offer.missing) == ("new", None)
    assert team.pull(team.mei, name).report.stored == 6


def test_published_again_nothing_is_doubled(team: Team, batch: tuple[str, Path]) -> None:
    name, source = batch
    team.publish(source, MEI)
    watched = Watched(team.place)
    done = team.publish(source, MEI, place=watched)
    assert (done.already, done.sent, watched.puts) == (True, 0, [])
    said = sql(team.lea, "SELECT kind FROM event WHERE batch = ? ORDER BY number", name)
    assert said == [("published",), ("assigned",)]
    (source / "batch.json").write_text(
        (source / "batch.json").read_text("utf-8").replace("Batch one", "Batch 1"), "utf-8"
    )
    assert code(team.publish, source, MEI) == "publish.other_content"


def test_what_cannot_be_published(team: Team, draft: Make, tmp_path: Path) -> None:
    made = draft()
    made.cases[2]["market"] = "nowhere"
    bad = made.write(tmp_path / "bad")
    assert code(team.publish, bad, MEI) == "publish.bad_lines"
    good = draft(seed="good").write(tmp_path / "good")
    assert code(team.publish, good, Given("nobody")) == "publish.unknown_person"
    assert code(team.publish, good, Given("mei", "third")) == "publish.no_stage"
    assert code(team.publish, good, Given("mei", "first", ("x",))) == "publish.no_case"
    team.lea.do(roster.set_person, member("pol", Role.POLICY_OWNER))
    assert code(team.publish, good, Given("pol")) == "publish.judges_nothing"
    assert not (team.folder / "blobs").exists()


def test_the_copies_of_one_thing_are_one_task(
    team: Team, draft: Make, tmp_path: Path
) -> None:
    made = draft(kind="consistency", blind=True)
    for number, case in enumerate(made.cases):
        case["cluster"] = f"c{number // 2}"
    name = made.manifest["id"]
    team.publish(made.write(tmp_path / "batch"), Given("mei", "first", (made.cases[1]["id"],)))
    team.exchange()
    assert team.pull(team.mei, name).tasks == 1
    lea = team.lea
    publishing.assign(lea.store, lea.desk, team.place, name, [MEI])
    team.exchange()
    assert len(tasks(team.mei, name)) == 3
    clusters = sql(team.mei, "SELECT i.cluster FROM task t JOIN item i ON i.id = t.item "
                   "ORDER BY t.position")  # fmt: skip
    assert clusters == [("c0",), ("c1",), ("c2",)]


def test_what_is_sealed_does_not_leave(
    team: Team, batch: tuple[str, Path], draft: Make, tmp_path: Path
) -> None:
    from workstation.review import sealing, sticks

    name, source = batch
    team.publish(source, MEI, Given("lea"))
    team.exchange()
    team.pull(team.lea, name)
    first = tasks(team.lea, name)[0]
    team.lea.do(sealing.seal, first, "minors")
    again = with_media(draft(seed="again")).write(tmp_path / "again")
    assert code(team.publish, again, MEI) == "publish.sealed"
    stick = FolderTransport(tmp_path / "stick")
    export = (sticks.export_stick, team.lea.store, team.lea.desk, stick, team.place)
    assert code(*export, batches=(name,)) == "stick.sealed"
    assert export[0](*export[1:], person="mei").batches == ()


def test_residency_is_held_at_every_way_in(team: Team, draft: Make, tmp_path: Path) -> None:
    made = draft(residency=["TH"])
    name, source = made.manifest["id"], made.write(tmp_path / "batch")
    team.publish(source, MEI)
    team.exchange()
    # Enrolled in MY, as the lead has signed it; what the settings say does not count beside it.
    team.mei.store.write(set_meta, "settings", '{"region": "TH"}').result()
    assert team.offers(team.mei)[0].state == "outside"
    watched = Watched(team.place)
    assert code(team.pull, team.mei, name, watched) == "intake.residency"
    assert watched.gets == []
    assert code(import_batch, team.mei.store, source, "mei", lambda: NOW) == "intake.residency"
    assert sql(team.mei, "SELECT count(*) FROM batch") == [(0,)]


def test_residency_of_a_workstation_alone(sit: Sit, draft: Make, tmp_path: Path) -> None:
    source = draft(residency=["TH"]).write(tmp_path / "batch")
    seat = sit("alone", "eve")
    bring = (import_batch, seat.store, source, "eve", lambda: NOW)
    assert code(*bring) == "intake.residency_unknown"
    seat.store.write(set_meta, "settings", '{"region": "th"}').result()
    assert import_batch(*bring[1:]).stored == 6


def test_a_batch_taken_back_before_anybody_judged_it_leaves_no_trace(
    team: Team, batch: tuple[str, Path]
) -> None:
    name, source = batch
    team.publish(source, MEI)
    team.exchange()
    team.pull(team.mei, name)
    while team.mei.store.write(search.index_cases).result():
        pass
    lea = team.lea
    assert publishing.retract(lea.store, lea.desk, team.place, name, "wrong market")
    assert not publishing.retract(lea.store, lea.desk, team.place, name, "wrong market")
    assert not [path for path in (team.folder / "blobs").rglob("*") if path.is_file()]
    team.exchange()
    for table in ("batch", "item", "[case]", "part", "media", "media_bytes", "task", "decision",
                  "case_words_row", "alike", "alike_band"):  # fmt: skip
        assert sql(team.mei, f"SELECT count(*) FROM {table}") == [(0,)], table
    assert check(team.mei).ok
    assert check(lea).ok
    assert team.offers(team.mei) == []
    assert code(team.pull, team.mei, name) == "pull.retracted"
    assert code(import_batch, team.mei.store, source, "mei", lambda: NOW) == "intake.retracted"
    assert code(team.publish, source, MEI) == "publish.retracted"


def test_of_a_batch_taken_back_after_verdicts_the_codes_stay_and_the_words_go(
    team: Team, batch: tuple[str, Path], draft: Make, tmp_path: Path
) -> None:
    name, source = batch
    other = with_media(draft(2, "other"), 2)  # two of the same cases
    shared = other.write(tmp_path / "other")
    team.publish(source, MEI)
    team.publish(shared, MEI)
    team.exchange()
    team.pull(team.mei, name)
    team.pull(team.mei, other.manifest["id"])
    while team.mei.store.write(search.index_cases).result():
        pass
    done = tasks(team.mei, name)[3]
    team.judge(team.mei, done)
    before = sql(team.mei, "SELECT * FROM verdict")
    team.exchange()
    lea = team.lea
    publishing.retract(lea.store, lea.desk, team.place, name, "personal data")
    team.exchange()
    for seat in (team.mei, lea):
        assert check(seat).ok, check(seat)
        words = sql(seat, "SELECT words FROM event_text t JOIN event e ON e.id = t.event "
                    "WHERE e.kind IN ('verdict', 'answered')")  # fmt: skip
        assert words
        assert all(row == (None,) for row in words)
    assert sql(team.mei, "SELECT * FROM verdict") == before
    assert tasks(team.mei, name) == [done]
    # The two cases of the other batch are whole; of the rest only bare facts are left.
    kept = {case["id"] for case in other.cases}
    assert {row[0] for row in sql(team.mei, "SELECT DISTINCT [case] FROM part")} == kept
    assert sql(team.mei, "SELECT count(*), count(nullif(headline, '')) FROM [case]") == [(6, 2)]
    assert sql(team.mei, "SELECT count(*) FROM case_words_row") == [(2,)]
    assert len(tasks(team.mei, other.manifest["id"])) == 2
    # Whoever is at it is told, and the place keeps no words of it either.
    assert code(team.judge, team.mei, done) == "review.retracted"
    texts = {path.stem for path in (team.folder / "texts").rglob("*.txt")}
    about = sql(lea, "SELECT t.digest FROM event_text t JOIN event e ON e.id = t.event "
                "WHERE e.kind IN ('verdict', 'answered')")  # fmt: skip
    assert texts.isdisjoint(row[0] for row in about)


def test_words_that_come_after_the_batch_was_taken_back_are_erased_too(
    team: Team, batch: tuple[str, Path]
) -> None:
    name, source = batch
    team.publish(source, MEI)
    team.exchange()
    team.pull(team.mei, name)
    lea = team.lea
    publishing.retract(lea.store, lea.desk, team.place, name, "wrong")
    team.judge(team.mei, tasks(team.mei, name)[0])
    team.exchange()
    assert sql(lea, "SELECT count(*) > 0 FROM verdict") == [(1,)]
    for seat in (lea, team.mei):
        words = sql(seat, "SELECT DISTINCT words FROM event_text t JOIN event e ON e.id = t.event "
                    "WHERE e.kind IN ('verdict', 'answered')")  # fmt: skip
        assert words == [(None,)]
        assert check(seat).ok


def test_a_place_that_has_lost_everything_deletes_nothing(
    team: Team, batch: tuple[str, Path], tmp_path: Path
) -> None:
    name, source = batch
    team.publish(source, MEI)
    team.exchange()
    team.pull(team.mei, name)
    empty = FolderTransport(tmp_path / "empty")
    from workstation.sync.sync import sync

    sync(team.mei.store, empty)
    assigned.after_sync(team.mei.store, team.mei.desk)
    assert len(tasks(team.mei, name)) == 6
    assert team.pull(team.mei, name, empty).files == 0


def _vendor(team: Team, sit: Sit, vendor: str) -> Seat:
    seat = sit(f"qa-{vendor}")
    person = f"qa-{vendor}"
    team.lea.do(roster.set_person, member(person, Role.VENDOR_QA, vendor=vendor))
    come_in(team.lea, seat, person)
    seat.sync()
    return seat


def test_a_vendor_sees_its_batch_once_it_is_released(
    team: Team, batch: tuple[str, Path], sit: Sit
) -> None:
    name, source = batch
    ours, theirs = _vendor(team, sit, "v-a"), _vendor(team, sit, "v-b")
    team.publish(source, MEI, vendor="v-a")
    team.exchange()
    ours.sync()
    assert team.offers(ours) == []
    lea = team.lea
    assert publishing.release(lea.store, lea.desk, team.place, name, "v-a")
    team.exchange()
    for seat in (ours, theirs):
        seat.sync()
    assert [one.mine for one in team.offers(ours)] == [False]
    assert team.offers(theirs) == []
    assert team.pull(ours, name).read_only


def hostile(team: Team, name: str, **body: Any) -> None:
    """The lead's own workstation says something odd of a batch."""
    said = {
        "kind": "qa", "title": "x", "manifest": "0" * 64, "files": [], "bytes": 1, "cases": 1,
        "residency": [], "languages": [], "due_at": None, "vendor": None, "turn": 1, **body,
    }  # fmt: skip

    def say(db: Any, desk: Any) -> None:
        audience = batch_audience(name)
        write(db, desk, Kind.PUBLISHED, About(name), said, audience=audience)
        given = {"person": "mei", "stage": "first", "cases": "all", "turn": 2}
        write(db, desk, Kind.ASSIGNED, About(name), given, audience=audience)

    team.lea.do(say)


A = "a" * 64
BAD = "0190a000-0000-7000-8000-0000000000bd"


def good_files(manifest: str = "0" * 64) -> list[list[Any]]:
    return [["batch.json", manifest, 10], ["cases.jsonl", A, 10]]


@pytest.mark.parametrize(
    "files",
    [
        None, 7, "all", [], [7], [[]], [["a", A]], {"batch.json": A},
        [*good_files(), ["../../.bashrc", A, 1]],
        [*good_files(), ["/etc/passwd", A, 1]],
        [*good_files(), ["a\\b", A, 1]],
        [*good_files(), ["media/x.png", "../" + A[3:], 1]],
        [*good_files(), ["media/x.png", A.upper(), 1]],
        [*good_files(), ["media/x.png", A, -1]],
        [*good_files(), ["media/x.png", A, 10**18]],
        [*good_files(), ["media/x.png", A, True]],
        [*good_files(), ["media/x.png", A, "10"]],
        [*good_files(), ["CASES.jsonl", A, 10]],
        [*good_files(), ["media/x.png", A, 11]],
        good_files("1" * 64),
        [["batch.json", "0" * 64, 10]],
        [[f"media/{n}", f"{n:064x}", 2**33] for n in range(9)],
    ],
    ids=lambda files: str(files)[-60:],
)  # fmt: skip
def test_lists_that_cannot_be_right(team: Team, batch: tuple[str, Path], files: Any) -> None:
    name, source = batch
    hostile(team, BAD, files=files)
    team.publish(source, MEI)
    team.exchange()
    by = {one.batch: one for one in team.offers(team.mei)}
    assert by[BAD].state == "damaged"
    assert by[BAD].fault is not None
    watched = Watched(team.place)
    assert code(team.pull, team.mei, BAD, watched) == "pull.listing"
    assert watched.gets == []
    # The rest goes on.
    assert by[name].state == "new"
    assert team.pull(team.mei, name).report.stored == 6


@pytest.mark.parametrize("listing", [7, ["x", 1], [A, 10**12], [A, 0], [A, "9"], [A]])
def test_lists_that_are_files_and_cannot_be_right(team: Team, listing: Any) -> None:
    hostile(team, BAD, listing=listing)
    team.exchange()
    assert team.offers(team.mei)[0].state == "damaged"
    assert code(team.pull, team.mei, BAD) == "pull.listing"


def test_odd_words_in_a_publication_harm_nothing(team: Team) -> None:
    hostile(team, BAD, title=["x"], cases="many", languages=7, residency="TH", bytes=-1, due_at=3,
            files=good_files())  # fmt: skip
    team.exchange()
    offer = team.offers(team.mei)[0]
    assert (offer.title, offer.cases, offer.languages, offer.due_at) == ("", 0, (), None)


def test_a_million_files_in_a_list_that_is_a_file(team: Team) -> None:
    import hashlib

    data = b"[" + b",".join([b"[]"] * 300_000) + b"]"
    name = hashlib.sha256(data).hexdigest()
    from workstation.sync import blobs

    team.place.who_am_i()
    blobs.send(team.place, blobs.blob(batch_audience(BAD), name), data)
    hostile(team, BAD, listing=[name, len(data)])
    team.exchange()
    assert code(team.pull, team.mei, BAD) == "pull.listing"


def published_as(team: Team, name: str, source: Path, **more: Any) -> None:
    """The files of a batch under another batch's name, or with another list."""
    import hashlib

    from workstation.sync import blobs

    files = []
    team.place.who_am_i()
    for path in sorted(one for one in source.rglob("*") if one.is_file()):
        data = path.read_bytes()
        sha = hashlib.sha256(data).hexdigest()
        blobs.send(team.place, blobs.blob(batch_audience(name), sha), data)
        files.append([path.relative_to(source).as_posix(), sha, len(data)])
    manifest = next(one[1] for one in files if one[0] == "batch.json")
    hostile(team, name, **{"files": files, "manifest": manifest, **more})


def test_the_files_of_another_batch_do_not_come_in(team: Team, batch: tuple[str, Path]) -> None:
    published_as(team, BAD, batch[1])
    team.exchange()
    watched = Watched(team.place)
    assert code(team.pull, team.mei, BAD, watched) == "pull.other_batch"
    assert len(watched.gets) == 1
    assert sql(team.mei, "SELECT count(*) FROM batch") == [(0,)]


def test_a_list_and_a_manifest_that_disagree(team: Team, batch: tuple[str, Path]) -> None:
    name, source = batch
    (source / "media" / "more.png").write_bytes(b"x")
    published_as(team, name, source)
    team.exchange()
    assert code(team.pull, team.mei, name) == "pull.manifest_differs"


def test_files_that_are_damaged_at_the_place(team: Team, batch: tuple[str, Path]) -> None:
    name, source = batch
    team.publish(source, MEI)
    team.exchange()
    held = team.folder / "blobs"
    sha = next(iter(_hashes(source, "cases.jsonl")))
    path = held / sha[:2] / sha
    data = path.read_bytes()
    path.write_bytes(data[:-1] + b"?")
    assert code(team.pull, team.mei, name) == "sync.blob_differs"
    path.write_bytes(data[:-1])
    assert code(team.pull, team.mei, name) == "sync.blob_short"
    path.unlink()
    assert code(team.pull, team.mei, name) == "sync.not_there"
    assert team.offers(team.mei)[0].begun
    team.publish(source, MEI)  # sends anew what is gone
    assert team.pull(team.mei, name).report.stored == 6


def test_a_pull_can_be_stopped_and_goes_on(team: Team, batch: tuple[str, Path]) -> None:
    name, source = batch
    team.publish(source, MEI)
    team.exchange()
    told: list[tuple[int, int]] = []
    fault = code(
        team.pull, team.mei, name, progress=lambda *at: told.append(at),
        cancelled=lambda: len(told) > 4,
    )  # fmt: skip
    assert fault == "sync.stopped"
    assert sorted(told) == told
    assert told[-1][0] < told[-1][1]
    home = team.mei.store.paths.home
    held = (home / "incoming" / name).iterdir()
    before = {path.name for path in held if path.suffix != ".part"}
    watched = Watched(team.place)
    team.pull(team.mei, name, watched)
    assert before
    assert before.isdisjoint(watched.gets)


def test_nothing_lies_open_beside_an_encrypted_store(
    team: Team, batch: tuple[str, Path]
) -> None:
    name, source = batch
    team.publish(source, MEI)
    team.exchange()
    told: list[tuple[int, int]] = []
    code(team.pull, team.mei, name, progress=lambda *at: told.append(at),
         cancelled=lambda: len(told) > 30)  # fmt: skip
    cases = (source / "cases.jsonl").read_bytes()
    lying = list((team.mei.store.paths.home / "incoming").rglob("*"))
    for path in lying:
        if path.is_file():
            assert cases[:40] not in path.read_bytes()


def test_offers_of_the_one_who_publishes(team: Team, batch: tuple[str, Path]) -> None:
    name, source = batch
    team.publish(source, MEI)
    offer = team.lea.store.read(pulling.offers, team.lea.desk).result()[0]
    assert (offer.batch, offer.person, offer.mine) == (name, "lea", False)
    assert code(publishing.assign, team.mei.store, team.mei.desk, None, name, [TAN]) == (
        "publish.unknown_batch"
    )
    team.exchange()
    assert code(publishing.assign, team.mei.store, team.mei.desk, None, name, [TAN]) == (
        "publish.role"
    )


@pytest.mark.parametrize("turn", [(1 << 63) - 1, 1 << 40])
def test_a_huge_turn_of_anybody_stops_nobody(
    team: Team, batch: tuple[str, Path], turn: int
) -> None:
    name, source = batch
    team.publish(source, Given("mei"))
    team.exchange()
    seats = (team.mei, team.lea)  # who may say nothing here, and who may say everything
    for seat in seats:
        said = {"person": "mei", "stage": "first", "cases": "all", "turn": turn}
        seat.store.write(
            write, seat.desk, Kind.ASSIGNED, About(name), said, audience=batch_audience(name)
        ).result()
    team.exchange()
    given = [Given("tan")]
    assert publishing.assign(team.lea.store, team.lea.desk, team.place, name, given)
    assert publishing.take_back(team.lea.store, team.lea.desk, team.place, name, [Given("mei")])
    team.exchange()
    assert [one.batch for one in team.offers(team.tan)] == [name]
    assert team.offers(team.mei) == []
    for seat in (team.lea, team.mei, team.tan):
        assert check(seat).ok
