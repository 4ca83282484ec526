// Policies: those of the app, and the site's own.
frappe.listview_settings["FB Response Policy"] = {
	hide_name_column: true,
	add_fields: ["standard"],
	get_indicator: (doc) =>
		doc.standard
			? [__("Comes with the app"), "gray", "standard,=,1"]
			: [__("Own"), "blue", "standard,=,0"],
};
