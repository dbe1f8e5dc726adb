"""Somebody asks for an inspection: the request, its batch, and the note of what was found."""
