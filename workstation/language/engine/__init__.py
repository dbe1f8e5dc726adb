"""Sentences in, judged translations out, in a process of its own."""
