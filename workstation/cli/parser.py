"""The words of the command line, and what each needs."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from workstation import __version__
from workstation.cli import (
    hub_words,
    models_words,
    policy_words,
    publishing_words,
    report_words,
    request_words,
    sample_words,
    second_words,
    team_words,
)
from workstation.domain.ids import PersonId
from workstation.domain.taxonomy import CannotJudge
from workstation.services import Opening
from workstation.store.keys import Protection, keyring_works
from workstation.store.people import Person
from workstation.store.store import exists

Arguments = argparse.Namespace


def parse(argv: Sequence[str]) -> Arguments:
    """Parse; leaves with exit code 2 and a usage line where the words do not fit."""
    return _parser().parse_args(list(argv))


def home(arguments: Arguments) -> Path:
    """The store's folder: that of --profile, else the home itself."""
    if not arguments.profile:
        return base(arguments)
    from workstation.store.profiles import home_of

    return home_of(base(arguments), arguments.profile)


def base(arguments: Arguments) -> Path:
    """Where stores lie: --home, WORKSTATION_HOME, or the user's data folder."""
    given = arguments.home or os.environ.get("WORKSTATION_HOME")
    if given:
        return Path(given).expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("audit-workstation", appauthor=False))


def opening(arguments: Arguments) -> Opening:
    """How the store is to be opened."""
    place = home(arguments)
    protection = Protection.KEYRING
    if arguments.plain:
        protection = Protection.PLAIN
    elif arguments.passphrase or (not exists(place) and not keyring_works()):
        # Asked of a new store only: looking for a key store takes a while.
        protection = Protection.PASSPHRASE
    make = getattr(arguments, "makes_store", True)
    return Opening(place, protection, ask_passphrase, person_of(arguments), make=make)


def person_of(arguments: Arguments) -> Person | None:
    """Who --person and --reads say works here."""
    if not arguments.person:
        return None
    reads = tuple(tag.strip() for tag in (arguments.reads or "").split(",") if tag.strip())
    return Person(PersonId(arguments.person), arguments.person, reads)


def ask_passphrase(new: bool) -> str:
    """Ask at the terminal; WORKSTATION_PASSPHRASE answers for scripts."""
    given = os.environ.get("WORKSTATION_PASSPHRASE")
    if given or not sys.stdin or not sys.stdin.isatty():
        return given or ""
    if not new:
        return getpass.getpass("Passphrase of the store: ")
    first = getpass.getpass("Choose a passphrase for the store (it cannot be recovered): ")
    return first if getpass.getpass("Once more: ") == first else ""


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--home", metavar="DIR", help="the folder of the store")
    common.add_argument(
        "--profile", metavar="NAME", help="whose store, on a machine that several persons share"
    )
    common.add_argument("--json", action="store_true", help="one JSON object for scripts")
    common.add_argument("--cwd", help=argparse.SUPPRESS)  # of a command that was handed over
    common.add_argument("--person", metavar="ID", help="who works here (a pseudonym)")
    common.add_argument("--reads", metavar="LANGS", help="languages this person reads: en,ms,id")
    common.add_argument("--plain", action="store_true", help="make the store without encryption")
    common.add_argument(
        "--passphrase", action="store_true", help="protect a new store with a passphrase"
    )
    parser = argparse.ArgumentParser(
        prog="workstation",
        parents=[common],
        description="Offline review desk for people who audit content-moderation decisions. "
        "Without a command it opens the window.",
        epilog="Exit codes: 0 done, 1 the input or the world is at fault, 2 usage.",
    )
    parser.add_argument("--version", action="version", version=f"workstation {__version__}")
    parser.set_defaults(
        run=_lazy("window", "window"), needs_store=False, window=True, optional=False
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")

    def quiet() -> argparse.ArgumentParser:
        return _quiet(common)

    def add(
        name: str, words: str, module: str, function: str, *, store: bool = True, make: bool = True
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(name, parents=[_quiet(common)], help=words, description=words)
        made.set_defaults(
            run=_lazy(module, function), needs_store=store, makes_store=make, window=False
        )
        return made

    demo = add(
        "demo",
        "Open the demo batch; without a display, work ten cases of it",
        "window",
        "demo",
        store=False,
    )
    demo.set_defaults(window=True)
    demo.add_argument(
        "--unattended",
        action="store_true",
        help="work ten cases by keys offscreen, even with a display",
    )
    demo.add_argument("--cases", type=int, default=10, help="how many cases (default 10)")
    demo.add_argument(
        "--all",
        action="store_true",
        help="bring in the small batches too: a sweep, groups of copies, practice with answers",
    )

    bring = add("import", "Bring a batch in: a folder, a zip or a table (CSV)", "intake", "bring")
    bring.add_argument("path", metavar="PATH")
    bring.add_argument(
        "--watch", action="store_true", help="only to read others' verdicts: no cases become yours"
    )
    bring.add_argument(
        "--gold",
        metavar="FILE",
        help="the right answers to a practice batch, also later on (default: "
        "NAME.gold.jsonl beside it)",
    )

    table = bring.add_argument_group("tables")
    table.add_argument(
        "--preview",
        action="store_true",
        help="show how the table would come in; nothing is brought in",
    )
    table.add_argument(
        "--mapping",
        metavar="NAME|FILE",
        help="which column is what: one that was kept, or a JSON file",
    )
    table.add_argument("--keep", metavar="NAME", help="keep the mapping for next time")
    table.add_argument(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        help="part of it: market=TH, columns:Barang=title, actions:tolak=REMOVE",
    )
    table.add_argument("--encoding", help="the table's encoding, where the guess is wrong")
    table.add_argument("--delimiter", help="the sign between cells, or tab")
    table.add_argument(
        "--policy",
        metavar="DIR|none",
        help="the policy pack to judge by (default: the one that ships)",
    )

    add("batches", "List the batches and how they stand", "intake", "listed", make=False)

    find = add("search", "Find cases by their words", "intake", "find", make=False)
    find.add_argument("words", metavar="WORDS", nargs="+")

    sync = add("sync", "Send what is ours, take in what is others'", "sync", "sync")
    sync.add_argument(
        "--to",
        metavar="ADDRESS",
        help="a folder, a hub's https://…, a bucket's s3://… (default: the last one)",
    )
    sync.add_argument(
        "--code", metavar="CODE", help="come into a hub first: of “workstation hub enrol PERSON”"
    )
    sync.add_argument("--ca", metavar="FILE", help="a certificate to trust the hub by (PEM)")
    sync.add_argument(
        "--renew",
        action="store_true",
        help="after a copy of this store was met: begin new streams first",
    )
    sync.add_argument(
        "--retry",
        action="store_true",
        help="offer again what the place would not take, look at all again",
    )

    publishing_words.add_commands(add)
    team_words.add_commands(add, quiet, _lazy)

    verify = add(
        "verify", "Check the log chain, segments, signatures", "sync", "verify", make=False
    )
    verify.add_argument("--at", metavar="ADDRESS", help="hold a place against the store too")

    export = add("export", "Write the verdicts to a file", "sync", "export", make=False)
    export.add_argument("path", metavar="FILE")
    export.add_argument(
        "--format", choices=("jsonl", "csv", "ratings"), help="default: by the file's ending"
    )
    export.add_argument("--batch", metavar="ID", help="one batch alone")
    export.add_argument(
        "--kind",
        choices=("qa", "inspection", "consistency", "dispute", "calibration", "practice"),
        help="one kind of batch alone",
    )
    export.add_argument("--force", action="store_true", help="overwrite the file")
    export.add_argument("--bom", action="store_true", help="mark a CSV for Excel")

    wrong = add(
        "remediation", "What is to be put right on the platform", "remediation", "remediation",
        make=False,
    )  # fmt: skip
    wrong.add_argument(
        "--state", action="append",
        choices=("waiting", "open", "closed", "withdrawn", "overdue"),
        help="only these; may be given several times",
    )  # fmt: skip
    wrong.add_argument("--severity", action="append", choices=("minor", "major", "critical"))
    wrong.add_argument("--batch", metavar="ID", help="one batch alone")
    wrong.add_argument(
        "--export", metavar="FILE",
        help="write the list (.csv or .jsonl): what is open, unless --state says otherwise",
    )  # fmt: skip
    wrong.add_argument(
        "--closings", metavar="FILE", help="take in the list that came back filled in"
    )
    wrong.add_argument("--force", action="store_true", help="overwrite the file")
    wrong.add_argument("--bom", action="store_true", help="mark a CSV for Excel")

    asked = add("handed-on", "Cases that could not be judged, and who owns them", "handed_on",
                "handed_on", make=False)  # fmt: skip
    asked.add_argument("--state", choices=("open", "overdue", "answered", "taken", "settled"))
    asked.add_argument("--reason", choices=[why.value for why in CannotJudge])
    whose = asked.add_mutually_exclusive_group()
    whose.add_argument("--mine", action="store_true", help="only what I handed on")
    whose.add_argument("--others", action="store_true", help="only what others handed on")
    add("peers", "Overturns that wait for somebody who reads their language", "handed_on", "peers",
        make=False)  # fmt: skip
    sealed = add("sealed", "References of the sealed cases, for the person responsible",
                 "handed_on", "sealed", make=False)  # fmt: skip
    sealed.add_argument("--responsible", metavar="NAME", help="set who is told of a sealed case")

    sample = add("sample", "Draw samples of production, and accept vendors' lots", "sample", "plan",
                 store=False)  # fmt: skip
    sample_words.add_commands(sample, quiet, _lazy)
    second_words.add_commands(add, quiet, _lazy)
    report_words.add_commands(
        add("report", "Figures of the verdicts", "report", "kpi", make=False), quiet, _lazy
    )
    request = add("request", "Who asks for an inspection, its batch, and the note of what was "
                  "found", "request", "listed", make=False)  # fmt: skip
    request_words.add_commands(request, quiet, _lazy)
    policy_words.add_commands(
        add("policy", "Look into the policy", "policy", "usage", store=False), quiet, _lazy
    )
    models_words.add_commands(
        add("models", "Translation packages", "models", "usage", store=False), quiet, _lazy
    )

    detect = add("detect", "Say which language lines are in", "models", "detect")
    detect.add_argument("text", metavar="TEXT", nargs="*", help="default: lines of stdin")

    translate = add("translate", "Translate lines as they come, or the cases of a batch",
                    "translate", "translate", store=False)  # fmt: skip
    translate.add_argument(
        "--lines", metavar="FILE", help="a file of UTF-8 lines, - for stdin; needs no store"
    )
    translate.add_argument(
        "--from",
        dest="source",
        metavar="LANG",
        help="the language of the lines; auto finds it out for each",
    )
    translate.add_argument("--to", dest="target", metavar="LANG", default="en", help="default: en")
    translate.add_argument(
        "--packages", metavar="DIR", help="the folder of the packages (default: the store's)"
    )
    translate.add_argument(
        "--batch", metavar="ID", action=_WithStore, help="every case of a batch, into the store"
    )

    held = add("settings", "List the settings, show one, or set it", "settings", "run", make=False)
    held.add_argument("name", metavar="NAME", nargs="?")
    held.add_argument("value", metavar="VALUE", nargs="?", help="on and off are true and false")

    hub_words.add_commands(
        add("hub", "The live hub: Kinto on PostgreSQL", "hub", "status", store=False), quiet, _lazy
    )

    add("doctor", "Say what is missing on this machine", "doctor", "doctor")
    return parser


class _WithStore(argparse.Action):
    """An option that needs the store, of a command that can do without."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: Arguments, values: Any, option: Any = None
    ) -> None:
        setattr(namespace, self.dest, values)
        namespace.needs_store = True


def _quiet(common: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The common options for a subcommand: left out there, the ones before it count."""
    made = argparse.ArgumentParser(add_help=False)
    for action in common._actions:
        made._add_action(_suppressed(action))
    return made


def _suppressed(action: argparse.Action) -> argparse.Action:
    import copy

    made = copy.copy(action)
    made.default = argparse.SUPPRESS
    return made


def _lazy(module: str, function: str) -> Callable[..., Any]:
    def run(*arguments: Any) -> Any:
        import importlib

        found = importlib.import_module(f"workstation.cli.{module}")
        return getattr(found, function)(*arguments)

    return run
