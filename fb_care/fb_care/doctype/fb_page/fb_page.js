// Time zones to choose from, and the buttons that ask Facebook about this page.
frappe.ui.form.on("FB Page", {
	async onload(frm) {
		const answer = await frappe.call({ method: "frappe.core.doctype.user.user.get_timezones" });
		frm.get_field("time_zone").set_data((answer.message && answer.message.timezones) || []);
	},

	refresh(frm) {
		frm.set_df_property("lag_ms", "formatter", fb_care.duration);
		if (frm.is_new() || !frm.perm[0] || !frm.perm[0].write) return;
		if (["Broken", "Warning"].includes(frm.doc.health) && frm.doc.health_reason)
			frm.dashboard.set_headline(
				frappe.utils.escape_html(frm.doc.health_reason),
				frm.doc.health === "Broken" ? "red" : "orange"
			);
		frm.add_custom_button(__("Check now"), () => ask(frm, "check_now"));
		if ((frm.doc.notices || []).some((row) => !row.solved))
			frm.add_custom_button(__("Mark notices as solved"), () =>
				frappe.confirm(
					__("Mark all open notices as solved? What is still wrong comes back with the next check."),
					() => ask(frm, "solve_notices")
				)
			);
		frm.add_custom_button(__("Subscribe"), () => ask(frm, "subscribe"), __("Webhook"));
		frm.add_custom_button(
			__("Unsubscribe"),
			() =>
				frappe.confirm(__("Nothing more will come in from this page. Go on?"), () =>
					ask(frm, "unsubscribe")
				),
			__("Webhook")
		);
	},

	// A new token is checked at once, so that a wrong one is seen where it was pasted.
	before_save(frm) {
		frm.fb_care_new_token = /[^*]/.test(frm.doc.access_token || "");
	},

	after_save(frm) {
		if (frm.fb_care_new_token) ask(frm, "check_now");
		frm.fb_care_new_token = false;
	},
});

async function ask(frm, method) {
	await frappe.call({
		method: `fb_care.api.pages.${method}`,
		args: { page: frm.doc.name },
		freeze: true,
		freeze_message: __("Asking Facebook …"),
	});
	await frm.reload_doc();
}
