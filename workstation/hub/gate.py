"""The hub's one way in: who asks, what for, and whether they may, before anything is looked up.

What is not in the table of routes does not exist: no batch requests, no account pages, no
permissions, no heartbeat of Kinto's.
"""

from __future__ import annotations

import base64
import binascii
import logging
import re
from collections.abc import Callable, Iterable
from typing import Any

from workstation.fault import WorldFault
from workstation.hub import people
from workstation.hub.answers import Answer, Refused, Start, refusal
from workstation.hub.blob_doors import BlobDoors
from workstation.hub.config import Config
from workstation.hub.doors import Doors
from workstation.hub.keeper import Keeper
from workstation.hub.record_doors import RecordDoors
from workstation.hub.rules import Caller
from workstation.hub.tables import Base

_log = logging.getLogger(__name__)

_UUID = r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
_RECORDS = r"/v1/buckets/(streams|texts)/collections/([0-9a-f-]{36}_[a-z0-9-]{1,60})/records"
_DIGEST = r"([0-9a-f]{64})"
_SPACE = r"/v1/spaces/([a-z0-9-]{1,60})/blobs"


class Gate:
    """A WSGI application in front of Kinto."""

    def __init__(self, config: Config, base: Base, keeper: Keeper) -> None:
        """One serves every thread."""
        own, blob = Doors(config, base), BlobDoors(config, base)
        record = RecordDoors(config, base, keeper)
        self._base = base
        self._open: dict[tuple[str, str], Callable[..., Answer]] = {
            ("GET", "/v1/health"): own.health,
            ("POST", "/v1/enrol"): own.enrol,
        }
        table: dict[str, dict[str, Callable[..., Answer]]] = {
            "/v1/me": {"GET": own.me},
            "/v1/heads": {"GET": own.heads},
            "/v1/accounts": {"GET": own.accounts},
            "/v1/batches": {"GET": own.batches},
            f"/v1/batches/{_UUID}": {
                "GET": own.batch,
                "PUT": own.put_batch,
                "DELETE": own.retract_batch,
            },
            f"/v1/sessions/{_UUID}": {"GET": own.session, "PUT": own.put_session},
            f"/v1/sessions/{_UUID}/reveal": {"POST": own.reveal},
            _RECORDS: {"GET": record.list},
            f"{_RECORDS}/{_DIGEST}": {
                "GET": record.get,
                "PUT": record.put,
                "DELETE": record.erase,
            },
            _SPACE: {"GET": blob.list},
            f"{_SPACE}/{_DIGEST}": {"GET": blob.get, "HEAD": blob.get, "PUT": blob.put},
            f"{_SPACE}/{_DIGEST}/received": {"GET": blob.received},
        }
        self._table = [(re.compile(path), doors) for path, doors in table.items()]

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer one request; whatever goes wrong inside, a stranger reads a code."""
        try:
            answered = self._answer(environ)
        except Refused as refused:
            answered = refusal(refused)
        except WorldFault as fault:
            _log.warning("%s", fault)
            answered = refusal(Refused("503 Service Unavailable", "again", **{"Retry-After": "3"}))
        except Exception:
            _log.exception("a request failed")
            answered = refusal(Refused("500 Internal Server Error", "ours"))
        return answered.send(start, head=environ["REQUEST_METHOD"] == "HEAD")

    def _answer(self, environ: dict[str, Any]) -> Answer:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        free = self._open.get((method, path))
        if free is not None:
            return free(None, environ)
        caller = self._caller(environ)
        for pattern, doors in self._table:
            found = pattern.fullmatch(path)
            if found:
                if method not in doors:
                    raise Refused("405 Method Not Allowed", "method", Allow=", ".join(doors))
                return doors[method](caller, environ, *found.groups())
        raise Refused("404 Not Found", "no_such_door")

    def _caller(self, environ: dict[str, Any]) -> Caller:
        kind, _, sent = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        held = None
        if kind.lower() == "basic" and len(sent) < 500:
            try:
                device, _, secret = base64.b64decode(sent, validate=True).decode().partition(":")
            except (binascii.Error, ValueError):
                device = secret = ""
            if secret and "\x00" not in device:
                with self._base.transaction() as db:
                    held = people.caller(db, device, secret)
        if held is None:
            raise Refused(
                "401 Unauthorized",
                "who",
                **{"WWW-Authenticate": 'Basic realm="workstation hub"'},
            )
        return held
