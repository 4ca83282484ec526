// What the helpdesk has to choose from, and the dry run.
frappe.ui.form.on("FB Triage Rule", {
	async onload(frm) {
		if (!frappe.user.has_role(["FB Care Manager", "System Manager"])) return;
		const found = (await frappe.call({ method: "fb_care.api.triage.choices", type: "GET" })).message || {};
		frm.get_field("priority").set_data(found.priorities || []);
		frm.get_field("team").set_data(found.teams || []);
	},

	refresh(frm) {
		frm.set_query("assign_to", () => ({ filters: { enabled: 1, user_type: "System User" } }));
		if (frm.doc.enabled && !frm.doc.last_dry_run && !frm.is_new())
			frm.dashboard.set_headline(
				__("This rule is switched on and was never tried: Dry run shows what it would have done."),
				"orange"
			);
		if (!frappe.user.has_role(["FB Care Manager", "System Manager"])) return;
		frm.add_custom_button(__("Dry run"), () =>
			fb_care.triage.dry_run(JSON.parse(JSON.stringify(frm.doc)), (answer) => remember(frm, answer.dry_run))
		);
	},

	// A rule that was never tried may be switched on all the same.
	before_save(frm) {
		if (!frm.doc.enabled || frm.doc.last_dry_run || frm.fb_care_warned) return;
		frm.fb_care_warned = true;
		return new Promise((resolve) =>
			frappe.confirm(
				__("This rule was never tried on what came in lately. Switch it on all the same?"),
				resolve,
				() => {
					frappe.validated = frm.fb_care_warned = false;
					resolve();
				}
			)
		);
	},
});

// A rule as it is stored remembers on the server that it was tried; one that is being written, in its form.
async function remember(frm, tried) {
	if (!tried) return;
	if (!frm.is_new() && !frm.is_dirty()) await frm.reload_doc();
	else await frm.set_value(tried);
}
