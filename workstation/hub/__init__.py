"""The live hub: Kinto on PostgreSQL behind a gate of ours that lets through what a role may do."""
