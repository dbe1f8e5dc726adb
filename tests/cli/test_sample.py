"""`sample …`, as scripts call it: from the demo's quarter to a batch that comes in."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.test_commands import Said
from tests.store.demo import BATCH, ROOT
from workstation import cli

QUARTER = ROOT / "resources" / "demo" / "quarter" / "frame.csv.gz"
Say = Callable[..., Said]


@pytest.fixture
def say(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Say:
    home = tmp_path / "home"
    (home / "packages").mkdir(parents=True)

    def run(*argv: str) -> Said:
        capfd.readouterr()
        try:
            code = cli.main(["--home", str(home), "--plain", "--person", "lea", "sample", *argv])
        except SystemExit as left:
            code = int(left.code or 0)
        return Said(code, *capfd.readouterr())

    return run


def test_a_leads_week_from_the_frame_to_a_batch(say: Say, tmp_path: Path) -> None:
    came = say("frame", str(QUARTER), "--title", "quarter", "--json")
    assert (came.code, came.json["stored"], came.json["offsets"]) == (0, 22_114, {"+08:00": 22_114})
    pool = came.json["pool"]
    assert [one["pool"] for one in say("pools", "--json").json] == [pool]
    counts = say("counts", "--only", "vendor=v-a", "--since", "2026-04-01", "--json").json
    assert (counts["total"], counts["by"]["vendor"]["v-b"]) == (2_213, 2_675)
    plan = say("plan", "--n", "96", "--seconds", "156", "--json").json
    assert (plan["n"], round(plan["power_one"], 2), round(plan["hours"], 1)) == (96, 0.67, 4.2)
    assert plan["words"].startswith("96 of 20866 cases: accuracy to ±4.6 points")
    told = say("plan", "--n", "60", "--strata", "vendor,language", "--minimum", "2").out
    assert "(few)" in told
    assert "Nothing was drawn" in told
    design = tmp_path / "design.toml"
    design.write_text('n = 30\nseed = "w18"\nstrata = ["vendor"]\nreserves = 0.5\n')
    pull = tmp_path / "pull.csv"
    drawn = say("draw", "--design", str(design), "--list", str(pull), "--json").json
    assert (drawn["n"], drawn["seed"], drawn["number"]) == (30, "w18", 1)
    listed = 30 + drawn["reserves"]
    assert 45 <= listed < 48  # half of each stratum's, rounded up
    assert drawn["plan"] == {"n": 30, "seed": "w18", "strata": ["vendor"], "reserves": "0.5"}
    assert len(list(csv.reader(pull.read_text("utf-8").splitlines()))) == 1 + listed
    assert say("draw", "--design", str(design), "--json").json["already"]
    other = say("draw", "--design", str(design), "--seed", "w19", "--json").json
    assert other["number"] == 2
    assert [one["sample"] for one in say("list", "--json").json] == [
        other["sample"], drawn["sample"],
    ]  # fmt: skip
    lines = tmp_path / "pull.jsonl"
    assert say("pull", str(lines), "--sample", drawn["sample"], "--json").json["rows"] == listed
    rows = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    assert {row["sample"] for row in rows} == {drawn["sample"]}
    # The demo's content holds a few of 22,114 decisions: that is refused, and nothing is spoiled.
    short = say("batch", str(BATCH), str(tmp_path / "out"), "--sample", drawn["sample"], "--json")
    assert (short.code, short.json["error"]) in [
        (1, "sampling.content_short"), (1, "sampling.no_content"),
    ]  # fmt: skip


def test_a_batch_is_its_own_frame_and_comes_in(say: Say, tmp_path: Path) -> None:
    assert say("frame", str(BATCH), "--zone", "+08:00", "--json").json["stored"] == 150
    assert say("draw", "--n", "20", "--strata", "vendor", "--seed", "s").code == 0
    out = tmp_path / "out"
    made = say("batch", str(BATCH), str(out), "--title", "Week", "--for", "mei", "--json")
    assert (made.code, made.json["cases"], made.json["replaced"]) == (0, 20, [])
    manifest = json.loads((out / "batch.json").read_text("utf-8"))
    assert manifest["assignments"] == [{"person": "mei", "stage": "first", "cases": None}]
    again = say("batch", str(BATCH), str(out))
    words = f"{out} is there already. Name a folder that is not."
    assert (again.code, again.sentence) == (1, words)


def test_lots_are_planned_judged_and_taken_back(say: Say) -> None:
    assert say("frame", str(BATCH)).code == 0
    levels = ("--aql", "0.02", "--ltpd", "0.08")
    plan = say("accept", "v-a", *levels, "--json").json
    assert (plan["mode"], plan["n"], plan["c"], len(plan["curve"])) == ("normal", 98, 4, 41)
    ruled = say("accept", "v-a", *levels, "--lot", "w18", "--defective", "5", "--json").json
    assert (ruled["accepted"], ruled["defective"]) == (False, 5)
    assert [one["lot"] for one in ruled["vendor"]["lots"]] == ["w18"]
    told = say("accept", "v-a", *levels, "--lot", "w19", "--defective", "0").out
    assert told.startswith("Accepted: 0 of 98 defective (0 %, 95 %: 0 % to 3.7 %)")
    back = say("accept", "v-a", "--undo", "w18", "--json").json
    assert [one["lot"] for one in back["vendor"]["lots"]] == ["w19"]
    assert [one["name"] for one in say("accept", "--json").json["vendors"]] == ["v-a"]


FAULTS = [
    (("plan", "--n", "999999"), "sampling.more_than_pool"),
    (("plan",), "sampling.nothing_asked"),
    (("draw", "--strata", "vendor"), "sampling.nothing_asked"),
    (("plan", "--n", "5", "--strata", "moon"), "sampling.no_field"),
    (("plan", "--n", "5", "--only", "vendor=v-x"), "sampling.no_word"),
    (("plan", "--n", "5", "--only", "colour=red"), "sampling.file"),
    (("plan", "--n", "5", "--weight", "vendor=v-a=much"), "sampling.file"),
    (("plan", "--n", "5", "--pool", "nothing"), "sampling.no_pool"),
    (("plan", "--design", "/nowhere.toml"), "sampling.file_missing"),
    (("draw", "--n", "5", "--list", "/tmp/x.pdf"), "sampling.list_format"),
    (("pull", "x.csv"), "sampling.no_samples"),
    (("batch", "x", "y"), "sampling.no_samples"),
    (("frame", "/nowhere.csv"), "intake.missing"),
    (("frame", str(BATCH), "--zone", "Mars"), "sampling.zone"),
    (("frame", str(QUARTER), "--set", "decision"), "intake.table.mapping"),
    (("accept", "v-a", "--lot", "1"), "sampling.lot_levels"),
    (("accept", "v-a", "--aql", "0.02", "--ltpd", "0.08", "--lot", "1"), "sampling.lot_how"),
    (("accept", "v-a", "--aql", "0.08", "--ltpd", "0.02"), "sampling.plan_order"),
    (("accept", "v-a", "--aql", "0.02", "--ltpd", "0.020001"), "sampling.no_plan"),
    (("accept", "v-a", "--resume", "why"), "sampling.not_stopped"),
]


def test_what_cannot_be_is_one_sentence_and_exit_code_1(say: Say) -> None:
    assert say("frame", str(BATCH), "--zone", "Z").code == 0
    for argv, code in FAULTS:
        done = say(*argv, "--json")
        assert (done.code, done.json["error"]) == (1, code), argv
        assert done.sentence == done.json["words"]
    assert say("list", "--json").json == []


@pytest.mark.parametrize(
    "argv", [(), ("nonsense",), ("plan", "--n", "many"), ("batch", "only-one"), ("frame",)]
)
def test_usage_is_exit_code_2(say: Say, argv: tuple[str, ...]) -> None:
    assert say(*argv).code == 2


@pytest.mark.parametrize(
    "what", ["", "frame", "pools", "counts", "plan", "draw", "list", "pull", "batch", "accept"]
)
def test_help_names_what_there_is(say: Say, what: str) -> None:
    done = say(*([what] if what else []), "--help")
    assert done.code == 0
    assert f"sample {what}".strip() in done.out
    assert "%" not in done.out.replace("{", "")


def test_a_command_that_is_handed_over_finds_its_files(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process has the store: relative paths are those of whoever asked."""
    from workstation.cli import _from_their_folder, parser

    given = ["--cwd", str(tmp_path), "sample", "draw", "--design", "d.toml", "--list", "p.csv"]
    arguments = parser.parse(given)
    _from_their_folder(arguments)
    assert arguments.design == str(tmp_path / "d.toml")
    assert arguments.export == str(tmp_path / "p.csv")
    assert os.path.isabs(arguments.design)
