"""A stand-in for the Frappe host, for a laptop and for tests. Never imported by the app, never on a site."""
