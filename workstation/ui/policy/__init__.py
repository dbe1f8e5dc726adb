"""The whole policy in a panel: clauses, their words, history and what counts beside them."""
