"""Second looks: drawn, judged blind, held against the first verdict, counted."""
