"""The sandbox's HTTP side: what Frappe answers under /api, files, and a plain desk to look at documents."""
