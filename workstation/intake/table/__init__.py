"""A batch from a table: a CSV is looked at, its columns are named once, its rows become cases."""
