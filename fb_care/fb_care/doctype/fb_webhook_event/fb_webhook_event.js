// A delivery can be processed again from its raw body.
frappe.ui.form.on("FB Webhook Event", {
	refresh(frm) {
		if (frm.is_new() || frm.doc.state === "Working") return;
		frm.add_custom_button(__("Replay"), async () => {
			await frappe.call({
				method: "fb_care.api.events.replay",
				args: { names: [frm.doc.name] },
				freeze: true,
			});
			frappe.show_alert({ message: __("It is being processed again."), indicator: "green" });
			await frm.reload_doc();
		});
	},
});
