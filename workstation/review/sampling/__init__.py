"""Samples: planned from a pool, drawn so that anybody can repeat it, made into a batch."""
