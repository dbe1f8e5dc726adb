"""Sentences for faults of publishing, pulling and assigning, and of the files that travel."""

SENTENCES: dict[str, str] = {
    # Files on their way.
    "sync.source_unreadable": "{path} cannot be read ({reason}). Check the file and its rights.",
    "sync.blob_differs": "File {file} is not what its name says: it was damaged on the way, or "
    "changed by somebody. Nothing of it was kept. Have it published again.",
    "sync.blob_short": "File {file} is shorter at that place than the {size} bytes it should have. "
    "It is still being sent, or damaged there; try again later.",
    "sync.stopped": "Stopped. What had come is kept, and the next time goes on from there.",
    # Who may.
    "publish.no_team": "There is no team yet that would know who publishes. Begin one first with "
    "“workstation roster begin”, or join one with an invitation.",
    "publish.unknown_here": "The team does not know {person} at this workstation, so nobody would "
    "act on what is said from here. Have a lead enrol it.",
    "publish.role": "Your role in the team ({role}) does not let you do this. Ask a lead.",
    # Publishing, and what is said of a batch afterwards.
    "publish.bad_lines": "{lines} lines of the batch could not be used, so it was not published. "
    "The first is line {line}, {field}: {reason}. Mend it and publish again.",
    "publish.sealed": "{cases} cases of this batch are sealed, {case} among them, and what they "
    "hold may not leave. Take them out of the batch and publish it again.",
    "publish.other_content": "{person} has published another batch under the id {batch}. Give this "
    "one an id of its own.",
    "publish.unknown_batch": "No batch {batch} has been published that the team's roster confirms. "
    "Sync first, or publish it.",
    "publish.retracted": "“{title}” was taken back. That is for good: publish a new batch with an "
    "id of its own.",
    "publish.unknown_person": "Nobody called {person} is in the team. “workstation roster list” "
    "shows who is.",
    "publish.judges_nothing": "{person} is {role} in the team and judges no cases.",
    "publish.no_stage": "There is no stage {stage}. There are: {stages}.",
    "publish.no_case": "The batch has no case {case}.",
    "publish.say_what": "Say what to publish: a batch's path, a policy pack's folder, or --package "
    "NAME.",
    "publish.no_pack": "{path} holds no policy pack that could be published.",
    # Pulling.
    "intake.residency": "This batch may be kept only in {markets}; this workstation stands in "
    "{here}. It was not brought in. Work on it at a workstation there.",
    "intake.residency_unknown": "This batch may be kept only in {markets}, and nobody has said "
    "where this workstation stands. Say it in the preferences (“workstation settings region MY”).",
    "pull.unknown_batch": "No batch {batch} is there for you: nobody whom the team's roster "
    "confirms has published it. Sync first.",
    "pull.not_yours": "“{title}” is not assigned to you. Ask a lead.",
    "pull.retracted": "“{title}” was taken back by its publisher and cannot be pulled.",
    "pull.listing": "The list of the batch's files cannot be right ({reason}) ({file}). Nothing "
    "was fetched. Tell whoever published it.",
    "pull.other_batch": "What was published as batch {batch} is batch {found}. It was not brought "
    "in. Tell whoever published it.",
    "pull.manifest_differs": "The batch and the list of its files disagree about {file}. It was "
    "not brought in. Tell whoever published it.",
    "pull.no_room": "There is too little room at {path}: {need} bytes are needed, {free} are free. "
    "Make room and pull again; what has come is kept.",
    "pull.pack_odd": "The policy pack {name} that was published cannot be right. It was left out. "
    "Tell whoever published it.",
    # Taken back.
    "review.retracted": "This batch was taken back by its publisher. Its cases cannot be judged "
    "any more.",
    # Sticks.
    "stick.none": "Nothing was ever exported to {path}, so there is nothing to read. Name the "
    "folder of the stick, as “workstation export-stick” wrote it.",
    "stick.no_path": "Name the folder of the stick.",
    "stick.no_source": "The files of a batch come from the place you sync with, and none is set. "
    "Name one with --to.",
    "stick.sealed": "A case of “{title}” is sealed and may not leave, so the batch does not go "
    "onto a stick. Publish the others as a batch of their own.",
    "stick.own_only": "At {address} each device adds only its own streams, so what others put on "
    "the stick was not passed on. Give the stick to a lead, who imports it.",
}
