// Pages with their health.
frappe.listview_settings["FB Page"] = {
	hide_name_column: true,
	add_fields: ["health", "enabled"],
	get_indicator(doc) {
		if (!doc.enabled) return [__("Not in use"), "gray", "enabled,=,0"];
		const colours = { OK: "green", Warning: "orange", Broken: "red", Unknown: "gray" };
		return [__(doc.health), colours[doc.health] || "gray", `health,=,${doc.health}`];
	},
};
