"""Sentences for faults of `workstation.review`."""

SENTENCES: dict[str, str] = {
    "views.no_name": "A saved view needs a name.",
    "views.no_words": "The filter line is empty, so there is nothing to keep. Filter first.",
    "views.too_long": "That is too long: at most {most} signs.",
    "views.name_taken": "There is a saved view called “{name}” already. Take another name.",
    "review.no_mapping": "No mapping of a table is kept under the name “{name}”.",
    "review.no_task": "There is no case for task {task} here. Pull or import its batch first.",
    "review.role": "A {role} judges no cases: whoever brings them, writes the rules or answers for "
    "the judged does not judge too. Ask a lead to change your role.",
    "review.not_yours": "This case is {person}'s. Only they can record an answer on it.",
    "review.submitted": "This batch has been submitted, so nothing in it can be changed any more.",
    "review.not_submitted": "This batch has not been submitted, so there is nothing to take back.",
    "review.begun": "{person} has begun to look at this batch, so it cannot be taken back. Ask "
    "them; what you would change can be told to them.",
    "review.own_batch": "This batch was submitted by yourself. Somebody else looks at it.",
    "review.unknown_action": "This batch has no action called {action}.",
    "review.not_answered": "Say what is right first (keys 1 to 5).",
    "review.no_moderator": "Nobody decided these cases, so there is no handling to fault.",
    "review.reason_missing": "You changed the codes. Say why in a few words.",
    "review.sealed": "This case is sealed, here or by a colleague. Only the person responsible may "
    "look into it; what you had recorded on it stays counted.",
    "review.seal_sent": "This seal has been sent, so only the person responsible may open the case "
    "again.",
    "review.no_question": "That case is not among those handed on here. Sync, then look again.",
    "review.own_question": "You asked this yourself. Open the case and judge it if you can now.",
    "review.question_closed": "This case has been answered already.",
    "review.own_verdict": "This verdict is your own. Somebody else has to confirm it.",
    "review.no_verdict": "That verdict is not here, or does not wait for a language peer any more.",
    "review.not_read": "You have not said that you read {language}. Only somebody who reads it can "
    "answer.",
    "review.words_missing": "Say it in a few words: whoever waits for it reads them.",
    "review.no_content": "The batch of this case is not here. Bring it in first (Ctrl+O).",
    "review.judged_already": "You have a verdict on this case. Hand it back with words instead.",
    "review.still_blind": "You have yet to answer this case yourself. Judge it first.",
    "review.too_late": "Somebody has acted on it meanwhile, so it cannot be taken back.",
    "review.nothing_to_undo": "There is nothing to take back.",
}
