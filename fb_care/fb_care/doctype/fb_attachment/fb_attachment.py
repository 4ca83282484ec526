"""A picture, video, file, sticker or shared thing of a message or comment."""

from frappe.model.document import Document


class FBAttachment(Document):
	pass
