"""A place in the host's package tree; see the module inside."""
