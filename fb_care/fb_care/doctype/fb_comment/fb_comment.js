// What can be done with one comment, as buttons of its form.
frappe.ui.form.on("FB Comment", {
	async refresh(frm) {
		if (frm.is_new()) return;
		const facts = {
			there: frm.doc.state !== "Removed" && Boolean(frm.doc.comment_id),
			direction: frm.doc.direction,
			liked: frm.doc.liked,
			state: frm.doc.state,
			unread: frm.doc.unread,
			private: { may: frm.doc.direction === "Incoming", state: "" },
		};
		fb_care.comment_actions.possible(facts).forEach(([action, label]) =>
			frm.add_custom_button(
				label,
				() =>
					fb_care.comment_actions[action]({
						comment: frm.doc.name,
						thread: frm.doc.thread,
						on_done: () => frm.reload_doc(),
					}),
				__("On Facebook")
			)
		);
		if (frm.doc.action)
			frm.add_custom_button(__("Ask Facebook"), () =>
				fb_care.comment_actions.look_again({ comment: frm.doc.name, on_done: () => frm.reload_doc() })
			);
	},
});
