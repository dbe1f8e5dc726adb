"""Sentences for faults of `workstation.review`."""

SENTENCES: dict[str, str] = {
    "review.no_task": "There is no case for task {task} here. Pull or import its batch first.",
    "review.not_yours": "This case is {person}'s. Only they can record an answer on it.",
    "review.submitted": "This batch has been submitted, so nothing in it can be changed any more.",
    "review.unknown_action": "This batch has no action called {action}.",
    "review.not_answered": "Say what is right first (keys 1 to 5).",
    "review.reason_missing": "You changed the codes. Say why in a few words.",
    "review.sealed": "This case is sealed. Only the person responsible may look into it; the seal "
    "cannot be taken back here.",
    "review.nothing_to_undo": "There is nothing to take back.",
}
