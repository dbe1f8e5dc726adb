"""Sentences for releasing, locking, requests and documents."""

SENTENCES: dict[str, str] = {
    # What is still open before a batch may be told of.
    "release.undecided": "Cases that are undecided: {n} ({who}). Have them judged, or take them "
    "back.",
    "release.second": "Second looks that are not done: {n} ({who}). Have them done, or take them "
    "back.",
    "release.cannot": "Cases that could not be judged and are still open: {n}. Their owners answer "
    "them (Ctrl+J, “workstation handed-on”).",
    "release.provisional": "Verdicts that wait for somebody who reads the language: {n}. A peer "
    "confirms them (Ctrl+L, “workstation peers”).",
    "release.refuted": "Verdicts that a peer refuted and nobody looked at again: {n}. Their "
    "authors correct them.",
    "release.apart": "Cases on which people differ and nobody has ruled: {n}. Second looks settle "
    "them.",
    "release.unconfirmed": "Verdicts of people or devices whom the team's roster does not confirm: "
    "{n} ({who}). A lead enrols them.",
    "release.unsent": "Acts on this batch that have not been sent: {n}. Sync first (Ctrl+S).",
    "release.not_here": "The batch itself is not here, so nobody can tell what is open. Bring it "
    "in first (“workstation pull”).",
    # Acts.
    "release.open": "Batch {batch} stays a draft, since something is still open (lines: {lines}). "
    "See what with “workstation release {batch}”, or say with --anyway WHY why it goes on all the "
    "same; that is kept.",
    "release.unknown_batch": "There is no batch {batch} here. “workstation batches” lists them.",
    "release.still_blind": "Cases of this batch that you have still to judge blind: {n}. Neither "
    "its vendors nor its figures are told here before you have.",
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
