"""Holds a store's lock: holder.py HOME MODE, MODE one of `hold`, `serve`, `deaf`."""

from __future__ import annotations

import sys
from pathlib import Path

from workstation.store import lock


def answer(request: lock.Request) -> lock.Request:
    if "fail" in request:
        raise RuntimeError("as asked")
    return {"got": request}


def main() -> None:
    home, mode = sys.argv[1:]
    held = lock.take(Path(home))
    assert held is not None
    if mode == "serve":
        held.serve(answer)
    print("held", flush=True)
    sys.stdin.read()
    held.release()


if __name__ == "__main__":
    main()
