"""An ad that a triage rule is for."""

from frappe.model.document import Document


class FBTriageAd(Document):
	pass
