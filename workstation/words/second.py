"""Sentences for faults of second looks and of splitting a batch."""

SENTENCES: dict[str, str] = {
    "second.role": "A {role} does not draw verdicts for a second look. Ask a lead.",
    "second.share": "{share} is no share: give one from 0 (none) to 1 (all).",
    "second.person": "The team knows nobody called {person}. “workstation roster list” names all.",
    "second.judges_nothing": "{person} is {role} and judges no cases. Name somebody who does.",
    "second.nobody": "There is nobody who could look a second time. Name somebody who judges.",
    "second.no_pair": "These two verdicts are no first and second look at one case.",
    "second.not_yours": "The second look was {person}'s. They or a lead say what becomes of it.",
    "second.judged": "It has been said already what becomes of this verdict.",
    "second.no_note": "Say in a few words what the guideline leaves open: both answers could be "
    "defended, so that is where its gap is.",
    "split.nobody": "There is nobody to split the batch over. Name somebody who judges, or add "
    "them to the team first.",
    "split.overlap": "An overlap is a share from 0 to 1 of the cases, and {readers} readers of a "
    "case need as many people: there are {persons}.",
    "split.room": "{person} cannot have room for {room} cases. Give a number from 0 up.",
    "split.not_here": "The cases of batch {batch} are not here, so nobody can tell who may get "
    "which. Bring it in first.",
    "split.words": "“{words}” is not of the form PERSON={form}.",
}
