"""The figures of a page at the end of a day. Kept by fb_care.figures.snapshots."""

from frappe.model.document import Document


class FBResponseSnapshot(Document):
	pass
