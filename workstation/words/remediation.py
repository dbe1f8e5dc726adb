"""Sentences for what is to be put right, and for the lists that come back about it."""

SENTENCES: dict[str, str] = {
    "remediation.no_entry": "There is no entry {entry} here. Sync first; its verdict may not have "
    "come yet.",
    "remediation.no_owner": "Say who is to put it right: a name or a team.",
    "remediation.closed_already": "This entry is closed already. Open it again (F4) to close it "
    "otherwise.",
    "remediation.waiting": "This entry waits for a language peer to confirm the verdict. Nothing "
    "can be closed before.",
    "remediation.no_reason": "Say in a few words why it is not possible.",
    "remediation.not_closed": "This entry is not closed, so there is nothing to open again.",
    "remediation.nothing_to_undo": "There is nothing of yours to take back here.",
    "closings.unreadable": "{path} cannot be read: {reason}. Check the path.",
    "closings.no_text": "{path} is no text. Save the list as CSV (UTF-8) or JSON lines.",
    "closings.too_large": "{path} is larger than {most} MB. Send the closings in several files.",
    "closings.empty": "{path} holds no closing. It needs a row for each closed entry.",
    "closings.no_columns": "{path} lacks the columns {missing}. Keep the columns entry, closed_at, "
    "outcome, by and note.",
    "closings.line.no_entry": "The id of the entry is missing.",
    "closings.line.no_id": "“{entry}” is no id of an entry. Copy it from the export.",
    "closings.line.unknown": "There is no entry {entry} here. Sync first, or check the id.",
    "closings.line.no_outcome": "“{outcome}” is no outcome. Write done, already gone or not "
    "possible.",
    "closings.line.no_date": "“{date}” is no date. Write it as 2026-03-02 or "
    "2026-03-02T09:14+08:00.",
    "closings.line.future": "{date} lies in the future.",
    "closings.line.before_opened": "It was closed before the entry was opened, on {opened}. Check "
    "the date.",
    "closings.line.double": "The same entry stands in line {first} already; that line counts.",
    "closings.line.closed_already": "The entry is closed already, otherwise than this line says. "
    "Open it again to close it anew.",
    "closings.line.too_long": "The line is too long to be a closing.",
    "closings.line.too_many": "Only the first {most} rows are read. Send the rest in another file.",
    "closings.line.not_json": "The line is no JSON object.",
    "closings.line.not_csv": "The line is no CSV that can be read.",
}
