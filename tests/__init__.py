"""Makes `tests` this checkout's: a folder of this name among a bench's packages would win otherwise."""
