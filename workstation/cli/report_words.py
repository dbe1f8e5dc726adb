"""The words of `report …`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

Lazy = Callable[[str, str], Callable[..., Any]]


def add_commands(
    parser: argparse.ArgumentParser, common: Callable[[], argparse.ArgumentParser], lazy: Lazy
) -> None:
    """Everything below `report`."""
    below = parser.add_subparsers(dest="report_what", metavar="WHAT", required=True)
    words = "Accuracy, rates, times, each with n, weights, interval and target"
    made = below.add_parser("kpi", parents=[common()], help=words, description=words)
    made.set_defaults(run=lazy("report", "kpi"), needs_store=True, makes_store=False)
    made.add_argument("--by", metavar="COLUMNS", default="vendor",
                      help="moderator, auditor, vendor, site, language, market, clause, family, "
                      "content_type, segment, batch, day, week, month; several with commas, none "
                      "with “all” (default: vendor)")  # fmt: skip
    made.add_argument("--figure", metavar="NAMES", help="only these, with commas between")
    asked = made.add_argument_group("what is counted")
    asked.add_argument("--from", dest="since", metavar="DAY", help="from this day")
    asked.add_argument("--to", dest="until", metavar="DAY", help="until this day, which counts")
    asked.add_argument("--zone", metavar="ZONE",
                       help="in which days begin: +08:00, Asia/Kuala_Lumpur (default: the only "
                       "offset of the times)")  # fmt: skip
    asked.add_argument("--clock", choices=("decided", "audited"), default="decided",
                       help="whose day counts: the decision's (default) or the audit's")
    asked.add_argument("--batch", metavar="ID", help="one batch alone, or the beginning of its id")
    asked.add_argument("--kind", choices=("qa", "consistency", "dispute", "pool"), default="qa",
                       help="figures of one kind never enter another's (default: qa)")  # fmt: skip
    tables = made.add_argument_group("tables (CSV or JSON lines, also gzip)")
    tables.add_argument("--targets", metavar="FILE", help="columns figure, value, since, tier")
    tables.add_argument("--staff", metavar="FILE",
                        help="columns person, ramping_until, tier: who is told apart")
    tables.add_argument("--production", metavar="FILE",
                        help="the frame: volumes, shares and handling times of all decisions")
    more = made.add_argument_group("more")
    more.add_argument("--compare", action="store_true", help="hold every two groups together")
    more.add_argument("--against", metavar="DAY..DAY",
                      help="why accuracy moved since that period: by rates or by another mix; "
                      "needs --production")  # fmt: skip
    more.add_argument("--segments", metavar="COLUMN", default="segment",
                      help="of which the mix is (default: segment)")
    more.add_argument("--lock", metavar="FILE", help="keep the figures as they stand now")
    more.add_argument("--restate", metavar="FILE", help="what changed since they were locked")
    out = made.add_argument_group("files")
    out.add_argument("--csv", metavar="FILE", help="a line for each figure of each group")
    out.add_argument("--xlsx", metavar="FILE", help="the same as a workbook, with the weights")
    out.add_argument("--force", action="store_true", help="overwrite the file")
    out.add_argument("--bom", action="store_true", help="mark a CSV for Excel")
