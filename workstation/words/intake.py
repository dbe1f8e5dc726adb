"""Sentences for faults, notices and quarantine reasons of `workstation.intake`, and for policy."""

SENTENCES: dict[str, str] = {
    "intake.retracted": "“{title}” was taken back by its publisher and does not come in again.",
    "intake.nothing_usable": "None of the {lines} cases can be used, so nothing was stored. The "
    "first is line {line} ({field}): {reason}. Mend the batch and bring it in again.",
    # The source.
    "intake.missing": "There is nothing at {path}.",
    "intake.empty": "{path} is empty. Copy or download the batch again.",
    "intake.unreadable": "{path} could not be read ({why}).",
    "intake.unknown_format": "{path} is no batch: a batch is a folder or a zip with a batch.json.",
    "intake.workbook": "{path} is a workbook. Save its sheet as CSV (UTF-8) and bring that in.",
    "intake.is_table": "{path} is a table; it comes in by way of a mapping of its columns.",
    "intake.no_manifest": "There is no batch.json among the {files} files. Pick the folder or zip "
    "that holds batch.json itself.",
    "intake.too_many_files": "More than {most} files are more than a batch may have.",
    "intake.link_outside": "{file} is a link that leads out of the batch. Nothing was imported.",
    "intake.unsafe_name": "batch.json lists “{file}”, which is no path inside the batch. Nothing "
    "was imported.",
    "intake.zip_damaged": "{path} is damaged or cut off ({file}). Copy or download it again.",
    "intake.zip_encrypted": "{path} is locked with a password. Unpack it and import the folder.",
    "intake.zip_method": "{file} in {path} is packed in a way that is not read here. Pack the zip "
    "with the usual method (deflate).",
    "intake.zip_unsafe": "{path} was refused: its entry “{file}” is a link, stands twice, or would "
    "land outside the batch.",
    "intake.zip_bomb": "{path} was refused: it unpacks to far more than its size ({file}). Unpack "
    "it yourself and import the folder, if you trust it.",
    # The batch as a whole.
    "intake.manifest_empty": "batch.json is empty.",
    "intake.manifest": "batch.json cannot be used: {field} ({reason}).",
    "intake.other_format": "This batch.json is of another program.",
    "intake.version_newer": "This batch is of format version {version}; this program knows "
    "version 1. Bring the program up to date.",
    "intake.not_listed": "batch.json lists no {file}.",
    "intake.file_missing": "{file} is missing from the batch. Copy or download it again.",
    "intake.wrong_hash": "{file} is not the file that batch.json names (its sha256 differs). Copy "
    "or download the batch again.",
    "intake.too_large": "{file} is larger than the {most} bytes it may have.",
    "intake.no_cases": "cases.jsonl is empty: there is nothing to import.",
    "intake.other_pack": "batch.json names the policy pack {wanted}, but policies/ holds {id} "
    "{version}.",
    "intake.other_content": "A batch of this id ({batch}) is here already with other content; they "
    "differ in: {differs}. A changed batch needs an id of its own.",
    "intake.cancelled": "The import was stopped. Nothing of it was kept.",
    # Doubts: the batch came in all the same.
    "intake.unlisted": "{count} files stand beside the batch without being listed; they were left "
    "out: {names}",
    "intake.unknown_fields": "{count} fields are not known here and were left out: {names}",
    "intake.unknown_language": "{count} language hints are no language tags and were left out: "
    "{names}",
    "intake.created_in_future": "The batch says that it was made in the future.",
    "intake.no_pack": "The batch brings no policy pack. Cases can be judged, but no clause can be "
    "cited as it read on the day.",
    "intake.pack_doubt": "{count} places in the policy pack are doubtful: {names}. "
    "“workstation policy check” explains them.",
    "intake.not_blind": "The batch is called blind, but its decisions are all alike or absent, so "
    "it is not treated as blind.",
    "intake.decisions_ignored": "{count} cases bring a decision. An inspection has no moderator: "
    "the decisions are not shown and not compared.",
    "intake.lonely_cluster": "{count} clusters have one member only: there is nothing to compare "
    "it with.",
    "intake.undecided": "{count} cases of this batch have no decision to compare with.",
    "intake.unassigned": "{count} cases are assigned to nobody.",
    "intake.assigned_unknown": "{count} assigned cases are not in the batch.",
    "intake.not_assigned": "Nothing in this batch is assigned to you.",
    "intake.medium_missing": "{count} pictures or videos that cases name did not come along: "
    "{names}",
    "intake.medium_unused": "{count} pictures or videos came along that no case names; they were "
    "left out: {names}",
    "intake.medium_too_large": "{count} pictures or videos have more than {most} bytes and were "
    "left out: {names}",
    "intake.medium_empty": "{count} pictures or videos are empty and were left out: {names}",
    "intake.medium_other_kind": "{count} files do not look like what the cases say they are: "
    "{names}",
    # Gold.
    "intake.gold_not_practice": "Gold belongs to practice batches; {batch} is of kind {kind}. "
    "Nothing of {path} was kept.",
    "intake.gold_unusable": "None of the {lines} lines of {path} can be used. The first is line "
    "{line} ({field}): {reason}. Mend the file and bring it in again.",
    "intake.gold_of_others": "{count} lines are gold of other batches; they were left alone.",
    # Lines that go to quarantine.
    "intake.line.unknown_case": "The batch has no such case.",
    "intake.line.other_gold": "Other gold is kept for this case already. A case whose gold changes "
    "needs a batch of its own.",
    "intake.line.not_json": "The line is no whole JSON object.",
    "intake.line.not_utf8": "The text is not UTF-8.",
    "intake.line.surrogate": "The text holds half a character (a lone surrogate).",
    "intake.line.nul": "The text holds a NUL character.",
    "intake.line.line_too_long": "The line has more than {most} bytes.",
    "intake.line.wrong_type": "Expected {expected}, found {got}.",
    "intake.line.missing": "The field is missing.",
    "intake.line.too_long": "The text has more than {most} characters.",
    "intake.line.too_many": "There are more than {most}.",
    "intake.line.too_short": "There is too little.",
    "intake.line.out_of_range": "The number is too large or too small.",
    "intake.line.malformed": "This is not written as the format asks.",
    "intake.line.unknown_value": "This is none of the known values.",
    "intake.line.bad_date": "There is no such date.",
    "intake.line.in_future": "The date lies in the future.",
    "intake.line.bad_times": "The end lies before the beginning.",
    "intake.line.double_case": "A case of this id stands further up in the batch.",
    "intake.line.double_part": "Two parts have this id.",
    "intake.line.double_medium": "The same picture or video stands twice.",
    "intake.line.double_primary": "More than one finding is the primary one.",
    "intake.line.other_case": "A case of this id is here already, with other content.",
    "intake.line.unknown_action": "The batch's action set has no such action.",
    "intake.line.unknown_clause": "The policy pack has no such clause.",
    "intake.line.unknown_version": "The policy pack has no such version of the clause.",
    "intake.line.unknown_part": "The case has no such part.",
    "intake.line.unknown_medium": "The case has no such picture or video.",
    "intake.line.outside_text": "The place lies outside the text, which has {length} characters.",
    "intake.line.bad_evidence": "Evidence is a place in a part, or a box or times of a medium.",
    "intake.line.bad_box": "The box lies outside the picture.",
    "intake.process_failed": "The import failed by a fault of ours ({where}). Nothing of it was "
    "kept.",
    "intake.process_died": "The import ended without a word. Nothing of it was kept; bring the "
    "batch in again.",
    # Tables.
    "intake.table.encoding": "The table cannot be read as {encoding}. Choose another encoding.",
    "intake.table.no_columns": "The table has {columns} columns; between 1 and 500 are read.",
    "intake.table.no_rows": "{path} has a header and no rows.",
    "intake.table.mapping": "The mapping cannot be used: {field} ({reason}).",
    "intake.table.no_such_column": "The mapping takes {field} from the column “{column}”, which "
    "the table does not have.",
    "intake.table.double": "Two columns are mapped to {field}: {columns}. Keep one.",
    "intake.table.no_text": "No column is mapped to a title or a text: there is nothing to "
    "read.",
    "intake.table.unknown_clause": "{count} cited clauses are not in the policy pack and were left "
    "out of the decisions: {names}",
    "intake.line.bad_bytes": "The cell holds bytes that the table's encoding does not know.",
    "intake.line.more_cells": "The row has {got} cells, the header {most}: a delimiter or a quote "
    "is wrong.",
    "intake.line.unclosed_quote": "A quote opens here and is never closed; this line was left out.",
    "intake.line.no_row": "The line cannot be read as a row of the table.",
    "intake.line.no_text": "The row has no words in any column that holds text.",
    "intake.line.no_action": "The cell names no action; map its word to one.",
    "intake.line.no_market": "The market must be two letters, like MY.",
    "intake.line.not_a_number": "This is not a number that can be used here.",
    "intake.line.not_yes_or_no": "This is neither yes nor no.",
    # Policy packs.
    "policy.faulty": "The policy pack cannot be used: {file}, {field} ({reason}); {faults} faults "
    "in all. “workstation policy check” explains each.",
    "policy.unknown_pack": "No policy pack of digest {digest} is kept here.",
    "policy.fault.missing_file": "The file is missing. Put it beside the clauses: id, version, "
    "title, families.",
    "policy.fault.no_clauses": "The pack has no clauses. Write one file a clause version, as "
    "3.1.v1.md.",
    "policy.fault.double_digit": "Two families stand on one digit. Give each its own.",
    "policy.fault.no_family": "No family stands on digit {digit}. Add it to pack.json, or number "
    "the clause anew.",
    "policy.fault.until_before_from": "It ends before it begins. Mend `from` or `until`.",
    "policy.fault.grace_before_from": "The grace ends before the clause begins, so nobody has "
    "any. Mend the date, or leave it out.",
    "policy.fault.unknown_action": "There is no action {action}. Use one of the batch's actions.",
    "policy.fault.unknown_clause": "The pack has no clause {clause}. Mend the number, or leave it "
    "out.",
    "policy.fault.same_start": "Begins together with {other} for the same places: nobody could "
    "tell which is in force. Give one of them another `from`.",
    "policy.fault.no_front_matter": "The file does not begin with TOML between +++ lines.",
    "policy.fault.no_words": "The clause has no words.",
    "policy.fault.not_toml": "The front matter is no TOML.",
    "policy.fault.not_json": "The file is no JSON.",
    "policy.fault.not_utf8": "The file is not UTF-8.",
    "policy.fault.nul": "The file holds a NUL character.",
    "policy.fault.surrogate": "The text holds half a character (a lone surrogate).",
    "policy.fault.other_name": "The file must be called after its clause and version: 3.1.v2.md.",
    "policy.fault.wrong_type": "Expected {expected}, found {got}.",
    "policy.fault.missing": "The field is missing.",
    "policy.fault.too_long": "The text has more than {most} characters.",
    "policy.fault.too_many": "There are more than {most}.",
    "policy.fault.too_short": "There is too little.",
    "policy.fault.out_of_range": "The number is too large or too small.",
    "policy.fault.malformed": "This is not written as the format asks.",
    "policy.fault.unknown_value": "This is none of the known values.",
    "policy.fault.unknown_field": "The field is not known. Mend its spelling, or leave it out.",
    "policy.fault.too_large": "The file has more than {most} bytes. Split it.",
    "policy.fault.bad_date": "There is no such date. Write it as 2026-03-01T00:00:00+08:00.",
    "policy.fault.unknown_version": "Clause {clause} has no version {version}. Mend the number, "
    "or leave it out.",
    "policy.fault.own_equivalent": "The clause names itself. Leave it out.",
    "policy.fault.one_sided": "{clause} does not name {own} in turn. It counts both ways; write "
    "it on both so that both readers see it.",
    "policy.fault.interim_open": "An interim ruling without an end stays for ever. Give it an "
    "`until`.",
    "policy.fault.overlap": "It still holds when {other} begins, for the same places. The later "
    "one counts; end this one when that one begins.",
    "policy.fault.gap": "Nothing is in force between the end of {other} and this one. Join the "
    "dates, unless that is meant.",
    "policy.fault.comes_back": "It has no end, so it is in force again when {other} ends. End it, "
    "unless that is meant.",
    "policy.fault.out_of_order": "It begins after {other}, which has the higher number. Versions "
    "are best numbered as they begin.",
    "policy.fault.shared_keywords": "{count} keywords stand in {clause} as well ({words}), so "
    "both are suggested. Keep each in one, or call the clauses equivalent.",
    "policy.fault.double_id": "The name {id} stands twice. Give each its own.",
    "policy.fault.unknown_penalty": "There is no penalty {penalty}. Known are: {known}.",
    "policy.fault.double_step": "Two steps begin at the same prior points. Leave one.",
    "policy.fault.no_first_step": "Nothing is said below {prior} prior points, so no penalty is "
    "derived there. Begin at 0.",
    "policy.fault.ladder_falls": "More prior points give a milder penalty. Mend the steps, unless "
    "that is meant.",
    "policy.fault.no_ladder_row": "The clause names no row of the ladder, so its penalty cannot "
    "be derived. Name one.",
    "policy.fault.unknown_ladder_row": "No ladder has the row {row}. Add it to ladders.json, or "
    "name another.",
}
