"""Queries behind what agents look at."""
