"""`workstation hub …` as a person runs it."""

from __future__ import annotations

import json
import secrets
import stat
from pathlib import Path

import pytest

from tests.hub.hubs import Cluster, Device, Hub, new_id, workstation
from workstation.domain.ids import new_uuid7

pytestmark = pytest.mark.hub


def told(*words: str) -> dict:  # type: ignore[type-arg]
    done = workstation("hub", *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def fault(*words: str) -> str:
    done = workstation("hub", *words, "--json")
    assert done.returncode == 1, done
    assert "Traceback" not in done.stderr
    return json.loads(done.stdout)["error"]


def test_what_is_told_can_be_typed_as_it_is(hub: Hub) -> None:
    at = ("--at", str(hub.folder))
    done = workstation("hub", "adduser", "cmd-una", "--role", "auditor", *at)
    assert done.stdout.endswith(f"next: workstation hub enrol cmd-una --at {hub.folder}\n")
    done = workstation("hub", "adduser", "Mei Tan", "--role", "auditor", *at)
    assert "“Mei Tan” cannot be" in done.stderr
    with hub.base.transaction() as db:
        assert db.one("SHOW timezone")[0] == "UTC"


def test_a_device_comes_rotates_and_goes(hub: Hub) -> None:
    at = ("--at", str(hub.folder))
    assert stat.S_IMODE((hub.folder / "hub.toml").stat().st_mode) == 0o600
    told("adduser", "cmd-ann", "--role", "auditor", *at)
    assert fault("adduser", "cmd-ann", "--role", "lead", *at) == "hub.person_there"
    assert fault("adduser", "cmd-val", "--role", "vendor_qa", *at) == "hub.vendor_missing"
    code = told("enrol", "cmd-ann", *at)["code"]
    ann = Device(hub.address, "cmd-ann", new_uuid7(), secrets.token_hex(32))
    said = {"code": code, "device": ann.device, "secret": ann.secret}
    one = hub.stranger()
    for _ in range(2):  # its first answer was lost
        assert one.ask("POST", "/v1/enrol", said).json["person"] == "cmd-ann"
    for other in ({"device": new_uuid7()}, {"secret": "0" * 64}, {"code": "aaaa"}):
        assert one.ask("POST", "/v1/enrol", said | other).status == 403
    assert ann.put(ann.stream("work"), new_id(), b"x").status == 201
    again = told("rotate", ann.device, *at)["code"]
    assert ann.ask("GET", "/v1/me").status == 401
    thief = {"code": again, "device": new_uuid7(), "secret": secrets.token_hex(32)}
    assert one.ask("POST", "/v1/enrol", thief).status == 403
    fresh = Device(hub.address, "cmd-ann", ann.device, secrets.token_hex(32))
    said = {"code": again, "device": ann.device, "secret": fresh.secret}
    assert one.ask("POST", "/v1/enrol", said).status == 200
    left = told("enrol", "cmd-ann", *at)["code"]
    gone = told("revoke", "cmd-ann", *at)
    assert gone == {"revoked": [ann.device], "heads": {ann.stream("work"): 1}}
    assert fresh.ask("GET", "/v1/me").status == 401
    said = {"code": left, "device": new_uuid7(), "secret": secrets.token_hex(32)}
    assert one.ask("POST", "/v1/enrol", said).status == 403
    state = told("status", *at)
    assert next(one for one in state["accounts"] if one["person"] == "cmd-ann")["revoked"]
    assert fresh.secret not in json.dumps(state)


def test_what_cannot_be_a_hub(hub: Hub, cluster: Cluster, tmp_path: Path) -> None:
    for address in ("memory:", "sqlite:///x", "redis://x", ""):
        assert fault("init", str(tmp_path / "m"), "--database", address) == "hub.database_refused"
    assert fault("init", str(hub.folder), "--database", "postgresql:///x") == "hub.there_already"
    nowhere = f"postgresql://hub@/x?host={tmp_path}"
    assert fault("init", str(tmp_path / "n"), "--database", nowhere) == "hub.database_away"
    assert not (tmp_path / "n" / "hub.toml").exists()
    assert fault("status", "--at", str(tmp_path)) == "hub.not_there"
    config = tmp_path / "o" / "hub.toml"
    config.parent.mkdir()
    config.write_bytes((hub.folder / "hub.toml").read_bytes())
    config.chmod(0o644)
    assert fault("status", "--at", str(config.parent)) == "hub.config_open"
    config.chmod(0o600)
    config.write_text(config.read_text().replace("place", "palace"))
    assert fault("status", "--at", str(config.parent)) == "hub.config_damaged"
    assert fault("serve", "--at", str(hub.folder), "--listen", "x") == "hub.listen_odd"
