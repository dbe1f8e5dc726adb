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
}
