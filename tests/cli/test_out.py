"""What is told reaches its reader in every encoding, and closed streams harm nothing."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from workstation.cli.out import Out
from workstation.fault import WorldFault

WORDS = "สมชาย \U0001f600 é محمد"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8", "cp1252"])
def test_every_encoding(encoding: str) -> None:
    raw, beside = io.BytesIO(), io.BytesIO()
    out = io.TextIOWrapper(raw, encoding=encoding, newline="\n")
    error = io.TextIOWrapper(beside, encoding=encoding, newline="\n")
    told = Out(out, error, as_json=True)
    told.report({"name": WORDS}, [])
    told.fault(WorldFault("x.y", name=WORDS), WORDS)
    lines = raw.getvalue().decode(encoding).splitlines()
    assert json.loads(lines[0]) == {"name": WORDS}
    assert json.loads(lines[1])["params"] == {"name": WORDS}
    Out(out, error).report({}, [WORDS])
    last = raw.getvalue().decode(encoding).splitlines()[2]
    assert last == WORDS.encode(encoding, "backslashreplace").decode(encoding)
    assert beside.getvalue().startswith(b"workstation: ")


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_streams_that_are_closed(tmp_path: Path, closed: str) -> None:
    command = f'"{sys.executable}" -m workstation --home "{tmp_path}/no" profiles {closed}'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
