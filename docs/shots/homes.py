"""Stores to photograph: the demo's batches with real translations, a colleague, a language peer."""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from benchmarks.make_batches import manifest_of, pack_files, synthetic_cases, write_batch
from workstation.domain.ids import BatchId, PersonId
from workstation.domain.taxonomy import NONE
from workstation.domain.verdict import Answer
from workstation.intake.gold import bring_gold
from workstation.intake.importer import import_batch
from workstation.review import handed_on, peers
from workstation.review.desk import Conclusion, Shown
from workstation.services import Opening, Services, open_services
from workstation.store import escalations, search
from workstation.store.keys import Protection
from workstation.store.people import UNNAMED, Person
from workstation.sync.folder import FolderTransport
from workstation.sync.sync import sync

DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo"
PLACE = Path(tempfile.gettempdir(), "workstation-pictures")
"""One name for everybody: the preferences show where the store lies."""
PATIENCE = 300.0  # seconds

YOU = Person(PersonId("you"), "You", ("en", "ms"))
COLLEAGUE = Person(PersonId("m-tan"), "M. Tan", ("en", "zh-Hans"))
PEER = Person(PersonId("rani"), "Rani", ("en", "th", "ar", "ta", "zh-Hans"))
NOBODY = Person(UNNAMED, "", ("en",))

TABLE = (
    "Ref;Judul;Penerangan;Keputusan;Dasar;Tarikh;Moderator\n"
    'A-1;Jam tangan AAA;"Kotak penuh;\nCOD";Tolak;3.2;02/03/2026 09:14;m-1\n'
    "A-2;ساعة رولكس;نفس الأصل;Lulus;;28/03/2026 10:00;m-2\n"
    "A-3;高仿名牌手表;一比一;Tak pasti;;28/03/2026 10:00;m-2\n"
    "A-4;กระเป๋าแบรนด์เนม;งานมิลเลอร์;Tolak;3.2;29/03/2026 11:20;m-1\n"
    "A-5;முகப் பூச்சு;ஏழே நாளில் வெண்மை;Tolak;4.1;30/03/2026 16:05;m-3\n"
)


def fresh() -> None:
    """Nothing is left of the time before."""
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)


def opened(name: str, person: Person = YOU) -> Services:
    """A store by its name."""
    services = open_services(Opening(PLACE / name, Protection.FILE, person=person))
    assert services is not None
    return services


def demo(name: str, person: Person, *batches: str) -> tuple[Services, dict[str, BatchId]]:
    """A store with some of the demo's batches, translated."""
    services = opened(name, person)
    brought = {}
    for one in batches:
        batch = import_batch(services.store, DEMO / one, person.id, now).batch
        bring_gold(services.store, DEMO / one, batch, None, now)
        brought[one] = batch
    while services.store.write(search.index_cases).result():
        pass
    for batch in brought.values():
        services.translate_ahead(batch, number=10_000).result()
        if not services.ahead.wait_idle(PATIENCE):
            sys.exit("screenshots: the translation took too long")
    return services, brought


def colleague_works(place: Path) -> None:
    """Eight verdicts of somebody else, sent to a folder."""
    services, brought = demo("colleague", COLLEAGUE, "batch")
    try:
        after = 0
        for _number in range(8):
            prepared = services.prepare_next(brought["batch"], after).result()
            assert prepared is not None
            task, shown = prepared.view.task, Shown(active_ms=61_000)
            if services.answer(task.id, Answer(NONE), shown).result().verdict is None:
                services.conclude(task.id, Conclusion(), shown).result()
            after = task.position
        sync(services.store, FolderTransport(place))
    finally:
        services.close()


def peer_reads() -> Services:
    """The store of one who reads more languages, and has the batch to look into only."""
    services = opened("peer", PEER)
    import_batch(services.store, DEMO / "batch", None, now)
    return services


def peer_answers(place: Path) -> None:
    """The peer hands a question back and refutes an overturn."""
    services = peer_reads()
    try:
        sync(services.store, FolderTransport(place))
        asked = services.store.read(escalations.every).result()
        language = next(one for one in asked if one.reason == "language")
        words = "Photo 2 says “mirror grade” in small letters; the text is about the lining."
        services.act(handed_on.hand_back, language.event, words).result()
        waiting = services.store.read(peers.queue, services.desk).result()
        if waiting.provisional:
            said = "That is the shop's own name, not a brand."
            services.act(peers.refute, waiting.provisional[-1].verdict, said).result()
        sync(services.store, FolderTransport(place))
    finally:
        services.close()


def table() -> Path:
    """A weekly table of another program."""
    path = PLACE / "weekly.csv"
    path.write_text(TABLE, "utf-8-sig")
    return path


def hostile() -> Path:
    """A batch of one case that turns and hides its letters."""
    (case,) = synthetic_cases(1)
    text = "ساعة \u202eAAA\u202c أصلية 100\u200b% <b>لدينا فقط</b> \u2066wa.me\u2069"
    case["parts"] = [{**case["parts"][0], "text": text, "language": "ar"}]
    case["decision"] = {**case["decision"], "action": "NONE", "findings": []}
    head = manifest_of("turned", "Turned \u202eletters\u202c")
    return write_batch(PLACE / "turned", head, [case], pack_files())


def nobody() -> Services:
    """A store that nobody has used yet."""
    return opened("first", NOBODY)


def now() -> datetime:
    """With the machine's own offset."""
    return datetime.now().astimezone()
