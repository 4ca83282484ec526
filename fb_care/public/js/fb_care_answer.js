// The dialog in which an agent answers on Facebook, and the buttons that open it.
frappe.provide("fb_care.answer");

(function () {
	const element = fb_care.element;

	// What was typed and not sent yet stays in this browser, for each thread of each user.
	const draftKey = (way) => `fb_care_draft:${frappe.session.user}:${way.doctype}:${way.name}`;
	const readDraft = function (way) {
		try {
			return localStorage.getItem(draftKey(way)) || "";
		} catch (error) {
			return "";
		}
	};
	const writeDraft = function (way, text) {
		try {
			if (text) localStorage.setItem(draftKey(way), text);
			else localStorage.removeItem(draftKey(way));
		} catch (error) {
			// Without storage there are no drafts; sending works all the same.
		}
	};

	// Into how many messages a text is split, as the server does: at most `limit` characters each.
	fb_care.answer.count = function (text, limit) {
		const length = Array.from(text.trim()).length;
		if (length <= limit) return __("{0} of {1} characters", [length, limit]);
		return __("{0} characters; sent as {1} messages", [length, Math.ceil(length / limit)]);
	};

	class AnswerDialog {
		constructor(options, about) {
			Object.assign(this, { options, about, files: [], saved_reply: "", opened: Date.now() });
			this.way = about.ways[0];
			fb_care.answer.style();
			this.make();
			this.choose(this.way);
			this.dialog.show();
			this.ticking = setInterval(() => this.tell(), 15000);
		}

		make() {
			const several = this.about.ways.length > 1;
			this.dialog = new frappe.ui.Dialog({
				title: __("Reply on Facebook"),
				size: "large",
				no_submit_on_enter: true,
				fields: [
					{ fieldname: "unsettled", fieldtype: "HTML" },
					{
						fieldname: "way",
						fieldtype: "Select",
						label: __("Answer by"),
						hidden: several ? 0 : 1,
						options: this.about.ways.map((way, at) => ({ value: String(at), label: fb_care.answer.where(way) })),
						default: "0",
						onchange: () => this.choose(this.about.ways[Number(this.dialog.get_value("way")) || 0]),
					},
					{ fieldname: "where", fieldtype: "HTML" },
					{ fieldname: "suggestions", fieldtype: "HTML" },
					{ fieldname: "text", fieldtype: "Text", label: __("Your answer") },
					{ fieldname: "count", fieldtype: "HTML" },
					{ fieldname: "tools", fieldtype: "HTML" },
				],
				primary_action_label: __("Send"),
				primary_action: () => this.send(0),
			});
			this.dialog.onhide = () => clearInterval(this.ticking);
			this.area = this.dialog.get_field("text").$input[0];
			this.area.addEventListener("input", () => this.typed());
			this.area.addEventListener("keydown", (event) => {
				if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.send(0);
			});
			this.put("unsettled", fb_care.answer.unsettled(this.about.unsettled, () => this.done()));
			this.tools();
		}

		put(fieldname, ...nodes) {
			this.dialog.get_field(fieldname).$wrapper[0].replaceChildren(...nodes);
		}

		choose(way) {
			this.way = way;
			this.write(readDraft(way));
			this.tell();
			this.suggest();
		}

		write(text) {
			this.area.value = text;
			this.typed();
		}

		typed() {
			writeDraft(this.way, this.area.value);
			const words = fb_care.answer.count(this.area.value, this.about.limit);
			this.put("count", element("div", "fb-care-count text-muted small", words));
		}

		// To whom, who can read it, and until when.
		tell() {
			const { way } = this;
			const box = element("div", `fb-care-where${way.private ? "" : " fb-care-public"}`, fb_care.answer.where(way));
			fb_care.answer
				.window_words(way.window, Date.now() - this.opened)
				.forEach((words) => box.appendChild(element("small", "", words)));
			const nodes = [box];
			if (!way.window.may) nodes.push(this.instead());
			this.put("where", ...nodes);
			const label = way.private ? __("Send privately") : __("Post publicly");
			this.dialog.set_primary_action(label, () => this.send(0));
			this.dialog.get_primary_btn().prop("disabled", !way.window.may);
		}

		// Buttons for what else can be done where the window is over.
		instead() {
			const box = element("div", "fb-care-tools");
			const { email } = this.about;
			if (email && this.options.frm)
				box.appendChild(fb_care.answer.button(__("Write an e-mail"), "btn-default btn-sm", () => this.email(email)));
			this.about.ways
				.filter((way) => way !== this.way && way.window.may)
				.forEach((way) =>
					box.appendChild(
						fb_care.answer.button(fb_care.answer.where(way), "btn-default btn-sm", () =>
							this.dialog.set_value("way", String(this.about.ways.indexOf(way)))
						)
					)
				);
			return box;
		}

		email(recipients) {
			this.dialog.hide();
			fb_care.answer.compose_email(this.options.frm, recipients, this.area.value);
		}

		tools() {
			const box = element("div", "fb-care-tools");
			const { saved_replies, comment_actions } = fb_care;
			if (saved_replies && saved_replies.pick)
				box.appendChild(
					fb_care.answer.button(__("Saved replies"), "btn-default btn-sm", () =>
						saved_replies.pick({
							doctype: this.way.doctype,
							name: this.way.name,
							on_pick: (picked) => this.fill(picked),
						})
					)
				);
			box.appendChild(fb_care.answer.button(__("Attach a file"), "btn-default btn-sm", () => this.attach()));
			const public_way = this.about.ways.find((way) => !way.private && way.comment);
			if (comment_actions && comment_actions.private_reply && public_way)
				box.appendChild(
					fb_care.answer.button(__("Reply privately instead"), "btn-default btn-sm", () => {
						this.dialog.hide();
						comment_actions.private_reply({
							comment: public_way.comment,
							thread: public_way.name,
							text: this.area.value,
							on_done: () => this.done(public_way),
						});
					})
				);
			this.list = element("div", "fb-care-files");
			this.put("tools", box, this.list);
		}

		attach() {
			new frappe.ui.FileUploader({
				doctype: this.way.doctype,
				docname: this.way.name,
				folder: "Home/Attachments",
				allow_multiple: true,
				make_attachments_public: false,
				on_success: (file) => this.add_file({ name: file.name, file_name: file.file_name }),
			});
		}

		add_file(file) {
			if (this.files.some((one) => one.name === file.name)) return;
			this.files.push(file);
			const label = element("span", "", file.file_name || file.name);
			const remove = fb_care.answer.button("×", "btn-xs", () => {
				this.files = this.files.filter((one) => one !== file);
				label.remove();
			});
			remove.setAttribute("aria-label", __("Take off"));
			label.appendChild(remove);
			this.list.appendChild(label);
		}

		// A saved reply comes to be edited: it never goes out by itself.
		fill(picked) {
			const before = this.area.value.trim();
			this.saved_reply = picked.saved_reply || "";
			this.write(before ? `${before}\n\n${picked.text || ""}` : picked.text || "");
			(picked.files || []).forEach((file) => this.add_file(file));
			const missing = (picked.missing || []).map((one) => one.label || one.field);
			if (missing.length)
				frappe.show_alert({ message: __("Fill in: {0}", [frappe.utils.escape_html(missing.join(", "))]), indicator: "orange" });
			this.area.focus();
		}

		async suggest() {
			this.put("suggestions");
			if (!fb_care.saved_replies) return;
			const { doctype, name } = this.way;
			const answer = await frappe.call({
				method: "fb_care.api.saved_replies.suggest",
				args: { doctype, name, limit: 3 },
				type: "GET",
				silent: true,
			});
			if (this.way.name !== name) return;
			const box = element("div", "fb-care-suggestions");
			(answer.message || []).forEach((one) => {
				const node = fb_care.answer.button(one.title, "btn-default btn-xs", () => this.take(one.name));
				node.title = one.preview || "";
				box.appendChild(node);
			});
			this.put("suggestions", box);
		}

		async take(saved_reply) {
			const { doctype, name } = this.way;
			const args = { saved_reply, doctype, name };
			const answer = await frappe.call({ method: "fb_care.api.saved_replies.fill", args, type: "GET" });
			this.fill({ ...answer.message, saved_reply });
		}

		send(confirm) {
			const text = this.area.value.trim();
			if (this.sending || !this.way.window.may) return;
			if (!text && !this.files.length) return this.area.focus();
			this.sending = true;
			const { doctype, name } = this.way;
			frappe.call({
				method: "fb_care.api.answers.send",
				args: {
					doctype,
					name,
					text,
					files: JSON.stringify(this.files.map((file) => file.name)),
					saved_reply: this.saved_reply,
					confirm,
				},
				btn: this.dialog.get_primary_btn(),
				error_handlers: { AnsweredMeanwhile: (answer) => this.ask(answer) },
				callback: () => this.sent(),
				always: () => (this.sending = false),
			});
		}

		// A colleague was faster: what was typed stays, and goes out only on a second word.
		ask(answer) {
			frappe.confirm(fb_care.answer.said(answer), () => this.send(1));
		}

		sent() {
			frappe.show_alert({ message: __("The answer is on its way to Facebook."), indicator: "green" });
			this.done(this.way);
		}

		// What was typed for `way` is out, or something was decided: the form shows what is new.
		done(way) {
			if (way) writeDraft(way, "");
			this.dialog.hide();
			if (this.options.on_sent) this.options.on_sent();
		}
	}

	// The server's own words, which it has made harmless.
	fb_care.answer.said = function (answer) {
		try {
			return JSON.parse(answer._server_messages).map((one) => JSON.parse(one).message).join("<br>");
		} catch (error) {
			return __("A colleague has just answered. Send yours all the same?");
		}
	};

	// Open the dialog for a ticket, conversation or comment thread: {doctype, name, frm, on_sent}.
	fb_care.answer.open = async function (options) {
		const { doctype, name } = options;
		const answer = await frappe.call({
			method: "fb_care.api.ticket_answers.about",
			args: { doctype, name },
			type: "GET",
		});
		if (!answer.message) return frappe.msgprint(__("You may not answer for this page on Facebook."));
		return new AnswerDialog(options, answer.message);
	};
})();
