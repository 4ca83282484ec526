// All comments: the newest first, unread ones marked, and what can be done with several at once.
frappe.listview_settings["FB Comment"] = {
	add_fields: ["unread", "state", "direction", "is_question", "is_complaint", "send_state", "private_reply"],
	hide_name_column: true,
	filters: [["direction", "=", "Incoming"]],
	get_indicator(doc) {
		if (doc.send_state && doc.send_state !== "Sent")
			return [__(doc.send_state), "orange", `send_state,=,${doc.send_state}`];
		if (doc.state !== "Visible") return [__(doc.state), "gray", `state,=,${doc.state}`];
		if (doc.unread) return [__("Unread"), "blue", "unread,=,1"];
		if (doc.private_reply) return [__("Answered privately"), "green", "private_reply,is,set"];
		return [__("Visible"), "green", "state,=,Visible"];
	},
	formatters: {
		// The list makes HTML of this one.
		text(value, df, doc) {
			const said = frappe.utils.escape_html(fb_care.written(value));
			const marks = [doc.is_complaint && __("Complaint"), doc.is_question && __("Question")].filter(Boolean);
			return `<span class="ellipsis" title="${said}">${
				marks.length ? `<span class="text-muted">${marks.join(", ")} · </span>` : ""
			}${said}</span>`;
		},
	},
	button: {
		show: (doc) => doc.direction === "Incoming" && doc.state !== "Removed",
		get_label: () => __("Reply"),
		get_description: (doc) => __("Reply to {0} in public", [fb_care.written(doc.author_name)]),
		action: (doc) => fb_care.comment_actions.reply({ comment: doc.name, on_done: () => cur_list.refresh() }),
	},
	onload(list) {
		fb_care.show_more(list);
		fb_care.comment_actions.list_menu(list);
	},
};
