"""What the page's team writes: the outbox, what may be sent and when, and what became of it."""
