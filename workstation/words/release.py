"""Sentences for releasing, locking, requests and documents."""

SENTENCES: dict[str, str] = {
    # What is still open before a batch may be told of.
    "release.undecided": "{n} cases are undecided ({who}). Have them judged, or take them back.",
    "release.second": "{n} second looks are not done ({who}). Have them done, or take them back.",
    "release.cannot": "{n} cases could not be judged and are still open. Their owners answer them "
    "(Ctrl+J, “workstation handed-on”).",
    "release.provisional": "{n} verdicts wait for somebody who reads the language. A peer confirms "
    "them (Ctrl+L, “workstation peers”).",
    "release.refuted": "{n} verdicts were refuted by a peer and not looked at again. Their authors "
    "correct them.",
    "release.apart": "On {n} cases people differ and nobody has ruled. Have a second look at them.",
    "release.unconfirmed": "{n} verdicts are of people or devices whom the team's roster does not "
    "confirm ({who}). Have a lead enrol them.",
    "release.unsent": "{n} acts on this batch have not been sent. Sync first (Ctrl+S).",
    # Acts.
    "release.open": "{lines} things are still open, so batch {batch} stays a draft. See what they "
    "are with “workstation release {batch}”, or say with --anyway WHY why it goes on all the same; "
    "that is kept.",
    "release.unknown_batch": "There is no batch {batch} here. “workstation batches” lists them.",
    "release.no_why": "Say why: it is kept with the act.",
    "release.no_vendor": "The batch holds no decisions of {vendor}. It has: {vendors}.",
    "release.not_final": "Batch {batch} is still a draft, and a draft's figures are not locked. "
    "Make it final first (“workstation release {batch} --final”), or say why with --anyway WHY.",
    "release.not_over": "The period until {until} ({zone}) is not over yet. Lock it afterwards.",
    "release.day": "“{text}” is no day. Write it as 2026-06-30, or an instant with its offset.",
    "release.zone_missing": "Say in which zone the day is meant: --zone Asia/Kuala_Lumpur.",
    "release.no_errors_kind": "Batch {batch} is an inspection or practice: nobody's decisions are "
    "judged in it, so there is no error pack. A note tells what an inspection found.",
    # Requests.
    "request.unknown": "There is no request {request} here. “workstation request list” shows them.",
    "request.empty": "A request needs {what}.",
    "request.question": "The question “{text}” cannot be read: {reason}. Write it as id=Words, "
    "id:text=Words, or id:choice:one,two=Words.",
    "request.out_exists": "{path} is there already. Name a folder that is not.",
    "request.out_unwritable": "{path} cannot be written ({why}).",
    "request.no_cases": "Nothing of {path} fits the request: {cases} cases, {wanted} wanted.",
    "request.not_inspection": "Batch {batch} is no inspection, so there is no request it answers.",
    # Documents.
    "document.no_font": "No font here can write this document ({reason}).",
    "document.no_format": "{path} has none of the endings that can be written: {endings}.",
    "document.too_long": "The document has more than {pages} pages. Write the workbook instead.",
}
