// The address to give to Meta, ready to copy.
frappe.ui.form.on("FB Care Settings", {
	refresh(frm) {
		const apps = (frappe.boot && frappe.boot.versions) || {};
		frm.toggle_display("issue_type", "erpnext" in apps);
		frm.toggle_display("hd_ticket_type", "helpdesk" in apps);
		const address = `${window.location.origin}/api/method/fb_care.api.webhook.receive`;
		frm.add_custom_button(__("Copy webhook address"), () => frappe.utils.copy_to_clipboard(address));
	},
});
