// Shows what was said, and the buttons to put it into another state.
frappe.ui.form.on("FB Comment Thread", {
	refresh(frm) {
		fb_care.timeline.buttons(frm);
		fb_care.people.thread(frm);
		fb_care.timeline.show(frm, "comment_thread");
		fb_care.answer.on_form(frm);
	},
});
