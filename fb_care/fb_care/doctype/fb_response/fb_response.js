// An opening: the way to its conversation, and to the two messages behind it.
frappe.ui.form.on("FB Response", {
	refresh(frm) {
		const title = frappe.utils.get_link_title("FB Conversation", frm.doc.conversation);
		if (title) frm.page.set_title(frappe.utils.escape_html(fb_care.written(title)));
		frm.set_df_property("wait_ms", "formatter", (value) => (frm.doc.answer ? fb_care.duration(value) : ""));
		[
			[__("Conversation"), "FB Conversation", frm.doc.conversation],
			[__("Opening"), "FB Message", frm.doc.opening],
			[__("Answer"), "FB Message", frm.doc.answer],
		]
			.filter(([, , name]) => name)
			.forEach(([label, doctype, name]) =>
				frm.add_custom_button(label, () => frappe.set_route("Form", doctype, name))
			);
	},
});
