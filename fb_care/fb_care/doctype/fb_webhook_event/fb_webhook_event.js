// A delivery can be processed again from its raw body; the form follows until that is done.
frappe.ui.form.on("FB Webhook Event", {
	refresh(frm) {
		frm.set_df_property("lag_ms", "formatter", fb_care.duration);
		follow(frm);
		if (frm.is_new() || frm.doc.state === "Working") return;
		frm.add_custom_button(__("Replay"), async () => {
			await frappe.call({
				method: "fb_care.api.events.replay",
				args: { names: [frm.doc.name] },
				freeze: true,
			});
			frappe.show_alert({ message: __("It is in the queue and will be processed again."), indicator: "green" });
			await frm.reload_doc();
		});
	},
});

const FOLLOW_MS = 3000;

function follow(frm) {
	clearTimeout(frm.fb_care_follow);
	if (!["Received", "Working"].includes(frm.doc.state)) return;
	const name = frm.doc.name;
	frm.fb_care_follow = setTimeout(() => {
		const shown = frappe.get_route();
		if (shown[0] === "Form" && shown[2] === name && frm.doc.name === name) frm.reload_doc();
	}, FOLLOW_MS);
}
