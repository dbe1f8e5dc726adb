"""The encrypted SQLite store: rows and SQL stay in here, domain values come out."""
