"""The words of publishing: batches out, assigned, released, taken back, pulled, carried."""

from __future__ import annotations

import argparse
from collections.abc import Callable


def add_commands(add: Callable[..., argparse.ArgumentParser]) -> None:
    """From `publish` to the sticks."""
    out = add("publish", "Publish a batch, a policy pack or a translation package", "publishing",
              "publish", make=False)  # fmt: skip
    out.add_argument("path", metavar="PATH", nargs="?",
                     help="a batch (folder or zip), or a policy pack's folder")  # fmt: skip
    out.add_argument(
        "--assign",
        metavar="PERSON[:STAGE]",
        action="append",
        help="who does all of it (default: as the batch says); several times",
    )
    out.add_argument("--vendor", metavar="V", help="whose decisions they are, where the batch "
                     "holds those of several")  # fmt: skip
    out.add_argument("--package", metavar="NAME", help="an installed translation package instead")
    give = add("assign", "Assign a published batch, or cases of it", "publishing", "assign",
               make=False)  # fmt: skip
    take = add("take-back", "Take an assignment back; what was begun stays", "publishing",
               "take_back", make=False)  # fmt: skip
    for made in (give, take):
        made.add_argument("batch", metavar="BATCH")
        made.add_argument("who", metavar="PERSON[:STAGE]")
        made.add_argument("--case", metavar="ID", action="append",
                          help="one case (default: all); several times")  # fmt: skip
    free = add("release", "Say what is open in a batch; make it final, release it to a vendor",
               "release", "release", make=False)  # fmt: skip
    shut = add("lock", "Lock a batch's figures, or tell what changed since", "release", "lock",
               make=False)  # fmt: skip
    _releasing(free, shut)
    done = add("close-batch", "Take no more of a published batch in time", "publishing", "close",
               make=False)  # fmt: skip
    done.add_argument("batch", metavar="BATCH")
    gone = add("retract", "Take a batch back for good: its content is deleted everywhere",
               "publishing", "retract", make=False)  # fmt: skip
    gone.add_argument("batch", metavar="BATCH")
    gone.add_argument("--why", metavar="WORDS", required=True, help="is told to everybody")
    came = add("pull", "Bring in the batches that are assigned to you", "publishing", "pull")
    came.add_argument("batch", metavar="BATCH", nargs="?", help="one alone, also to read only")
    came.add_argument("--list", action="store_true", help="only say what there is")
    write = add("export-stick", "Write a stick for a workstation without a network", "sticks",
                "export_stick", make=False)  # fmt: skip
    write.add_argument("--batch", metavar="ID", action="append",
                       help="with this batch's files; several times")  # fmt: skip
    write.add_argument("--for", dest="whom", metavar="PERSON",
                       help="with every batch that is assigned to them")  # fmt: skip
    write.add_argument("--packages", action="store_true",
                       help="with every published translation package")  # fmt: skip
    read = add("import-stick", "Read a stick: streams, and the batches for you", "sticks",
               "import_stick")  # fmt: skip
    read.add_argument("--streams", action="store_true", help="streams alone")
    read.add_argument("--relay", action="store_true",
                      help="pass others' streams on to the team's folder")  # fmt: skip
    for made in (write, read):
        made.add_argument("path", metavar="DIR", help="the stick's folder")
    for made in (out, give, take, free, shut, done, gone, came, write, read):
        made.add_argument("--to", metavar="ADDRESS",
                          help="the team's place (default: the one synced with)")  # fmt: skip


def _releasing(free: argparse.ArgumentParser, shut: argparse.ArgumentParser) -> None:
    free.add_argument("batch", metavar="BATCH")
    free.add_argument("vendor", metavar="VENDOR", nargs="?",
                      help="release it to them; it is made final first")  # fmt: skip
    how = free.add_mutually_exclusive_group()
    how.add_argument("--final", action="store_true", help="its verdicts may be told")
    how.add_argument("--reopen", metavar="WHY", help="it is a draft again")
    free.add_argument("--pack", metavar="DIR",
                      help="write the error pack of each vendor: PDF, XLSX, JSONL")  # fmt: skip
    free.add_argument("--of", metavar="VENDOR", help="with --pack: of this vendor alone")
    free.add_argument("--force", action="store_true", help="overwrite the files")
    shut.add_argument("batch", metavar="BATCH")
    shut.add_argument("--until", metavar="DATE", help="the last day of the period, or an instant")
    shut.add_argument("--zone", metavar="ZONE",
                      help="in which the day is meant: Asia/Kuala_Lumpur, +08:00")  # fmt: skip
    for made in (free, shut):
        made.add_argument("--anyway", metavar="WHY", help="although something is open; kept")
