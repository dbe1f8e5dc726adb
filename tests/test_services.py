"""Everything without a window: opened together, put down together."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.store.demo import NOW, demo_home, mei, open_auditor
from workstation import services as room
from workstation import settings
from workstation.domain import instant
from workstation.domain.language import DetectedBy, Detection, Translation
from workstation.domain.taxonomy import CannotJudge, Code
from workstation.domain.verdict import Answer
from workstation.fault import WorldFault
from workstation.intake.importer import import_batch
from workstation.review import desk as acts
from workstation.review import taking_back
from workstation.review.desk import Conclusion, Shown
from workstation.review.rest import rest_of
from workstation.services import Opening, Services, open_services
from workstation.settings import SETTINGS, Settings
from workstation.store import drafts, people, tasks, translations
from workstation.store.keys import Protection
from workstation.store.memory import StoreMemory
from workstation.store.people import Person, PersonId

__all__ = ["demo_home", "mei", "open_auditor"]

DEMO = Path(__file__).parents[1] / "resources" / "demo" / "batch"


@pytest.fixture
def open_one(tmp_path: Path, demo_home: Path) -> Iterator[Callable[..., Services]]:
    opened: list[Services] = []

    def open_it(**more: Any) -> Services:
        home = tmp_path / "home"
        if not home.exists():
            shutil.copytree(demo_home, home)
        found = open_services(Opening(home, Protection.FILE, starter=False, **more))
        assert found is not None
        opened.append(found)
        return found

    yield open_it
    for services in opened:
        services.close()


@pytest.fixture
def services(open_one: Callable[..., Services]) -> Services:
    return open_one()


def batch_of(services: Services) -> str:
    sql = "SELECT id FROM batch"
    return services.store.read(lambda db: db.conn.execute(sql).fetchone()[0]).result()


def test_a_day_s_work(services: Services) -> None:
    batch = batch_of(services)
    first = services.prepare_next(batch, 0).result()
    task = first.view.task.id
    assert services.prepare(task).result().view.task == first.view.task
    services.keep_draft(task, {"step": "action", "note": "typed"}).result()
    done = services.answer(task, Answer("NONE"), Shown()).result()
    if done.verdict is None:
        services.conclude(task, Conclusion(), Shown()).result()
    services.process_fault(task, Code.PR_NOTE, "", "w").result()
    second = services.prepare_next(batch, first.view.task.position).result()
    assert second.view.task.position == 2
    services.cannot_judge(second.view.task.id, CannotJudge.LANGUAGE, "", Shown()).result()
    services.act(taking_back.undo).result()
    services.act(acts.skip, second.view.task.id).result()
    assert services.prepare_next(batch, 2).result().view.task.position == 3


def test_one_process_a_store(services: Services, tmp_path: Path) -> None:
    assert open_services(Opening(tmp_path / "home", Protection.FILE)) is None
    services.close()
    services.close()


def test_a_new_store_only_where_it_may_be_made(tmp_path: Path) -> None:
    with pytest.raises(WorldFault) as raised:
        open_services(Opening(tmp_path, Protection.FILE, make=False))
    assert raised.value.code == "store.missing"
    made = open_services(Opening(tmp_path, Protection.FILE, starter=False))
    assert made is not None
    assert made.desk.person == Person(PersonId("me"))
    made.close()


@pytest.mark.parametrize("name", ["usable", "_person", "_sweep"])
def test_whatever_fails_on_the_way_lets_the_next_one_in(
    open_one: Callable[..., Services], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("cut here")

    before = set(threading.enumerate())
    with monkeypatch.context() as patch:
        patch.setattr(room, name, fail)
        with pytest.raises(OSError, match="cut here"):
            open_one()
    assert set(threading.enumerate()) <= before
    open_one()


def test_closing_goes_on_where_one_part_fails(
    services: Services, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("network")

    with monkeypatch.context() as patch:
        patch.setattr(type(services.network), "shutdown", fail)
        with pytest.raises(RuntimeError, match="network"):
            services.close()
    again = open_services(Opening(tmp_path / "home", Protection.FILE, starter=False))
    assert again is not None
    again.close()


def test_who_works_here(open_one: Callable[..., Services]) -> None:
    services = open_one()
    assert services.desk.person.id == "mei"
    other = Person(PersonId("lee"), "Lee", ("th",))
    services.set_person(other)
    assert services.desk.person == other
    services.close()
    assert open_one().desk.person == other


def test_a_person_given_at_the_door_is_kept(open_one: Callable[..., Services]) -> None:
    given = Person(PersonId("lee"), "Lee", ("th",))
    services = open_one(person=given)
    assert services.store.read(people.person).result() == given


def test_preferences_are_kept(open_one: Callable[..., Services]) -> None:
    services = open_one()
    services.set_preference("theme", "dark")
    for name, value, code in (
        ("them", "dark", "settings.unknown"),
        ("theme", "pink", "settings.unfit"),
        ("ahead", "40", "settings.unfit"),
        ("ahead", True, "settings.unfit"),
    ):
        with pytest.raises(WorldFault) as raised:
            services.set_preference(name, value)
        assert raised.value.code == code
    services.close()
    assert open_one().preferences["theme"] == "dark"


@pytest.mark.parametrize(
    "text",
    [None, "", "{", "[]", "null", '"x"', '{"theme": "pink"}', '{"ahead": "many"}', '{"gone": 1}'],
)
def test_settings_of_another_version(text: str | None) -> None:
    held = settings.load(text)
    assert held.held == {}
    for setting in SETTINGS:
        assert held[setting.name] == setting.default


@pytest.mark.parametrize(
    "stored",
    [
        '{"zoom": 1e400}',
        '{"zoom": NaN}',
        '{"zoom": 99}',
        '{"sync_minutes": -1}',
        '{"stacked": 1}',
        '{"keys": []}',
        '{"read_in": "' + "x" * 5000 + '"}',
    ],
)
def test_a_stored_value_that_cannot_be_used_is_named(stored: str) -> None:
    held = settings.load(stored)
    assert held.held == {}
    assert held.dropped == (stored.split('"')[1],)


def test_a_store_of_settings_that_cannot_be_read_is_told() -> None:
    for text in ("{", "[" * 100_000, "7"):
        assert settings.load(text).dropped == ("*",)
    assert settings.load(None).dropped == ()


def test_a_value_is_typed_as_it_is_said() -> None:
    assert settings.parse("stacked", "on") is True
    assert settings.parse("zoom", "1.2") == 1.2
    assert settings.parse("sync_to", "12") == "12"
    for name, text in (("zoom", "2.5"), ("ahead", "ten"), ("stacked", "1"), ("theme", "pink")):
        with pytest.raises(WorldFault) as raised:
            settings.parse(name, text)
        assert raised.value.code == "settings.unfit"


def test_settings_read_back() -> None:
    held = Settings({}).with_value("theme", "dark").with_value("content_step", 2)
    assert settings.load(held.dump()) == held
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
    for setting in SETTINGS:
        assert Settings({}).with_value(setting.name, setting.default)[setting.name] is not None


def test_what_the_engine_remembers(services: Services) -> None:
    memory = StoreMemory(services.store)
    made = Translation("d", "ms", "en", "ms_en", "0.1", "beam=4", "text", -120, ("copied",))
    memory.keep([made])
    assert memory.find(["d", "e"], "ms", "en") == {"d": made}
    assert memory.find(["d"], "ms", "de") == {}
    case = services.prepare_next(batch_of(services), 0).result().view.case
    part = case.parts[0].id
    memory.keep_languages({case.id: {part: Detection("id", 0.5, DetectedBy.DETECTOR, True)}})
    assert memory.makers(["d", "e"], "ms", "en") == {"d": ("ms_en", "0.1", "beam=4")}
    assert memory.language_of(case.id)[part] == Detection("id", 0.5, DetectedBy.DETECTOR, True)


def test_asking_ahead_hands_failure_on(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        type(services.ahead), "request", lambda self, case, **_: asked.append(case.case_id)
    )
    services.translate_ahead(batch_of(services), number=3).result()
    assert len(asked) == 3

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no engine")

    monkeypatch.setattr(type(services.ahead), "request", fail)
    with pytest.raises(RuntimeError, match="no engine"):
        services.translate_ahead(batch_of(services)).result()


def test_media(services: Services) -> None:
    sql = "SELECT sha256 FROM media_bytes LIMIT 1"
    sha = services.store.read(lambda db: db.conn.execute(sql).fetchone()[0]).result()
    assert services.media(sha).result()
    assert services.media("0" * 64).result() is None


def test_the_clock_has_an_offset() -> None:
    assert instant.parse(room.now()).tzinfo is not None
    assert NOW.tzinfo is not None


def test_a_draft_that_was_asked_for_is_there(services: Services) -> None:
    task = services.prepare_next(batch_of(services), 0).result().view.task.id
    services.keep_draft(task, {"a": 1})
    assert services.store.write(drafts.get, task).result() == {"a": 1}


def test_the_languages_of_a_batch_without_hints_become_known(tmp_path: Path) -> None:
    batch = tmp_path / "batch"
    shutil.copytree(DEMO, batch)
    rows = [json.loads(line) for line in (batch / "cases.jsonl").read_text("utf-8").splitlines()]
    for row in rows:
        for part in row["parts"]:
            part["language"] = None
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (batch / "cases.jsonl").write_text(text, "utf-8")
    manifest = json.loads((batch / "batch.json").read_text("utf-8"))
    manifest["files"]["cases.jsonl"] = hashlib.sha256(text.encode()).hexdigest()
    (batch / "batch.json").write_text(json.dumps(manifest), "utf-8")
    services = open_services(Opening(tmp_path / "home", Protection.FILE))
    assert services is not None
    try:
        me = services.desk.person.id
        report = import_batch(services.store, batch, me, lambda: datetime.now().astimezone())
        services.know_languages(report.batch)
        # Nothing was asked to be translated; still every case comes to be known.
        patience = time.monotonic() + 60
        while services.store.read(translations.unknown, report.batch, 1).result():
            assert time.monotonic() < patience
            services.engine.ping().result(30)
        thai = tasks.QueueFilter(languages=("th",))
        found = services.store.read(tasks.queue_keys, report.batch, me, thai).result()
        wanted = sum(row["id"] in THAI for row in rows)
        assert wanted >= 3
        assert len(found) >= 0.75 * wanted  # a Latin label may be what is known of a case
    finally:
        services.close()


THAI = {
    row["id"]
    for row in map(json.loads, (DEMO / "cases.jsonl").read_text("utf-8").splitlines())
    if row["parts"][0]["language"] == "th"
}


def test_what_errands_need_is_loaded_off_the_callers_thread(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, str] = {}

    def load(name: str) -> object:
        asked[name] = threading.current_thread().name
        return import_module(name)

    monkeypatch.setattr(room, "import_module", load)
    services.load_errands().result(30)
    assert {"workstation.intake.apart", "workstation.sync.sync"} <= set(asked)
    assert threading.current_thread().name not in asked.values()


# The rest of a batch

KILLED = """
import sys
from pathlib import Path
from workstation.services import Opening, open_services
from workstation.store import translations
services = open_services(Opening(Path(sys.argv[1])))
keep, kept = translations.keep, []
def watched(db, made):
    made = list(made)
    keep(db, made)
    kept.extend(made)
    if len(kept) > len(made):
        print("enough", flush=True)
        sys.stdin.read()
translations.keep = watched
services.translating.whole(sys.argv[2])
services.ahead.wait_rest(120)
"""


def test_what_a_killed_run_has_kept_is_not_made_again(home: Path) -> None:
    services = open_services(Opening(home, Protection.FILE))
    assert services is not None
    batch = batch_of(services)
    few = "UPDATE task SET state = 'decided' WHERE position > 30"
    services.store.write(lambda db: db.conn.execute(few)).result()
    services.close()
    run = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(home), batch],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert run.stdout is not None
    assert run.stdout.readline() == b"enough\n"
    run.kill()  # in the middle of keeping: that portion is not there
    run.communicate()
    services = open_services(Opening(home, Protection.FILE))
    assert services is not None
    try:
        count = "SELECT count(*), count(DISTINCT digest || source) FROM translation"
        kept = services.store.read(lambda db: db.conn.execute(count).fetchone()).result()
        assert kept[0] > 0
        asked: list[str] = []
        translate = services.engine.translate

        def watched(sentences: Any, *more: Any) -> Any:
            asked.extend(sentences)
            return translate(sentences, *more)

        services.engine.translate = watched  # type: ignore[method-assign]
        services.translating.whole(batch)
        assert services.ahead.wait_rest(120)
        standing = services.translating.standing()
        assert standing is not None
        assert standing.done == standing.total
        every = services.store.read(lambda db: db.conn.execute(count).fetchone()).result()
        assert every[0] == every[1], "nothing is there twice"
        assert len(asked) == every[0] - kept[0]
        # And once more, from the place it had come to: nothing is even looked up.
        services.translating.whole(batch)
        assert services.ahead.wait_rest(120)
        assert len(asked) == every[0] - kept[0]
    finally:
        services.close()


def test_another_package_begins_the_rest_anew(home: Path) -> None:
    services = open_services(Opening(home, Protection.FILE))
    assert services is not None
    try:
        batch, me = batch_of(services), services.desk.person.id
        held = rest_of(services.store, batch, me, "en", "stamp")
        assert (held.after, held.done) == (0, 0)
        held.keep_place(40)
        services.store.write(lambda db: None).result()
        again = rest_of(services.store, batch, me, "en", "stamp")
        assert (again.after, again.done, again.total) == (40, 40, held.total)
        assert [one.position for one in again.read(40, 3)] == [41, 42, 43]
        for other in (
            rest_of(services.store, batch, me, "en", "another stamp"),
            rest_of(services.store, batch, me, "ms", "stamp"),
            rest_of(services.store, batch, "somebody", "en", "stamp"),
        ):
            assert (other.after, other.done) == (0, 0)
    finally:
        services.close()
