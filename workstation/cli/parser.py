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
from workstation.domain.ids import PersonId
from workstation.domain.roster import Role
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
    common.add_argument("--profile", metavar="NAME",
                        help="whose store, on a machine that several persons share")
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
    bring.add_argument("--watch", action="store_true",
                       help="only to read others' verdicts: no cases become yours")
    bring.add_argument("--gold", metavar="FILE",
                       help="the right answers to a practice batch, also later on (default: "
                       "NAME.gold.jsonl beside it)")

    table = bring.add_argument_group("tables")
    table.add_argument("--preview", action="store_true",
                       help="show how the table would come in; nothing is brought in")
    table.add_argument("--mapping", metavar="NAME|FILE",
                       help="which column is what: one that was kept, or a JSON file")
    table.add_argument("--keep", metavar="NAME", help="keep the mapping for next time")
    table.add_argument("--set", metavar="NAME=VALUE", action="append",
                       help="part of it: market=TH, columns:Barang=title, actions:tolak=REMOVE")
    table.add_argument("--encoding", help="the table's encoding, where the guess is wrong")
    table.add_argument("--delimiter", help="the sign between cells, or tab")
    table.add_argument("--policy", metavar="DIR|none",
                       help="the policy pack to judge by (default: the one that ships)")

    add("batches", "List the batches and how they stand", "intake", "listed", make=False)

    find = add("search", "Find cases by their words", "intake", "find", make=False)
    find.add_argument("words", metavar="WORDS", nargs="+")

    sync = add("sync", "Send what is ours, take in what is others'", "sync", "sync")
    sync.add_argument("--to", metavar="ADDRESS",
                      help="a folder, a hub's https://…, a bucket's s3://… (default: the last one)")
    sync.add_argument("--code", metavar="CODE",
                      help="come into a hub first: of “workstation hub enrol PERSON”")
    sync.add_argument("--ca", metavar="FILE", help="a certificate to trust the hub by (PEM)")
    sync.add_argument("--renew", action="store_true",
                      help="after a copy of this store was met: begin new streams first")
    sync.add_argument("--retry", action="store_true",
                      help="offer again what the place would not take, look at all again")

    _publishing(add)
    _team(add, common)

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
        "--kind", choices=("qa", "inspection", "consistency", "dispute", "calibration", "practice"),
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

    _sample(add("sample", "Draw samples of production, and accept vendors' lots", "sample", "plan",
                store=False), common)  # fmt: skip
    _second(add, common)
    _report(add("report", "Figures of the verdicts", "report", "kpi", make=False), common)
    _request(add("request", "Who asks for an inspection, its batch, and the note of what was found",
                 "request", "listed", make=False), common)  # fmt: skip
    _policy(add("policy", "Look into the policy", "policy", "usage", store=False), common)
    _models(add("models", "Translation packages", "models", "usage", store=False), common)

    detect = add("detect", "Say which language lines are in", "models", "detect")
    detect.add_argument("text", metavar="TEXT", nargs="*", help="default: lines of stdin")

    translate = add("translate", "Translate lines as they come, or the cases of a batch",
                    "translate", "translate", store=False)  # fmt: skip
    translate.add_argument("--lines", metavar="FILE",
                           help="a file of UTF-8 lines, - for stdin; needs no store")
    translate.add_argument("--from", dest="source", metavar="LANG",
                           help="the language of the lines; auto finds it out for each")
    translate.add_argument("--to", dest="target", metavar="LANG", default="en",
                           help="default: en")
    translate.add_argument("--packages", metavar="DIR",
                           help="the folder of the packages (default: the store's)")
    translate.add_argument("--batch", metavar="ID", action=_WithStore,
                           help="every case of a batch, into the store")

    held = add("settings", "List the settings, show one, or set it", "settings", "run", make=False)
    held.add_argument("name", metavar="NAME", nargs="?")
    held.add_argument("value", metavar="VALUE", nargs="?", help="on and off are true and false")

    _hub(add("hub", "The live hub: Kinto on PostgreSQL", "hub", "status", store=False), common)

    add("doctor", "Say what is missing on this machine", "doctor", "doctor")
    return parser


def _team(add: Callable[..., argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    roles = [role.value for role in Role]
    below = add("roster", "Who is in the team, and with which devices", "roster", "listed",
                make=False).add_subparsers(dest="roster", metavar="WHAT")  # fmt: skip

    def part(name: str, words: str, function: str, make: bool = False) -> argparse.ArgumentParser:
        made = below.add_parser(name, parents=[_quiet(common)], help=words, description=words)
        made.set_defaults(run=_lazy("roster", function), needs_store=True, makes_store=make)
        return made

    part("list", "The same", "listed")
    begin = part("begin", "Begin a team, as its first lead", "begin", make=True)
    begin.add_argument("name", metavar="NAME", help="what the team is called")
    says = part("set", "Say who a person is; what is not named stays as it was", "set_person")
    says.add_argument("--role", choices=roles, help="default for a new person: auditor")
    says.add_argument("--name", metavar="WORDS", help="what they are called on screens")
    says.add_argument("--vendor", metavar="V")
    says.add_argument("--languages", metavar="LANGS", help="certified for: en,ms,th")
    says.add_argument("--since", metavar="DATE", help="certified from this day")
    says.add_argument("--until", metavar="DATE", help="certified until this day")
    says.add_argument("--lead", metavar="PERSON", action="append",
                      help="who leads them; several times")  # fmt: skip
    gone = part("left", "Somebody has left: their devices are revoked", "left")
    call = part("invite", "Make an invitation for one device of a person", "invite")
    for made in (says, gone, call):
        made.add_argument("person_id", metavar="PERSON", help="a pseudonym")
    call.add_argument("--to", metavar="ADDRESS", help="where the team syncs (default: as set)")
    call.add_argument("--code", metavar="CODE", help="of “workstation hub enrol PERSON”")
    call.add_argument("--hours", type=int, default=168, help="how long it holds (default 168)")
    lets = part("enrol", "Let in a device that asks, having made sure whose it is", "enrol")
    shut = part("revoke", "Shut a device out from what it has sent until now", "revoke")
    for made in (lets, shut):
        made.add_argument("device", metavar="DEVICE", help="as “roster list” shows it")
    shut.add_argument("--why", choices=("lost", "left", "forked", "other"), default="other")

    join = add("join", "Join a team by an invitation", "roster", "join")
    join.add_argument("invitation", metavar="LINE|FILE", help="the line, or a file that holds it")
    join.add_argument("--region", metavar="XX", help="the country this device is in")
    join.add_argument("--ca", metavar="FILE", help="a certificate to trust the hub by (PEM)")

    said = add("disputes", "What vendors dispute", "disputes", "listed",
               make=False).add_subparsers(dest="disputes", metavar="WHAT")  # fmt: skip
    for name, words, function in (
        ("list", "The same", "listed"),
        ("open", "Dispute a verdict, as a vendor's quality person", "open_dispute"),
        ("withdraw", "Take your own dispute back", "withdraw"),
    ):
        made = said.add_parser(name, parents=[_quiet(common)], help=words, description=words)
        made.set_defaults(run=_lazy("disputes", function), needs_store=True, makes_store=False)
        if name == "open":
            made.add_argument("verdict", metavar="VERDICT", help="the verdict's id")
            made.add_argument("--why", metavar="WORDS", required=True)
            made.add_argument("--kind", choices=("verdict", "reviewee"), default="verdict")
            made.add_argument("--code", metavar="CODE", help="the error code that is disputed")
        elif name == "withdraw":
            made.add_argument("dispute", metavar="DISPUTE", help="as “disputes list” shows it")

    shared = add("profiles", "Several persons on one machine", "profiles", "listed", store=False)
    each = shared.add_subparsers(dest="profiles", metavar="WHAT")
    for name, words in (
        ("list", "The profiles of this machine"),
        ("add", "Make one: an empty store with a key of its own"),
        ("remove", "Delete one, with everything that it has not sent"),
    ):
        made = each.add_parser(name, parents=[_quiet(common)], help=words, description=words)
        run = "listed" if name == "list" else name
        made.set_defaults(run=_lazy("profiles", run), needs_store=False)
        if name != "list":
            made.add_argument("name", metavar="NAME")
        if name == "remove":
            made.add_argument("--yes", action="store_true", help="delete it")


def _publishing(add: Callable[..., argparse.ArgumentParser]) -> None:
    out = add("publish", "Publish a batch, a policy pack or a translation package", "publishing",
              "publish", make=False)  # fmt: skip
    out.add_argument("path", metavar="PATH", nargs="?",
                     help="a batch (folder or zip), or a policy pack's folder")  # fmt: skip
    out.add_argument("--assign", metavar="PERSON[:STAGE]", action="append",
                     help="who does all of it (default: as the batch says); several times")
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


class _WithStore(argparse.Action):
    """An option that needs the store, of a command that can do without."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: Arguments, values: Any, option: Any = None
    ) -> None:
        setattr(namespace, self.dest, values)
        namespace.needs_store = True


def _sample(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    from workstation.cli.sample_words import add_commands

    add_commands(parser, lambda: _quiet(common), _lazy)


def _second(add: Callable[..., argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    from workstation.cli.second_words import add_commands

    add_commands(add, lambda: _quiet(common), _lazy)


def _report(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    from workstation.cli.report_words import add_commands

    add_commands(parser, lambda: _quiet(common), _lazy)


def _request(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    from workstation.cli.request_words import add_commands

    add_commands(parser, lambda: _quiet(common), _lazy)


def _policy(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    below = parser.add_subparsers(dest="policy", metavar="WHAT", required=True)

    def add(name: str, words: str, function: str, store: bool) -> argparse.ArgumentParser:
        made = below.add_parser(name, parents=[_quiet(common)], help=words, description=words)
        # Without a store the pack that ships answers; looking something up makes none.
        made.set_defaults(
            run=_lazy("policy", function), needs_store=store, makes_store=False, optional=True
        )
        made.add_argument("--pack", metavar="DIR", help="a pack's folder (default: the batch's)")
        return made

    at = add("at", "The clause as it read on a day", "at", True)
    at.add_argument("clause", metavar="CLAUSE")
    at.add_argument("date", metavar="DATE", help="2026-03-02, or an instant with offset")
    at.add_argument("--market", metavar="XX")
    at.add_argument("--category", metavar="NAME")
    search = add("search", "Find clauses by their words", "search", True)
    search.add_argument("words", metavar="WORDS", nargs="+")
    show = add("show", "A clause's history, or every clause on a day", "show", True)
    show.add_argument("clause", metavar="CLAUSE", nargs="?")
    show.add_argument("--date", metavar="DATE", help="default: the newest the pack knows")
    show.add_argument("--market", metavar="XX")
    diff = add("diff", "What changed between two versions of a clause", "diff", True)
    diff.add_argument("clause", metavar="CLAUSE")
    diff.add_argument("old", metavar="V1", type=int)
    diff.add_argument("new", metavar="V2", type=int)
    check = add("check", "Check a pack and explain each fault", "check", False)
    check.add_argument("path", metavar="PACK")


def _models(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    below = parser.add_subparsers(dest="models", metavar="WHAT", required=True)

    def add(name: str, words: str, function: str) -> argparse.ArgumentParser:
        made = below.add_parser(name, parents=[_quiet(common)], help=words, description=words)
        made.set_defaults(run=_lazy("models", function), needs_store=True, makes_store=True)
        return made

    listed = add("list", "List the installed packages, and what they take of the disk", "listed")
    listed.set_defaults(needs_store=False)
    install = add("install", "Install packages from a file, a folder or an index", "install")
    install.add_argument(
        "path", metavar="PATH",
        help="an .argosmodel file, an unpacked package, a folder of them, an index.json, or "
        "“starter” for what ships",
    )  # fmt: skip
    install.add_argument("--sha256", metavar="HEX", help="the file has to be this one")
    install.add_argument("--pair", metavar="PAIR", action="append",
                         help="of an index only this: th→en or th_en; several times")  # fmt: skip
    get = add("get", "Install from the team's folder what the open batches miss", "get")
    get.add_argument("pair", metavar="PAIR", nargs="?",
                     help="the newest of one pair: th→en or th_en")  # fmt: skip
    offer = add("offer", "Put an installed package into the team's folder", "offer")
    use = add("use", "Have another version of a package translate", "use")
    add("check", "Hold every installed byte against what was recorded", "check")
    remove = add("remove", "Remove a package, or one version of it", "remove")
    for made in (offer, use, remove):
        made.add_argument("name", metavar="NAME", help="as `models list` shows it")
    offer.add_argument("version", metavar="VERSION", nargs="?", help="default: the one in use")
    use.add_argument("version", metavar="VERSION", nargs="?", help="default: the newest again")
    remove.add_argument("version", metavar="VERSION", nargs="?", help="default: all of them")
    calibrate = add("calibrate", "Measure how far a package can be trusted", "calibrate")
    calibrate.set_defaults(run=_lazy("calibrate", "run"))
    calibrate.add_argument("name", metavar="NAME", help="as `models list` shows it")
    calibrate.add_argument("--lines", metavar="FILE", required=True,
                           help="a sentence, one TAB and its human rendering a line")  # fmt: skip
    calibrate.add_argument("--words", metavar="WORDS",
                           help="what kind of text it is, shown beside the package")  # fmt: skip


def _hub(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    below = parser.add_subparsers(dest="hub", metavar="WHAT", required=True)

    def add(name: str, words: str) -> argparse.ArgumentParser:
        made = below.add_parser(name, parents=[_quiet(common)], help=words, description=words)
        made.set_defaults(run=_lazy("hub", name), needs_store=False)
        if name != "init":
            made.add_argument("--at", metavar="DIR", help="the hub's folder (default: this one)")
        return made

    init = add("init", "Make a hub in a folder, and its tables in a database")
    init.add_argument("path", metavar="DIR")
    init.add_argument("--database", metavar="URL", required=True,
                      help="postgresql://user@/hub?host=/run/postgresql")
    serve = add("serve", "Serve it until interrupted")
    serve.add_argument("--listen", metavar="HOST:PORT", default="127.0.0.1:8888",
                       help="default: 127.0.0.1:8888, for a proxy with TLS in front")
    person = add("adduser", "Let a person be known")
    code = add("enrol", "Give a code by which one device of a person is let in")
    for made in (person, code):
        made.add_argument("person_id", metavar="PERSON", help="a pseudonym")
    person.add_argument("--role", required=True,
                        choices=("auditor", "lead", "trainer", "vendor_qa", "policy_owner",
                                 "publisher", "admin"))  # fmt: skip
    person.add_argument("--vendor", metavar="V", help="whose quality a vendor_qa looks after")
    person.add_argument("--lead", metavar="PERSON", action="append",
                        help="who leads this person, and reads their private notes; several times")
    code.add_argument("--hours", type=int, default=24, help="how long it holds (default 24)")
    add("revoke", "Shut a device or a person out").add_argument(
        "name", metavar="PERSON|DEVICE")
    add("rotate", "Make a device's secret void, and give a code for a new one").add_argument(
        "device", metavar="DEVICE")
    add("status", "Say how it stands")


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
