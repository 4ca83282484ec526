"""Facebook pages in the host's helpdesk: messages and comments become tickets."""

__version__ = "0.1.0"
