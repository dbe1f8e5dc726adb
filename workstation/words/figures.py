"""Figures in words: what cannot be told, what is to be known beside them."""

SENTENCES: dict[str, str] = {
    "figures.zone": "There is no time zone {zone}. Write an offset (+08:00) or a name "
    "(Asia/Kuala_Lumpur).",
    "kpi.no_column": "Figures cannot be grouped by “{column}”. They can be by: {columns}.",
    "kpi.twice": "“{column}” is asked for twice. Name each column once.",
    "kpi.kind": "There are no figures of batches of kind “{kind}”: they judge nobody, or enter no "
    "figure. Choose one of: {kinds}.",
    "kpi.period": "The period ends ({until}) before it begins ({since}).",
    "kpi.day": "“{text}” is no day. Write it as 2026-04-01.",
    "kpi.no_period": "A comparison with the period before needs both ends: give --from and --to.",
    "kpi.no_zone": "The times stand in several offsets ({one} and {other}), so nobody knows when "
    "a day begins. Say in which zone days are meant, with --zone.",
    "kpi.role": "Your role in the team ({role}) sees no figures here. Ask a lead.",
    "kpi.no_batch": "{count} batches here begin with {batch}. “workstation batches” lists them.",
    "kpi.no_weights": "Batch “{batch}” does not say how large stratum {stratum} is in the frame, "
    "so its strata cannot be weighed. Ask its publisher for the design, or leave the batch out "
    "(--batch).",
    "kpi.some_weights": "Batch “{batch}” does not say how it was drawn and others do ({count} of "
    "them do not), so they cannot be in one figure. Look at them one at a time (--batch).",
    "kpi.no_chance": "Batch “{batch}” says that a case was drawn with a chance of {chance}, which "
    "is none. Ask its publisher.",
    "kpi.more_than_frame": "In batch “{batch}” {drawn} units of stratum {stratum} were audited, "
    "but its frame holds {size}. Frame and sample do not belong together; ask its publisher.",
    "kpi.too_many_pairs": "{groups} groups are too many to hold each against each (at most "
    "{most}). Group by less, or choose a batch.",
    "kpi.no_shares": "Why a figure moved is told by production's own shares, never the sample's. "
    "Give its frame with --production FILE.",
    "kpi.not_in_frame": "A production frame does not know “{column}”. It knows: {columns}.",
    "kpi.figure": "There is no figure “{figure}”. There are: {figures}.",
    "kpi.file": "{path} cannot be read ({why}).",
    "kpi.file_text": "{file} is not UTF-8 text. Save it as CSV in UTF-8.",
    "kpi.file_empty": "{file} has no rows.",
    "kpi.file_column": "{file} has no column “{column}” (line {line}).",
    "kpi.file_line": "{file}, line {line} ({column}): {why}.",
    "kpi.no_figure": "{file}, line {line}: there is no figure “{figure}”. There are: {figures}.",
    "kpi.targets_twice": "{file}, line {line}: two targets for {figure} begin on {day} for one "
    "tier. Keep one of them.",
    "kpi.person_twice": "{file}, line {line}: {person} stands there twice. Keep one line.",
    "kpi.cancelled": "Stopped. Nothing was written.",
    "kpi.snapshot": "{file} holds no figures that were locked ({why}).",
    "kpi.snapshot_changed": "{file} was changed after the figures were locked: its digest does "
    "not fit any more. Take the file as it was written.",
    "kpi.other_question": "The locked figures answer another question ({what}: {then}, now "
    "{now}), so they cannot be compared.",
    "kpi.no_format": "{path} has an ending that figures are not written with. They are with: "
    "{formats}.",
    "kpi.ending": "{path} should end in {ending}.",
    "kpi.against": "“{text}” is no period. Write it as 2026-01-01..2026-03-31.",
    # Beside the figures.
    "kpi.notice_unweighted": "{count} batches do not say how they were drawn: these are figures "
    "of what was audited, not of production.",
    "kpi.notice_one": "{count} strata have one audited unit each, the first is {first}: it says "
    "nothing of its own stratum and leans on the others.",
    "kpi.notice_empty": "Nothing was audited yet in {count} strata of “{batch}”, the first is "
    "{first}: their share goes to the stratum whose name is most like theirs.",
    "kpi.notice_risk": "What was picked for its risk ({count} groups) stands apart: it tells of "
    "the risk, and enters nobody's figure.",
    "kpi.notice_no_volumes": "The production frame gives no volumes here: it knows only {columns}.",
}

LEFT_OUT = {
    "unconfirmed": "wait for somebody who reads the language",
    "late": "came after the case was taken back or the batch was closed",
    "sealed": "are on sealed cases",
    "held_back": "are held back: you have yet to answer these blind cases yourself",
    "another_look": "are another auditor's look at the same item; the earliest counts",
}

STATES = {
    "units": "too few to tell",
    "width": "too wide to tell",
    "no_units": "nothing to count",
    "no_second_look": "nobody looked again",
    "targeted": "picked for its risk",
    "no_passed_sample": "nothing that was let pass was drawn",
    "false_negatives": "fewer than 10 missed violations found",
}

NAMES = {
    "strict_accuracy": "strict accuracy",
    "initial_accuracy": "initial accuracy",
    "final_accuracy": "final accuracy",
    "enforce_accuracy": "enforce/not accuracy",
    "severity_points": "severity points per 100",
    "precision": "precision",
    "recall": "recall",
    "cannot_rate": "cannot judge",
    "route_rate": "escalation",
    "technical_rate": "technical",
    "defect_rate": "defect rate",
    "defects_per_100": "defects per 100",
    "aht": "handling time",
    "throughput": "decisions per active hour",
    "audit_time": "audit time",
    "audit_throughput": "audits per active hour",
    "sla": "audited by the due time",
    "tat_median": "audit turnaround, median",
    "tat_p95": "audit turnaround, 95th percentile",
}

STANDINGS = {
    "met": "target met",
    "missed": "target missed",
    "cannot_tell": "cannot tell yet",
    "no_target": "",
}
