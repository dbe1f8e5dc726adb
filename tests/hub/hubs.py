"""A real hub for tests: PostgreSQL in a folder of its own, the server as a process, clients."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import http.client
import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from workstation.domain.ids import new_uuid7
from workstation.hub import people
from workstation.hub.config import load
from workstation.hub.rules import Role
from workstation.hub.tables import Base


def binaries() -> Path:
    """Debian's PostgreSQL programs, newest first; `bootstrap.py test` installs them."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: p.parts[4])
    if found:
        return found[-1].parent
    held = shutil.which("initdb")
    assert held, "PostgreSQL is missing: sudo apt-get install postgresql"
    return Path(held).resolve().parent


class Cluster:
    """One PostgreSQL in a temporary folder, reached by its socket alone, flushing for real."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="hub-pg-", dir="/tmp"))
        self.data = self.folder / "data"
        self.user = pwd.getpwuid(os.getuid()).pw_name
        if os.getuid() == 0:  # root may not run it
            self.user = "postgres"
            held = pwd.getpwnam(self.user)
            os.chown(self.folder, held.pw_uid, held.pw_gid)
        self._run("initdb", "-D", self.data, "-E", "UTF8", "--locale=C", "-A", "trust", "-U", "hub")
        options = f"-c listen_addresses='' -k {self.folder} -c timezone=UTC -c shared_buffers=32MB"
        with (self.data / "postgresql.auto.conf").open("a") as file:
            file.write("fsync = on\nsynchronous_commit = on\nmax_connections = 100\n")
        self._options = options
        self.start()

    def start(self) -> None:
        log = self.folder / "log"
        self._run("pg_ctl", "-D", self.data, "-w", "-t", "60", "-l", log, "-o", self._options,
                  "start")  # fmt: skip

    def kill(self) -> None:
        """As a power cut of this process: no goodbye."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        until = time.monotonic() + 30
        # The children notice by themselves; only then may it be started again.
        while self._alive(pid) or self._shared():
            assert time.monotonic() < until
            time.sleep(0.02)
        # Where nobody reaps the dead, its number still seems to be taken.
        for lock in (self.data / "postmaster.pid", *self.folder.glob(".s.PGSQL.*")):
            lock.unlink(missing_ok=True)

    def stop(self) -> None:
        with contextlib.suppress(AssertionError):  # it may have been killed
            self._run("pg_ctl", "-D", self.data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def database(self) -> str:
        """A new empty database's address."""
        name = f"hub_{secrets.token_hex(6)}"
        self._run("createdb", "-h", self.folder, "-U", "hub", name)
        return f"postgresql://hub@/{name}?host={self.folder}"

    def _alive(self, pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
        except OSError:
            return False

    def _shared(self) -> bool:
        marker = str(self.data)
        for entry in Path("/proc").glob("[0-9]*/cwd"):
            with contextlib.suppress(OSError):
                if os.readlink(entry) == marker:
                    return True
        return False

    def _run(self, program: str, *arguments: object) -> None:
        words = [str(binaries() / program), *map(str, arguments)]
        if os.getuid() == 0:
            words = ["runuser", "-u", self.user, "--", *words]
        done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, cwd="/tmp")  # fmt: skip
        assert done.returncode == 0, done.stdout


class Reply(Struct, frozen=True):
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Device(Struct, frozen=True):
    """A device of a person, with its way to the hub."""

    address: str
    person: str
    device: str
    secret: str

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Reply:
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.secret:
            pair = f"{self.device}:{self.secret}".encode()
            sent.setdefault("Authorization", "Basic " + base64.b64encode(pair).decode())
        line = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=30)
        try:
            line.request(method, path, data, sent)
            got = line.getresponse()
            return Reply(got.status, {k.lower(): v for k, v in got.getheaders()}, got.read())
        finally:
            line.close()

    def stream(self, audience: str) -> str:
        return f"{self.device}_{audience}"

    def put(self, name: str, record: str, data: bytes, shelf: str = "streams") -> Reply:
        path = f"{records(name, shelf)}/{record}"
        return self.ask("PUT", path, carried(data), If_None_Match="*")

    def put_blob(self, space: str, data: bytes) -> Reply:
        return self.ask("PUT", blob(space, digest(data)), data)


def carried(data: bytes) -> dict[str, object]:
    return {"data": {"body": base64.b64encode(data).decode(), "size": len(data)}}


def records(name: str, shelf: str = "streams") -> str:
    return f"/v1/buckets/{shelf}/collections/{name}/records"


def blob(space: str, name: str) -> str:
    return f"/v1/spaces/{space}/blobs/{name}"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def new_id() -> str:
    return secrets.token_hex(32)


def workstation(*words: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process."""
    return subprocess.run([sys.executable, "-m", "workstation", *words], capture_output=True,
                          text=True, timeout=120)  # fmt: skip


class Hub:
    """A hub that is served."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        done = workstation("hub", "init", str(folder), "--database", database)
        assert done.returncode == 0, done.stderr
        self.base = Base(load(folder).database)
        self.address = ""
        self._port = 0
        self.start()

    def start(self) -> None:
        with (self.folder / "err").open("ab") as told:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "workstation", "hub", "serve", "--at", str(self.folder),
                 "--listen", f"127.0.0.1:{self._port}", "--json"],
                stdout=subprocess.PIPE, stderr=told, text=True,
            )  # fmt: skip
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, (self.folder / "err").read_text()
        self.address = json.loads(line)["address"]
        self._port = urlsplit(self.address).port or 0

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout
        self.process.stdout.close()

    def close(self) -> None:
        self.kill()
        self.base.close()

    def add(self, person: str, role: str, vendor: str | None = None, *leads: str) -> None:
        with self.base.transaction() as db:
            people.add(db, person, Role(role), vendor, leads)

    def enrol(self, person: str) -> Device:
        with self.base.transaction() as db:
            code = people.code(db, person)
        made = Device(self.address, person, new_uuid7(), secrets.token_hex(32))
        said = {"code": code, "device": made.device, "secret": made.secret}
        assert self.stranger().ask("POST", "/v1/enrol", said).status == 200
        return made

    def someone(self, role: str, vendor: str | None = None, *leads: str) -> Device:
        """A device of somebody whom no other test knows."""
        person = f"{role}-{secrets.token_hex(4)}"
        self.add(person, role, vendor, *leads)
        return self.enrol(person)

    def stranger(self) -> Device:
        return Device(self.address, "", "", "")
