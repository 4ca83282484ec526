// Rules in the order in which they are asked.
frappe.listview_settings["FB Triage Rule"] = {
	add_fields: ["enabled", "rule_order"],
	hide_name_column: true,
	get_indicator: (doc) =>
		doc.enabled ? [__("On"), "green", "enabled,=,1"] : [__("Off"), "gray", "enabled,=,0"],
	onload(list) {
		if (frappe.user.has_role(["FB Care Manager", "System Manager"]))
			list.page.add_inner_button(__("Dry run of all rules"), () => fb_care.triage.dry_run());
	},
};
