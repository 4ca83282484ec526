"""Tickets in the host's helpdesk: one interface (`base`), two hosts, one way in (`sync`)."""
