// What agents do with a comment: reply, like, hide, delete, answer privately. Used by the timeline of comment
// threads, the list of comments, and the forms of tickets. Nothing here builds HTML from what people wrote.
frappe.provide("fb_care.comment_actions");

(function () {
	const API = "fb_care.api.comments";

	async function call(method, args, freeze = true) {
		return (await frappe.call({ method: `${API}.${method}`, args, freeze })).message;
	}

	function done(on_done, answer) {
		if (on_done) on_done(answer);
	}

	// A dialog with one text, its length, and the button to send it; `extra`: further fields.
	function ask({ title, note, limit, send_label, extra = [], send, saved }) {
		const dialog = new frappe.ui.Dialog({
			title,
			fields: [
				{ fieldname: "about", fieldtype: "HTML" },
				{ fieldname: "text", fieldtype: "Small Text", label: __("Text"), reqd: 1 },
				...extra,
				{ fieldname: "length", fieldtype: "HTML" },
			],
			primary_action_label: send_label,
			async primary_action(values) {
				dialog.disable_primary_action();
				try {
					if ((await send(values, dialog)) !== false) dialog.hide();
				} finally {
					dialog.enable_primary_action();
				}
			},
		});
		dialog.get_field("about").$wrapper.addClass("text-muted small").text(note || "");
		dialog.count = () => {
			const length = [...(dialog.get_value("text") || "").trim()].length + (dialog.added ? dialog.added() : 0);
			const words = limit ? __("{0} of {1} characters", [length, limit]) : "";
			dialog.get_field("length").$wrapper.addClass("small").toggleClass("text-danger", length > limit).text(words);
		};
		dialog.get_field("text").$input.on("input", dialog.count);
		if (saved && fb_care.saved_replies && fb_care.saved_replies.pick) {
			dialog.set_secondary_action_label(__("Saved reply"));
			dialog.set_secondary_action(() =>
				fb_care.saved_replies.pick({
					...saved,
					on_pick(picked) {
						dialog.saved_reply = picked.saved_reply;
						dialog.set_value("text", picked.text).then(dialog.count);
					},
				})
			);
		}
		dialog.show();
		dialog.count();
		return dialog;
	}

	// Answer under the comment, where everybody reads it.
	fb_care.comment_actions.reply = function ({ comment, thread, on_done }) {
		return ask({
			title: __("Reply in public"),
			note: __("Everybody who sees the post can read this."),
			send_label: __("Reply"),
			saved: thread && { doctype: "FB Comment Thread", name: thread },
			async send({ text }, dialog) {
				const args = { comment, text, saved_reply: dialog.saved_reply || "", confirm: dialog.warned ? 1 : 0 };
				dialog.warned = true; // a warning that a colleague answered is shown once
				done(on_done, await call("reply", args));
			},
		});
	};

	// The one private reply: shows until when it is possible, or what became of it.
	fb_care.comment_actions.private_reply = async function ({ comment, thread, text, on_done }) {
		const state = await call("private_reply_state", { comment });
		if (!state.may) return fb_care.comment_actions.private_state({ comment, state, on_done });
		const until = frappe.datetime.str_to_user(state.until.slice(0, 19));
		const extra = [];
		if (state.link)
			extra.push({ fieldname: "link", fieldtype: "Check", label: __("With the link to the comment"), default: 1 });
		if (state.note)
			extra.push({ fieldname: "note", fieldtype: "Check", label: __("Post the note under the comment"), default: 1 });
		const dialog = ask({
			title: __("Answer privately"),
			note: __("One message only, until {0}. The conversation goes on when the person writes.", [until]),
			limit: state.limit,
			send_label: __("Send"),
			extra,
			saved: thread && { doctype: "FB Comment Thread", name: thread },
			async send(values, dialog) {
				const args = { comment, text: values.text, saved_reply: dialog.saved_reply || "" };
				args.link = values.link ? 1 : 0;
				args.note = values.note ? 1 : 0;
				const answer = await call("private_reply", args);
				frappe.show_alert({ message: __("The private reply is on its way."), indicator: "green" });
				done(on_done, answer);
			},
		});
		dialog.added = () => (dialog.get_value("link") && state.link ? state.link.length + 2 : 0);
		const box = dialog.get_field("link");
		if (box) box.$input.on("change", dialog.count);
		if (text) dialog.set_value("text", text).then(dialog.count);
		dialog.count();
		return dialog;
	};

	// Why there can be no private reply; where nobody knows, Facebook can be asked.
	fb_care.comment_actions.private_state = function ({ comment, state, on_done }) {
		const unknown = state.state === "Unknown";
		frappe.msgprint({
			title: __("Private reply"),
			message: state.reason || __(state.state),
			indicator: state.state === "Sent" ? "green" : "orange",
			primary_action: unknown
				? {
						label: __("Ask Facebook"),
						async action() {
							frappe.hide_msgprint();
							const found = await call("private_reply_look", { comment });
							frappe.show_alert({ message: __(found.state || "Unknown") });
							done(on_done, found);
						},
				  }
				: undefined,
		});
	};

	function at_once(method, success) {
		return async function ({ comment, on_done }) {
			const answer = await call(method, { comment });
			frappe.show_alert({ message: success, indicator: "green" });
			done(on_done, answer);
		};
	}

	fb_care.comment_actions.like = at_once("like", __("Liked"));
	fb_care.comment_actions.unlike = at_once("unlike", __("The like was taken back"));
	fb_care.comment_actions.hide = at_once("hide", __("Hidden on Facebook"));
	fb_care.comment_actions.unhide = at_once("unhide", __("Shown on Facebook again"));
	fb_care.comment_actions.mark_read = at_once("mark_read", __("Marked as read"));
	fb_care.comment_actions.mark_unread = at_once("mark_unread", __("Marked as unread"));
	fb_care.comment_actions.look_again = at_once("look_again", __("Facebook was asked"));

	fb_care.comment_actions.remove = function ({ comment, on_done }) {
		frappe.confirm(__("Delete this comment on Facebook for good, with the replies under it?"), async () =>
			done(on_done, await call("delete", { comment }))
		);
	};

	// The buttons that make sense for a comment; `facts` as fb_care.api.timeline gives them.
	fb_care.comment_actions.possible = function (facts) {
		if (!facts || !facts.there) return [];
		const own = facts.direction === "Outgoing";
		const found = own ? [] : [["reply", __("Reply")]];
		if (!own && (facts.private.may || facts.private.state)) found.push(["private_reply", __("Answer privately")]);
		found.push(facts.liked ? ["unlike", __("Unlike")] : ["like", __("Like")]);
		if (!own) found.push(facts.state === "Hidden" ? ["unhide", __("Show")] : ["hide", __("Hide")]);
		if (!own) found.push(facts.unread ? ["mark_read", __("Mark as read")] : ["mark_unread", __("Mark as unread")]);
		if (own || frappe.user.has_role("FB Care Manager") || frappe.user.has_role("System Manager") || facts.deletable)
			found.push(["remove", __("Delete")]);
		return found;
	};

	// A row of small buttons under a comment.
	fb_care.comment_actions.bar = function (entry, thread, on_done) {
		const box = document.createElement("div");
		box.className = "fb-care-actions";
		fb_care.comment_actions.possible(entry.comment).forEach(([action, label]) => {
			const button = document.createElement("button");
			button.type = "button";
			button.className = "btn btn-default btn-xs";
			button.style.marginRight = "4px";
			button.style.marginTop = "4px";
			button.textContent = label;
			button.addEventListener("click", () =>
				fb_care.comment_actions[action]({ comment: entry.name, thread, on_done })
			);
			box.appendChild(button);
		});
		return box;
	};

	function told(answer) {
		const lines = [];
		if (answer.done.length) lines.push(__("Done: {0}", [answer.done.length]));
		if (answer.queued) lines.push(__("Under way: {0}", [answer.queued]));
		const reasons = [...new Set(answer.refused.map((one) => one.reason))];
		reasons.forEach((reason) => lines.push(frappe.utils.escape_html(reason)));
		frappe.msgprint({ title: __("Comments"), message: lines.join("<br>") });
	}

	// What the list of comments offers for those that are ticked.
	fb_care.comment_actions.list_menu = function (list) {
		const several = (method, label) =>
			list.page.add_actions_menu_item(label, async () => {
				const answer = await call(method, { comment: list.get_checked_items(true) });
				if (answer && answer.done) told(answer);
				list.clear_checked_items();
				list.refresh();
			});
		several("hide", __("Hide"));
		several("unhide", __("Show"));
		several("like", __("Like"));
		several("unlike", __("Unlike"));
		several("mark_read", __("Mark as read"));
		several("mark_unread", __("Mark as unread"));
		list.page.add_actions_menu_item(__("Delete on Facebook"), () => {
			const names = list.get_checked_items(true);
			frappe.confirm(__("Delete {0} comments on Facebook for good?", [names.length]), async () => {
				told(await call("delete", { comment: names }));
				list.clear_checked_items();
				list.refresh();
			});
		});
	};
})();
