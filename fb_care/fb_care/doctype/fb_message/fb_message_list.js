// Messages have no names that people know.
frappe.listview_settings["FB Message"] = {
	hide_name_column: true,
};
