"""Finding cases by any piece of their words, in every script.

SQLite's tokenizers find no piece of a Chinese or Thai sentence, so the words are cut into
overlapping pairs of characters here, and full-text search sees each pair as a token. A pair that
is not plain ASCII is spelled in hex behind a thorn (a letter to the tokenizer that never begins
another token), because the tokenizer would cut at marks and signs. The last character of a word
also stands alone: it ends the word, so that a phrase of pairs matches inside one word only, and
makes one-character searches possible. The result is exact for every word, so that no text needs
to be read again to make sure.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator

from workstation.store import alike, seals
from workstation.store.driver import Database
from workstation.store.people import get_meta, set_meta

MOST_WORDS = 20
_THORN = "\u00fe"
_WORDS = re.compile(r'(?<!\S)"(?P<phrase>[^"]+)"(?!\S)|(?P<word>\S+)')
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]+"
)


def fold(text: str) -> str:
    """The form in which texts are compared: NFKC, no case, no invisible format characters."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    if folded.isascii():
        return folded
    return "".join(c for c in folded if unicodedata.category(c) != "Cf")


def grams(text: str) -> str:
    """A text as the tokens that stand in the index."""
    tokens: list[str] = []
    for word in fold(text).split():
        tokens += _pairs(word)
    return " ".join(tokens)


def index_cases(db: Database, limit: int = 500) -> int:
    """Take the next cases of ready batches into the index; returns how many, 0 when all are in.

    Call it on the writer, again and again, so that verdicts get in between.
    """
    done = 0
    for batch, cases in db.conn.execute("SELECT id, cases FROM batch WHERE ready").fetchall():
        reached = int(get_meta(db, f"indexed.{batch}") or 0)
        if reached >= cases or done >= limit:
            continue
        last = min(reached + limit - done, cases)
        _index(db, batch, reached, last)
        set_meta(db, f"indexed.{batch}", str(last))
        done += last - reached
    return done


def find_cases(db: Database, batch: str | None, words: str, limit: int = 10_000) -> list[str]:
    """Ids of the indexed cases that hold every one of the words, in the order of work.

    Any text is harmless as `words`; without a single word nothing is found. Words in quotes must
    stand one after the other.
    """
    query = match_query(words)
    if not query:
        return []
    where = "WHERE batch.ready AND r.seq IN (SELECT rowid FROM case_words WHERE case_words MATCH ?)"
    values: list[object] = [query]
    if batch is not None:
        where += " AND item.batch = ?"
        values.append(batch)
    rows = db.conn.execute(
        "SELECT r.[case] FROM case_words_row r JOIN item ON item.[case] = r.[case] "
        f"JOIN batch ON batch.id = item.batch {where} "
        "ORDER BY batch.created_at, batch.id, item.position LIMIT ?",
        [*values, limit],
    )
    sealed = seals.cases(db)  # a hit would tell what such a case says
    return list(dict.fromkeys(row[0] for row in rows if row[0] not in sealed))


def match_query(words: str) -> str:
    """Any text as a query for the index of cases; '' where there is no word in it."""
    asked = [
        _phrase(found["phrase"] or found["word"])
        for found in _WORDS.finditer(fold(words))
        if (found["phrase"] or found["word"]).strip()
    ]
    return " AND ".join(asked[:MOST_WORDS])


def clause_tokens(text: str) -> str:
    """A text as it stands in the index of clauses: words, and pairs where no spaces part words."""
    tokens: list[str] = []
    for run in _runs(fold(text)):
        tokens += _pairs(run) if _UNSPACED.fullmatch(run) else [run]
    return " ".join(tokens)


def clause_query(words: str) -> str:
    """Any text as a query for clauses: one word is enough, more are better; '' finds nothing."""
    asked: dict[str, None] = {}
    for run in _runs(fold(words)):
        if _UNSPACED.fullmatch(run) and len(run) > 1:
            asked |= dict.fromkeys(f'"{pair}"' for pair in [*_pairs(run)][:-1])
        else:
            start = next(_pairs(run)) if _UNSPACED.fullmatch(run) else run
            asked[f'"{start}"*'] = None
    return " OR ".join([*asked][:MOST_WORDS])


def _index(db: Database, batch: str, after: int, last: int) -> None:
    rows = db.conn.execute(
        "SELECT item.[case], c.source_id, c.facts FROM item JOIN [case] c ON c.id = item.[case] "
        "WHERE item.batch = ? AND item.position > ? AND item.position <= ? "
        "AND NOT EXISTS (SELECT 1 FROM case_words_row r WHERE r.[case] = item.[case])",
        [batch, after, last],
    ).fetchall()
    for case, source_id, facts in rows:
        parts = db.conn.execute(
            "SELECT text FROM part WHERE [case] = ? ORDER BY position", [case]
        ).fetchall()
        told = _fact_words(db, facts)
        words = "\n".join([source_id, *told, *(text for (text,) in parts)])
        row = db.conn.execute("INSERT INTO case_words_row ([case]) VALUES (?)", [case]).lastrowid
        db.conn.execute("INSERT INTO case_words (rowid, grams) VALUES (?, ?)", [row, grams(words)])
        alike.take_in(db, row, fold("\n".join(text for (text,) in parts)))


def _fact_words(db: Database, facts: str) -> list[str]:
    return [str(row[0]) for row in db.conn.execute("SELECT value FROM json_each(?)", [facts])]


def _pairs(word: str) -> Iterator[str]:
    last = word[-1]
    for one, two in itertools.pairwise(word):
        yield _token(one, two)
    yield last if _plain(last) else _spelled(last)


def _token(one: str, two: str) -> str:
    if _plain(one) and _plain(two):
        return one + two
    return f"{_spelled(one)}{ord(two):x}"


def _spelled(char: str) -> str:
    return f"{_THORN}{ord(char):x}{_THORN}"


def _plain(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _phrase(words: str) -> str:
    *before, word = words.split()
    if before:
        # Whole words up to the last, of which the beginning is enough.
        tokens = [token for one in before for token in _pairs(one)]
        last = [*_pairs(word)]
        return f'"{" ".join([*tokens, *(last[:-1] or last)])}"{"" if last[:-1] else "*"}'
    if len(word) == 1:
        # Every character begins a token: its pair, or itself alone at the end of a word.
        spelled = f'"{_spelled(word)}"*'
        return f'("{word}"* OR {spelled})' if _plain(word) else spelled
    pairs = " ".join(_token(one, two) for one, two in itertools.pairwise(word))
    return f'"{pairs}"'


def _runs(text: str) -> Iterable[str]:
    # Marks belong to the word: cut at them, a Tamil or Hindi word would fall into letters.
    kept = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in text)
    return _UNSPACED.sub(lambda found: f" {found[0]} ", kept).split()
