// The address to give to Meta, ready to copy.
frappe.ui.form.on("FB Care Settings", {
	refresh(frm) {
		const address = `${window.location.origin}/api/method/fb_care.api.webhook.receive`;
		frm.add_custom_button(__("Copy webhook address"), () => frappe.utils.copy_to_clipboard(address));
	},
});
