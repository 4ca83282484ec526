"""A fake Facebook: the Graph API calls this app uses, a media host, and signed webhook deliveries.

`Facebook` is the whole of it for tests and for `make demo`; `day` holds a recorded day of two pages. It is
built from Meta's documentation and from captured bodies, not from this app's code: it must never import
`fb_care`, or the two would agree on the same mistakes.
"""

from tests.fakebook.errors import GraphError
from tests.fakebook.facebook import Facebook
from tests.fakebook.faults import Fault

__all__ = ["Facebook", "Fault", "GraphError"]
