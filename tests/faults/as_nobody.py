"""Opens or makes a store as an ordinary user: as_nobody.py HOME open|create|take|write."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from workstation.fault import Fault
from workstation.store import lock, people
from workstation.store.keys import Protection
from workstation.store.store import create, open_existing
from workstation.words import sentence

NOBODY = 65534


def main() -> None:
    home, what = Path(sys.argv[1]), sys.argv[2]
    if os.geteuid() == 0:
        # Root ignores modes. What Python would import later, nobody may not read: go once through.
        with tempfile.TemporaryDirectory() as folder:
            create(Path(folder), Protection.FILE).close()
            open_existing(Path(folder)).close()
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    try:
        if what == "take":
            held = lock.take(home)
            print("taken" if held else "held by another")
        elif what == "create":
            create(home, Protection.FILE).close()
            print("made")
        else:
            store = open_existing(home)
            if what == "write":
                store.write(people.set_meta, "a", "b").result()
            store.close()
            print("opened")
    except Fault as fault:
        print(fault.code, sentence(fault))


if __name__ == "__main__":
    main()
