"""How far people agree: coefficients for panels and pairs, their intervals, each against all."""
