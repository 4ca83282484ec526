"""From a delivery of Facebook's to documents: `store` keeps it, `process` works it off by its handlers."""
