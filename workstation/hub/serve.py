"""The hub as a process: made, and served by waitress."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pathlib import Path

from workstation.fault import WorldFault
from workstation.hub import blobs, counters, tables
from workstation.hub.config import Config, create, load
from workstation.hub.gate import Gate
from workstation.hub.keeper import Keeper
from workstation.hub.tables import Base


def init(folder: Path, database: str) -> Config:
    """Write the configuration and make every table; may be repeated after a fault.

    Raises WorldFault `hub.there_already`, `hub.database_away`, …
    """
    config = create(folder, database)
    try:
        prepare(config)
    except BaseException:
        (folder / "hub.toml").unlink(missing_ok=True)
        raise
    return config


def prepare(config: Config) -> None:
    """Make what is missing in the database.

    Raises WorldFault `hub.database_away`, `hub.database_other`, …
    """
    base = Base(config.database)
    try:
        tables.make(base, config.place)
        Keeper(config).make()
        counters.make(base)
        tables.claim(base, config.place)
    finally:
        base.close()


def serve(folder: Path, listen: str, ready: Callable[[str], None]) -> None:
    """Serve until the process is ended.

    Raises WorldFault `hub.listen_odd`, `hub.listen_taken`, `hub.database_away`, …
    """
    from waitress.server import create_server

    config = load(folder)
    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise WorldFault("hub.listen_odd", listen=listen)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    base = Base(config.database, config.threads)
    counters.make(base)  # a hub that was made before there were any
    with base.transaction() as db:
        blobs.sweep(db)
    gate = Gate(config, base, Keeper(config))
    try:
        server = create_server(
            gate,
            listen=f"{host}:{port}",
            threads=config.threads,
            ident=None,
            max_request_body_size=max(config.chunk, config.segment * 4 // 3) + 64 * 1024,
            max_request_header_size=32 * 1024,
            channel_timeout=60,
            connection_limit=500,
        )
    except OSError as error:
        raise WorldFault("hub.listen_taken", listen=listen, reason=error.strerror or "?") from None
    ready(f"http://{host}:{server.effective_port}")
    try:
        server.run()
    finally:
        server.close()
        base.close()
