"""The classes of the host's own DocTypes, as far as the app relies on what they do."""
