"""The distributions that the figures need, to about twelve digits, without scipy."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist

_NORMAL = NormalDist()
_TINY = 1e-300
_STEPS = 2_000


@lru_cache(maxsize=64)
def z_of(level: float) -> float:
    """The normal quantile of a two-sided level: 1.96 for 0.95."""
    return _NORMAL.inv_cdf(0.5 + level / 2)


def normal_cdf(value: float) -> float:
    """The chance that a standard normal value is not above this one."""
    return 0.5 * math.erfc(-value / math.sqrt(2))


def beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (DLMF 8.17.22)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - beta_cdf(1 - x, b, a)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    return front / a * _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction itself, upside down, by Lentz's way of going from the front."""
    c = 1.0
    d = 1.0 / _off_zero(1.0 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _STEPS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 / _off_zero(1.0 + term * d)
            c = _off_zero(1.0 + term / c)
            value *= c * d
        if abs(c * d - 1.0) < 1e-15:
            break
    return value


def _off_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def beta_quantile(chance: float, a: float, b: float) -> float:
    """The value that a beta variable stays below with this chance."""
    return _inverse(lambda x: beta_cdf(x, a, b), chance, 0.0, 1.0)


@lru_cache(maxsize=4096)
def t_of(level: float, freedom: float) -> float:
    """Student's quantile of a two-sided level; the normal one where freedom is endless."""
    if freedom <= 0:
        return math.inf
    if freedom > 1e7:
        return z_of(level)
    x = beta_quantile(1 - level, freedom / 2, 0.5)
    return math.sqrt(freedom * (1 - x) / x)


def binomial_pmf(k: int, n: int, p: float) -> float:
    """The chance of exactly k hits."""
    if not 0 <= k <= n:
        return 0.0
    if p <= 0 or p >= 1:
        return float(k == (0 if p <= 0 else n))
    return math.exp(_log_choose(n, k) + k * math.log(p) + (n - k) * math.log1p(-p))


@lru_cache(maxsize=65_536)
def binomial_cdf(k: int, n: int, p: float) -> float:
    """The chance of at most k hits: a tail of the beta distribution."""
    if k < 0:
        return 0.0
    return 1.0 if k >= n else beta_cdf(1 - p, n - k, k + 1)


def hypergeometric_pmf(k: int, pool: int, hits: int, drawn: int) -> float:
    """The chance of exactly k hits among those drawn without putting back."""
    if not max(0, drawn - (pool - hits)) <= k <= min(drawn, hits):
        return 0.0
    if pool <= 5_000:  # exact: a quotient of whole numbers
        return math.comb(hits, k) * math.comb(pool - hits, drawn - k) / math.comb(pool, drawn)
    return math.exp(
        _log_choose(hits, k) + _log_choose(pool - hits, drawn - k) - _log_choose(pool, drawn)
    )


def hypergeometric_cdf(k: int, pool: int, hits: int, drawn: int) -> float:
    """The chance of at most k hits."""
    low = max(0, drawn - (pool - hits))
    if k >= min(drawn, hits):
        return 1.0
    return min(1.0, math.fsum(hypergeometric_pmf(i, pool, hits, drawn) for i in range(low, k + 1)))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _inverse(rising: Callable[[float], float], wanted: float, low: float, high: float) -> float:
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if rising(middle) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2
