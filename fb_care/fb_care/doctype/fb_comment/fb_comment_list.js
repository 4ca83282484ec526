// Comments have no names that people know.
frappe.listview_settings["FB Comment"] = {
	hide_name_column: true,
};
