"""The permission table, every cell as every role, over the wire; and what an answer gives away."""

from __future__ import annotations

import secrets

import pytest

from tests.hub.hubs import Device, Hub, Reply, blob, carried, digest, new_id, records
from workstation.domain.ids import new_uuid7

pytestmark = pytest.mark.hub

DENIED = b'{"error":"not_yours"}'
PERSONS = {
    "lea": ("lead", None, ()),
    "leo": ("lead", None, ()),  # leads nobody here
    "ann": ("auditor", None, ("lea",)),
    "abe": ("auditor", None, ("lea",)),
    "tom": ("trainer", None, ("lea",)),
    "tia": ("trainer", None, ("lea",)),
    "ted": ("trainer", None, ("lea",)),  # facilitates nothing
    "val": ("vendor_qa", "north", ()),
    "vic": ("vendor_qa", "south", ()),
    "pia": ("policy_owner", None, ()),
    "pub": ("publisher", None, ()),
    "adm": ("admin", None, ()),
}


class World:
    """Everybody with a device, and something in every cell."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        for person, (role, vendor, leads) in PERSONS.items():
            hub.add(person, role, vendor, *leads)
        self.at = {person: hub.enrol(person) for person in PERSONS}
        self.second = hub.enrol("ann")
        at = self.at
        self.batch = {
            "plain": self._batch("pub", "qa", ["ann"], "north", False),
            "released": self._batch("pub", "qa", ["abe"], "north", True),
            "calibration": self._batch("tom", "calibration", ["ann", "tom", "tia"], None, False),
        }
        self.session = {name: self._session() for name in ("sealed", "revealed")}
        self.secret: dict[str, bytes] = {}
        self.record: dict[str, tuple[str, str, str]] = {}
        sealed, revealed = (f"cal-{self.session[name]}" for name in ("sealed", "revealed"))
        for name, person, audience, shelf in (
            ("work", "ann", "work", "streams"),
            ("words", "ann", "work", "texts"),
            ("lead's work", "lea", "work", "streams"),
            ("private", "ann", "private", "streams"),
            ("votes", "ann", sealed, "streams"),
            ("votes' words", "ann", sealed, "texts"),
            ("facilitator's vote", "tia", sealed, "streams"),
            ("revealed votes", "ann", revealed, "streams"),
            ("dispute", "val", "dispute", "streams"),
            ("roster", "lea", "roster", "streams"),
            ("policy", "pia", "policy", "streams"),
            ("models", "pub", "models", "streams"),
            ("device", "ann", "device", "streams"),
            ("vendor's device", "val", "device", "streams"),
            ("lead's device", "lea", "device", "streams"),
            ("publishing", "pub", f"batch-{self.batch['plain']}", "streams"),
            ("session's publishing", "tom", f"batch-{self.batch['calibration']}", "streams"),
        ):
            data = f"secret of {name} {secrets.token_hex(8)}".encode()
            record = new_id()
            assert at[person].put(at[person].stream(audience), record, data, shelf).status == 201
            self.secret[name] = data
            self.record[name] = (shelf, at[person].stream(audience), record)
        assert (
            at["tia"].ask("POST", f"/v1/sessions/{self.session['revealed']}/reveal").status == 200
        )
        self.blob: dict[str, tuple[str, bytes]] = {}
        for name, space, person in (
            *((name, f"batch-{one}", "lea") for name, one in self.batch.items()),
            ("policy pack", "policy", "pia"),
            ("package", "models", "pub"),
        ):
            data = f"cases of {name} {secrets.token_hex(8)}".encode()
            assert at[person].put_blob(space, data).status == 201
            self.blob[name] = (space, data)

    def _batch(
        self, who: str, kind: str, persons: list[str], vendor: str | None, released: bool
    ) -> str:
        name = new_uuid7()
        said = {"kind": kind, "persons": persons, "vendor": vendor, "released": released}
        assert self.at[who].ask("PUT", f"/v1/batches/{name}", said).status == 201
        return name

    def _session(self) -> str:
        name = new_uuid7()
        said = {
            "batch": self.batch["calibration"],
            "facilitators": ["tom", "tia"],
            "participants": ["ann", "abe"],
        }
        assert self.at["tom"].ask("PUT", f"/v1/sessions/{name}", said).status == 201
        return name


@pytest.fixture(scope="module")
def world(hub: Hub) -> World:
    return World(hub)


READERS = {
    "work": {"ann", "lea", "leo"},
    "words": {"ann", "lea", "leo"},
    "lead's work": {"lea", "leo"},
    "private": {"ann", "lea"},
    "votes": {"ann", "tom", "tia"},
    "votes' words": {"ann", "tom", "tia"},
    "facilitator's vote": {"tom", "tia"},
    "revealed votes": {"ann", "abe", "tom", "tia", "lea", "leo"},
    "dispute": {"val", "lea", "leo"},
    "roster": set(PERSONS) - {"val", "vic", "adm"},
    "policy": set(PERSONS) - {"val", "vic", "adm"},
    "models": set(PERSONS) - {"val", "vic", "adm"},
    "device": {"ann", "lea", "leo"},
    "vendor's device": {"val", "lea", "leo"},
    "lead's device": {"lea", "leo"},
    "publishing": {"pub", "lea", "leo", "ann"},
    "session's publishing": {"lea", "leo", "ann", "tom", "tia"},
}
BLOB_READERS = {
    "plain": {"pub", "lea", "leo", "ann"},
    "released": {"pub", "lea", "leo", "abe", "val"},
    "calibration": {"lea", "leo", "ann", "tom", "tia"},
    "policy pack": set(PERSONS) - {"val", "vic", "adm"},
    "package": set(PERSONS) - {"val", "vic", "adm"},
}
BLOB_WRITERS = {
    "plain": {"pub", "lea", "leo"},
    "released": {"pub", "lea", "leo"},
    "calibration": {"lea", "leo", "tom"},
    "policy pack": {"lea", "leo", "pia"},
    "package": {"lea", "leo", "pub"},
}

each_person = pytest.mark.parametrize("person", PERSONS)


def silent(reply: Reply, nowhere: Reply) -> None:
    """A refusal is the same, header for header, as for something that never was."""
    assert (reply.status, reply.body) == (403, DENIED)
    drop = {"date"}
    assert {k: v for k, v in reply.headers.items() if k not in drop} == {
        k: v for k, v in nowhere.headers.items() if k not in drop
    }


def strange(name: str) -> str:
    return new_uuid7() + name[36:]


@each_person
@pytest.mark.parametrize("cell", READERS)
def test_streams_are_read_by_whom_the_table_names(world: World, person: str, cell: str) -> None:
    who = world.at[person]
    shelf, name, record = world.record[cell]
    path = records(name, shelf)
    ways = ("", "?_since=0", "?_fields=id,size", "?_limit=1", '?_since="0"', f"/{record}")
    if person not in READERS[cell]:
        nowhere = who.ask("GET", records(f"{new_uuid7()}_private"))
        for way in (*ways, "?body=x", "?gt_last_modified=0", f"/{new_id()}"):
            silent(who.ask("GET", path + way), nowhere)
        return
    for way in ways:
        got = who.ask("GET", path + way)
        assert got.status == 200
        assert record in got.body.decode()
        assert not {k for k in got.headers if k.startswith("total")}
    assert b"principal" not in who.ask("GET", f"{path}/{record}").body
    said = who.ask("GET", f"{path}/{record}").json
    assert said["data"]["body"] == carried(world.secret[cell])["data"]["body"]  # type: ignore[index]
    assert not said.get("permissions")


@each_person
def test_heads_name_what_one_may_read_and_nothing_else(world: World, person: str) -> None:
    told = world.at[person].ask("GET", "/v1/heads").json
    found = {(shelf, name) for shelf in told for name in told[shelf]}
    ours = {world.record[cell][:2] for cell in READERS}
    wanted = {world.record[cell][:2] for cell in READERS if person in READERS[cell]}
    assert found & ours == wanted
    assert all(one["records"] >= 1 for held in told.values() for one in held.values())


@each_person
@pytest.mark.parametrize("cell", READERS)
def test_nobody_changes_a_record(world: World, person: str, cell: str) -> None:
    who = world.at[person]
    shelf, name, record = world.record[cell]
    path = f"{records(name, shelf)}/{record}"
    own = name.startswith(who.device)
    other = carried(b"other bytes")
    nowhere = who.ask("GET", records(f"{new_uuid7()}_private"))
    for target in (path, f"{records(name, shelf)}/{new_id()}"):
        if not own:
            # Create-only on somebody else's id would answer 412 with the body.
            silent(who.ask("PUT", target, other, If_None_Match="*"), nowhere)
            silent(who.ask("PUT", target, other), nowhere)
    if own:
        assert who.ask("PUT", path, other).status == 428
        clash = who.ask("PUT", path, other, If_None_Match="*")
        assert clash.status == 412
        assert who.ask("PUT", path, other, If_Match='"1"').status == 428
    for method in ("PATCH", "POST", "HEAD", "OPTIONS", "TRACE"):
        assert who.ask(method, path, other).status == 405
        assert who.ask(method, records(name, shelf), other).status == 405
    assert who.ask("DELETE", records(name, shelf)).status == 405
    if shelf == "streams":
        silent(who.ask("DELETE", path), nowhere)
    owner = next(d for d in world.at.values() if name.startswith(d.device))
    kept = owner.ask("GET", path).json["data"]["body"]
    assert kept == carried(world.secret[cell])["data"]["body"]  # type: ignore[index]


WRITERS = {
    "work": {"lea", "leo", "ann", "abe", "tom", "tia", "ted"},
    "private": {"lea", "leo", "ann", "abe", "tom", "tia", "ted"},
    "dispute": {"val", "vic"},
    "roster": {"lea", "leo"},
    "policy": {"lea", "leo", "pia"},
    "models": {"lea", "leo", "pub"},
    "device": set(PERSONS) - {"adm"},
    "cal": {"ann", "abe", "tom", "tia"},
    "batch": {"lea", "leo", "pub"},
    "nonsense": set(),
}


@each_person
@pytest.mark.parametrize("audience", WRITERS)
def test_a_device_writes_its_own_streams_as_its_role_says(
    world: World, person: str, audience: str
) -> None:
    about = {
        "cal": f"cal-{world.session['sealed']}",
        "batch": f"batch-{world.batch['plain']}",
    }.get(audience, audience)
    who = world.at[person]
    done = who.put(who.stream(about), new_id(), b"mine")
    assert done.status == (201 if person in WRITERS[audience] else 403)
    stranger = world.at["lea" if person != "lea" else "ann"]
    assert stranger.put(who.stream(about), new_id(), b"not mine").status == 403
    if person == "ann" and audience == "work":
        # Another device of the same person reads, and does not write.
        assert world.second.ask("GET", records(who.stream("work"))).status == 200
        assert world.second.put(who.stream("work"), new_id(), b"x").status == 403


@each_person
@pytest.mark.parametrize("cell", BLOB_READERS)
def test_cases_are_read_by_whom_the_table_names(world: World, person: str, cell: str) -> None:
    who = world.at[person]
    space, data = world.blob[cell]
    path = blob(space, digest(data))
    nowhere = who.ask("GET", blob(f"batch-{new_uuid7()}", digest(data)))
    assert nowhere.status == 403
    listing = path.rpartition("/")[0]
    if person in BLOB_READERS[cell]:
        assert who.ask("GET", path).body == data
        assert who.ask("GET", listing).json["blobs"][digest(data)] == len(data)
        assert who.ask("HEAD", path).headers["content-length"] == str(len(data))
        assert who.ask("GET", blob(space, new_id())).status == 404
    else:
        silent(who.ask("GET", path), nowhere)
        silent(who.ask("GET", path, Range="bytes=0-1"), nowhere)
        silent(who.ask("GET", listing), nowhere)
        assert who.ask("HEAD", path).status == 403
        silent(who.ask("GET", blob(space, new_id())), nowhere)
    told = who.ask("GET", "/v1/batches").json["batches"]
    if space.startswith("batch-"):
        assert (space[6:] in told) == (person in BLOB_READERS[cell])


@each_person
@pytest.mark.parametrize("cell", BLOB_WRITERS)
def test_cases_are_published_by_whom_the_table_names(world: World, person: str, cell: str) -> None:
    who = world.at[person]
    space, data = world.blob[cell]
    sent = f"by {person} {secrets.token_hex(8)}".encode()
    fresh, again = who.put_blob(space, sent), who.put_blob(space, data)
    assert who.ask("GET", f"{blob(space, digest(data))}/received").status in (200, 403)
    if person in BLOB_WRITERS[cell]:
        assert (fresh.status, again.status) == (201, 200)
    else:
        # No word of whether the bytes are known.
        assert (fresh.status, again.status) == (403, 403)
        assert fresh.body == again.body == DENIED
    if space.startswith("batch-"):
        said = {"kind": "qa", "persons": [person]}
        name = space[6:]
        changed = who.ask("PUT", f"/v1/batches/{name}", said)
        if person not in BLOB_WRITERS[cell]:
            assert (changed.status, changed.body) == (403, DENIED)
            assert who.ask("DELETE", f"/v1/batches/{name}").status == 403
            assert who.ask("DELETE", f"/v1/batches/{new_uuid7()}").body == DENIED
            assert b"persons" not in who.ask("GET", f"/v1/batches/{name}").body
        elif cell == "calibration":
            assert changed.status == 409
        if changed.status == 200:  # as it was
            vendor, released = "north", cell == "released"
            persons = ["abe"] if released else ["ann"]
            said = {"kind": "qa", "persons": persons, "vendor": vendor, "released": released}
            assert who.ask("PUT", f"/v1/batches/{name}", said).status == 200


@each_person
def test_publishing_and_taking_back(world: World, person: str) -> None:
    who = world.at[person]
    makes = {"lea": True, "leo": True, "pub": True}.get(person, False)
    for kind in ("qa", "calibration", "pool", "practice"):
        name = new_uuid7()
        made = who.ask("PUT", f"/v1/batches/{name}", {"kind": kind, "persons": ["ann"]})
        trainer = kind == "calibration" and person in ("tom", "tia", "ted")
        assert made.status == (201 if makes or trainer else 403)
        if made.status != 201:
            assert made.body == DENIED
            continue
        data = secrets.token_bytes(40)
        assert who.put_blob(f"batch-{name}", data).status == 201
        assert who.ask("DELETE", f"/v1/batches/{name}").json["blobs"] == 1
        for reader in (who, world.at["ann"], world.at["lea"]):
            assert reader.ask("GET", blob(f"batch-{name}", digest(data))).status == 410
        assert who.put_blob(f"batch-{name}", data).status == 410
        assert name not in world.at["lea"].ask("GET", "/v1/batches").json["batches"]


@each_person
def test_sessions(world: World, person: str) -> None:
    who = world.at[person]
    name = world.session["sealed"]
    got = who.ask("GET", f"/v1/sessions/{name}")
    if person in ("tom", "tia", "ann", "abe"):
        assert got.json["facilitators"] == ["tia", "tom"]
        assert got.json["revealed"] is False
    else:
        assert (got.status, got.body) == (403, DENIED)
        assert who.ask("GET", f"/v1/sessions/{new_uuid7()}").body == DENIED
    if person not in ("tom", "tia"):
        assert who.ask("POST", f"/v1/sessions/{name}/reveal").body == DENIED
    # Nobody joins the facilitators of a session that is there.
    said = {"batch": world.batch["calibration"], "facilitators": ["tom", person],
            "participants": []}  # fmt: skip
    assert who.ask("PUT", f"/v1/sessions/{name}", said).status in (400, 403)
    own = {**said, "facilitators": [person, "tia" if person != "tia" else "tom"]}
    made = who.ask("PUT", f"/v1/sessions/{new_uuid7()}", own)
    assert made.status == (201 if person in ("lea", "leo", "tom") else 403)
    alone = {**own, "facilitators": [person]}
    assert who.ask("PUT", f"/v1/sessions/{new_uuid7()}", alone).status in (400, 403)


@each_person
def test_accounts_are_the_administrators(world: World, person: str) -> None:
    got = world.at[person].ask("GET", "/v1/accounts")
    assert got.status == (200 if person == "adm" else 403)
    assert world.at["ann"].secret.encode() not in got.body
    assert b"secret" not in got.body


KINTOS = (
    "/v1/", "/v1", "/", "/v1/batch", "/v1/buckets", "/v1/buckets/streams", "/v1/buckets/default",
    "/v1/buckets/streams/collections", "/v1/buckets/streams/groups", "/v1/permissions",
    "/v1/__user_data__/x", "/v1/__heartbeat__", "/v1/__lbheartbeat__", "/v1/__version__",
    "/v1/__api__", "/v1/__flush__", "/v1/admin/", "/v1/accounts/adm", "/v1/contribute.json",
    "/buckets/streams", "/v1/buckets/streams/history",
)  # fmt: skip


@each_person
def test_nothing_else_of_kinto_is_reached(world: World, person: str) -> None:
    who = world.at[person]
    _, name, record = world.record["work"]
    collection = records(name).removesuffix("/records")
    tricks = (f"{records(name)}/{record}/", f"{records(name)}/../records", collection,
              records(name).upper(),
              records(f"..%2f{name}"), f"{records(name)}/{record}%00")  # fmt: skip
    for path in (*KINTOS, *tricks):
        for method in ("GET", "POST", "PUT", "DELETE", "PATCH"):
            got = who.ask(method, path, {"requests": [{"path": records(name)}]})
            assert got.status in (404, 405), path
            assert world.secret["work"] not in got.body
    # The server reads these as the plain path: the same door, the same rule.
    plain = who.ask("GET", f"{records(name)}/{record}").body
    for path in (f"/{records(name)}/{record}", f"{records(name)}%2f{record}"):
        assert who.ask("GET", path).body == plain


def test_a_stranger_learns_nothing(world: World) -> None:
    shelf, name, record = world.record["work"]
    one = world.hub.stranger()
    wrong = Device(one.address, "", world.at["ann"].device, secrets.token_hex(32))
    other = Device(one.address, "", new_uuid7(), world.at["ann"].secret)
    answers = set()
    for who in (one, wrong, other):
        for path in (f"{records(name, shelf)}/{record}", "/v1/heads", "/v1/me", "/v1/no-such"):
            got = who.ask("GET", path)
            answers.add((got.status, got.body))
    assert answers == {(401, b'{"error":"who"}')}
    for sent in ("Basic", "Basic =", "Bearer x", "Basic " + "A" * 9000, "Basic w6k6w6k="):
        assert one.ask("GET", "/v1/me", Authorization=sent).status == 401


def test_words_are_erased_by_a_lead_for_good(world: World) -> None:
    ann = world.at["ann"]
    name, record = ann.stream("work"), new_id()
    path = f"{records(name, 'texts')}/{record}"
    assert ann.put(name, record, b"personal words", "texts").status == 201
    for person in set(PERSONS) - {"lea", "leo"}:
        assert world.at[person].ask("DELETE", path).body == DENIED
    assert world.at["leo"].ask("DELETE", path).status == 200
    assert ann.ask("GET", path).status == 404
    assert ann.put(name, record, b"personal words", "texts").status == 410
    held = world.at["lea"].ask("GET", records(name, "texts") + "?_since=0").body
    assert carried(b"personal words")["data"]["body"].encode() not in held  # type: ignore[index]
    assert {"id": record, "deleted": True}.items() <= next(
        one for one in world.at["lea"].ask("GET", records(name, "texts") + "?_since=0").json["data"]
        if one["id"] == record
    ).items()  # fmt: skip


def test_a_lead_erases_no_words_that_a_lead_may_not_read(world: World) -> None:
    shelf, name, record = world.record["votes' words"]
    assert world.at["lea"].ask("DELETE", f"{records(name, shelf)}/{record}").body == DENIED
