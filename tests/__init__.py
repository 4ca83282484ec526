"""Tests of the app, the rules and the browser."""
