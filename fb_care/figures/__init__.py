"""Responsiveness: openings and answers kept as rows, and the figures made of them."""
