"""Sentences for faults of `workstation.sync` and of exports."""

SENTENCES: dict[str, str] = {
    "sync.own_answer": "Segment {seq} of {stream} confirms or answers something of its own author, "
    "which only somebody else may do. It was not taken in, and the stream waits there.",
    # The place as a whole.
    "sync.no_place": "No place to sync with has been chosen. Name a folder or a hub with --to.",
    "sync.given_up": "Sync was stopped. What was sent is sent; the next one goes on from there.",
    "sync.no_folder": "There is no folder {path}, nor one to make it in. Check the path, or plug "
    "in the stick.",
    "sync.not_a_folder": "{path} is not a folder. Choose a folder to sync with.",
    "sync.place_gone": "The folder {path} that was synced with before is not there any more. "
    "Plug the stick in, or connect the drive, and sync again; nothing was lost. To begin anew, "
    "choose a folder of another name.",
    "sync.marker_damaged": "{file} in {path} cannot be read, so the folder cannot be told from "
    "another. Delete that file and sync again; nothing else is needed.",
    "sync.place_newer": "The folder {path} was made by a newer version of this program "
    "({version}). Update the program.",
    "sync.read_only": "{path} cannot be written to. Give yourself the right to write there, or "
    "take the write protection off the stick, and sync again; nothing was lost.",
    "sync.full": "The disk of {path} is full. Free some room there and sync again; it goes on "
    "where it stopped.",
    "sync.busy": "Another program is writing the same file in the sync folder. Sync again when it "
    "is done.",
    "sync.disk": "{path} does not answer as a disk should ({reason}). Check the stick or the "
    "drive, and sync again; nothing was lost.",
    # Our own streams.
    "sync.fork": "Stream {stream} exists twice: a copy of this workstation, or this one before it "
    "was restored from a backup, has written segment {seq} as well. Nothing was overwritten and "
    "nothing more is sent. Stop using one of the two; on the other begin new streams, and nothing "
    "is lost.",
    "sync.damaged_there": "{file} of stream {stream} is damaged in the sync folder. Delete that "
    "file there and sync again; it is sent anew.",
    "sync.other_device": "Stream {stream} belongs to another device. Restore this store's own "
    "backup.",
    "sync.event_too_long": "Event {event} is {size} bytes long; at most {limit} can be sent. It "
    "stays here, and so does what came after it.",
    "sync.text_odd": "The words {text} hold characters that cannot travel, or are not the words "
    "that were signed. They were left out; everything else went on.",
    "sync.text_too_long": "The words {text} are longer than {limit} bytes and stay here. "
    "Everything else went on.",
    "sync.no_readers": "What {person} wrote in private waits here: the roster names no lead of "
    "theirs with a device to seal it to. Ask a lead to complete the roster.",
    "sync.no_session": "Votes of session {session} wait here: who opens it has not arrived. Sync "
    "again; if that does not help, ask the session's facilitator.",
    "sync.few_facilitators": "A session is sealed to {wanted} facilitators at least. Name more, "
    "with devices that are enrolled.",
    "sync.own_revoked": "This device was revoked: nothing is sent from here any more. Ask your "
    "lead; with a new invitation you begin anew, and what was not sent is sent then.",
    "sync.renew_no_fork": "Nothing has met a copy of this workstation: its streams go on as they "
    "are.",
    "sync.renew_again": "Something was done here meanwhile. Begin the new streams once more.",
    "sync.revoked": "Segment {seq} of {stream} came after its device was revoked. It was not taken "
    "in. If it should count, ask a lead.",
    "sync.unconfirmed": "{stream} is written in the name of {person}, at a device that no lead has "
    "let in for them. It was not taken in. Ask {person} whether it is theirs; a lead enrols it "
    "then.",
    "sync.outbox_gap": "Stream {stream} lacks event {number} in its queue. Run “workstation "
    "verify”; nothing of that stream is sent meanwhile.",
    # What others wrote.
    "sync.stray": "{file} in the sync folder is not one of its files, or there twice. It was left "
    "alone.",
    "sync.not_there": "{file} is not in the sync folder.",
    "sync.not_a_file": "{file} in the sync folder is not a plain file. It was left alone.",
    "sync.unreadable": "{file} in the sync folder cannot be read. Check its rights, or the disk.",
    "sync.too_long": "{file} is longer than {limit} bytes. It was left alone.",
    "sync.audience": "Stream {stream} is for “{audience}”, which this version does not read.",
    "sync.gap": "Stream {stream} lacks segment {seq}; {next} and later ones wait for it. Sync the "
    "device that wrote it again.",
    "sync.held": "Stream {stream} stops before segment {seq}, which is damaged. Delete the file in "
    "the sync folder and sync the device that wrote it again.",
    "sync.fork_seen": "Two devices write stream {stream}: segment {seq} exists twice. Nothing "
    "after it is taken in. Ask the person whether the workstation was copied or restored.",
    "sync.chain": "Segment {seq} of stream {stream} does not follow the one before it. Nothing "
    "after it is taken in.",
    "sync.segment_foreign": "A file of {size} bytes in a stream's folder is no segment. It was "
    "left alone.",
    "sync.segment_newer": "A segment was written by a newer version of this program ({version}). "
    "Update the program to read it.",
    "sync.segment_too_long": "A segment says that it is {size} bytes long; at most {limit} are "
    "read.",
    "sync.segment_length": "A segment is {found} bytes long instead of {wanted}: cut short, or "
    "still being copied. Sync again.",
    "sync.segment_key": "Segment {seq} is signed with another key than the one that introduced "
    "its stream. It was refused.",
    "sync.segment_signature": "The signature of segment {seq} does not hold. It was refused.",
    "sync.segment_odd": "Segment {seq} is not well made ({reason}). It was refused.",
    "sync.segment_unintroduced": "Segment {seq} opens a stream that nobody introduced. It was "
    "refused.",
    "sync.segment_elsewhere": "A segment lies in the folder of {stream} but belongs to another "
    "stream. It was refused.",
    "sync.events_odd": "Segment {seq} of stream {stream} holds events that this version cannot "
    "show ({kind}). They wait; update the program.",
    "sync.events_known": "Segment {seq} of stream {stream} repeats events of another stream. It "
    "was refused.",
    # Exports.
    "export.no_format": "{path} does not say which format to write. End it in .csv or .jsonl, or "
    "name the format.",
    "export.mixed": "Ratings of several kinds of batch ({kinds}) do not belong in one file: "
    "figures of one kind never enter another's. Name one with --kind, or one batch with --batch.",
    "export.exists": "{path} is there already. Choose another name, or say that it may be "
    "overwritten.",
    "export.no_folder": "There is no folder {path} to write into.",
    "export.read_only": "{path} cannot be written to. Choose another folder.",
    "export.full": "The disk of {path} is full. Nothing was written.",
    "export.disk": "{path} could not be written ({reason}).",
}
