"""The steps of the verdict bar, one module a part of the way: what each offers, what keys do."""
