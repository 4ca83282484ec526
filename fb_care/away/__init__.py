"""Being away: the page's schedule, its periods, and the automatic replies."""
