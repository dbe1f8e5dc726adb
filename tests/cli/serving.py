"""Holds a store open and carries out what other processes hand in: serving.py HOME."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from workstation.cli import run
from workstation.services import Opening, open_services
from workstation.store.lock import Request


def main() -> None:
    services = open_services(Opening(Path(sys.argv[1]), starter=False, make=False))
    assert services is not None

    def answer(request: Request) -> Request:
        out, error = io.StringIO(), io.StringIO()
        code = run(request["argv"], services, out, error)
        return {"code": code, "out": out.getvalue(), "error": error.getvalue()}

    services.lock.serve(answer)
    print("serving", flush=True)
    sys.stdin.read()
    services.close()


if __name__ == "__main__":
    main()
