"""Facebook's protocol, without Frappe: what comes in, what may go out, and how to ask the Graph API."""
