"""Sentences for the team: who is who, devices that join, what a role may do."""

SENTENCES: dict[str, str] = {
    "roster.other_root": "This workstation belongs to another team already. Join from a profile "
    "of its own: workstation --profile NAME.",
    "roster.other_person": "This workstation has worked as {held}, and what was signed stays in "
    "that name. Join as {person} from a profile of its own: workstation --profile NAME.",
    "roster.one_person": "This workstation is {held}'s in their team. Work as {person} in a "
    "profile of its own: workstation --profile NAME.",
    "roster.unnamed": "Say first who works here: a team is begun by somebody with a name "
    "(--person ID).",
    "roster.begun": "This workstation belongs to a team already.",
    "roster.no_name": "Give the team a name.",
    "roster.no_team": "This workstation belongs to no team. Begin one with “workstation roster "
    "begin NAME”, or join one with an invitation.",
    "roster.lead_only": "Only a lead says who is who, at a workstation that is enrolled for them. "
    "Ask a lead of your team; if you are one, sync first.",
    "roster.no_person": "A person needs a name of at most 200 characters, without spaces at its "
    "ends.",
    "roster.no_vendor": "Somebody who looks after a vendor's quality needs that vendor named.",
    "roster.no_lead": "{person} is no lead of this team. Make them a lead first, or name another.",
    "roster.language": "“{tag}” is no language tag. Write en, ms, th or zh-Hans.",
    "roster.date": "“{date}” is no date. Write it as 2026-03-02.",
    "roster.unknown": "{person} is not in the team. Add them first, with a role; or sync, if "
    "another lead has.",
    "roster.yourself": "Nobody shuts themselves out, nor the workstation they sit at. Ask another "
    "lead.",
    "roster.no_place": "Say where the team syncs: a folder or an address.",
    "roster.no_device": "No device {device} is enrolled here. “workstation roster list” shows "
    "them.",
    "roster.why": "“{why}” is no reason to revoke a device. It may be: {may}.",
    "roster.not_asking": "No device {device} asks to come in. Sync first; it must have synced "
    "after it joined.",
    "roster.enrolled": "Device {device} is enrolled already, or was and is revoked: a revoked "
    "device comes back as a new one.",
    "roster.hours": "An invitation holds for 1 to {most} hours, not for {hours}.",
    "roster.invitation_odd": "That is no invitation, or not all of it. Copy the whole line, from "
    "“workstation-invitation:” to its end.",
    "roster.invitation_unread": "{path} is neither an invitation nor a file that holds one. Paste "
    "the line, or name the file.",
    "dispute.role": "Only a vendor's quality person disputes, once the team's roster knows them as "
    "one. Sync first, or ask a lead.",
    "dispute.no_verdict": "“{verdict}” is no id of a verdict. Copy it from the export.",
    "dispute.kind": "“{kind}” cannot be disputed. It may be: {may}.",
    "dispute.no_why": "Say in a few words why.",
    "dispute.open_already": "You dispute {verdict} already. Withdraw that first to say it "
    "otherwise.",
    "dispute.unknown": "There is no dispute {dispute} of yours here.",
    "dispute.withdrawn": "That dispute is withdrawn already.",
    "profile.name": "“{name}” is no name for a profile. Use small letters, digits, - and _, at "
    "most 40.",
    "profile.unknown": "There is no profile {name} here. “workstation profiles list” shows them; "
    "“workstation profiles add {name}” makes one.",
    "profile.there": "There is a profile {name} already.",
    "profile.open": "Profile {name} is open. Close its window first.",
    "profile.kept": "{path} could not be deleted whole ({reason}). Delete the folder yourself.",
    "profile.not_sure": "This deletes {path}: every batch, verdict, note and draft of profile "
    "{name}, and the key that opens them. What it has not sent to the team is lost for good: sync "
    "first. Say --yes to delete it.",
    "roster.invitation_newer": "The invitation was made by a newer version of this program "
    "({version}). Update the program.",
}
