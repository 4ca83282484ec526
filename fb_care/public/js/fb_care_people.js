// What the forms of people, conversations and comment threads show of a person, from fb_care.api.people.
// What customers wrote becomes text nodes only: nothing here builds HTML from it.
frappe.provide("fb_care.people");

(function () {
	const element = fb_care.element;

	function formLink(doctype, name, text) {
		const node = element("a", "", text || name);
		node.href = frappe.utils.get_form_link(doctype, name);
		return node;
	}

	function button(text, className, onClick) {
		const node = element("button", `btn btn-xs ${className}`, text);
		node.type = "button";
		node.addEventListener("click", onClick);
		return node;
	}

	function isColour(value) {
		return /^#[0-9a-f]{3,8}$/i.test(value || "");
	}

	// A label as a small coloured tag; dark or light letters by the colour's brightness.
	function chip(text, colour) {
		const node = element("span", "fb-care-chip", text);
		if (!isColour(colour)) return node;
		const hex = colour.length < 7 ? colour.slice(1, 4).replace(/./g, "$&$&") : colour.slice(1, 7);
		const [red, green, blue] = [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16));
		node.style.background = colour;
		node.style.color = red * 0.3 + green * 0.59 + blue * 0.11 > 150 ? "#171717" : "#ffffff";
		return node;
	}
	fb_care.people.chip = chip;

	function style() {
		if (document.getElementById("fb-care-people-style")) return;
		const node = element("style");
		node.id = "fb-care-people-style";
		node.textContent = `
			.fb-care-chip { display: inline-block; padding: 1px 8px; margin: 0 4px 4px 0; border-radius: 10px;
				background: var(--control-bg); font-size: var(--text-sm, 12px); }
			.fb-care-figures { display: flex; flex-wrap: wrap; gap: 8px 24px; margin: 4px 0 12px; }
			.fb-care-figure strong { display: block; font-size: var(--text-xl, 18px); }
			.fb-care-rows { margin: 0 0 12px; padding: 0; list-style: none; }
			.fb-care-rows li { padding: 4px 0; border-top: 1px solid var(--border-color);
				overflow-wrap: anywhere; }
			.fb-care-rows .btn { margin-left: 8px; }
			.fb-care-note { white-space: pre-wrap; }`;
		document.head.appendChild(node);
	}
	fb_care.people.style = style;

	async function ask(method, args) {
		const call = { method: `fb_care.api.people.${method}`, args, type: "GET" };
		return (await frappe.call(call)).message;
	}

	// One change, then the form as it is now.
	fb_care.people.change = async function (frm, method, args) {
		const answer = await frappe.call({
			method: `fb_care.api.people.${method}`,
			args: { contact: frm.doc.name, ...args },
			freeze: true,
		});
		await frm.reload_doc();
		return answer.message;
	};

	function at(value) {
		return value ? frappe.datetime.str_to_user(value) : "";
	}

	function figures(counts) {
		const box = element("div", "fb-care-figures");
		[
			[__("Messages from the person"), counts.messages_in],
			[__("Messages to the person"), counts.messages_out],
			[__("Comments"), counts.comments],
			[__("Complaints"), counts.complaints],
			[__("Tickets"), counts.tickets],
			[__("Open tickets"), counts.open_tickets],
			[__("Orders"), counts.orders],
		]
			.filter(([, count]) => count !== null && count !== undefined)
			.forEach(([words, count]) => {
				const one = element("div", "fb-care-figure");
				one.appendChild(element("strong", "", count));
				one.appendChild(element("span", "text-muted small", words));
				box.appendChild(one);
			});
		return box;
	}

	function rows(title, items, make) {
		const box = element("div");
		if (!items.length) return box;
		box.appendChild(element("div", "text-muted small", title));
		const list = element("ul", "fb-care-rows");
		items.forEach((item) => {
			const line = element("li");
			line.append(...make(item));
			list.appendChild(line);
		});
		box.appendChild(list);
		return box;
	}

	function quiet(parts) {
		return element("span", "text-muted small", ` ${parts.filter(Boolean).join(" · ")}`);
	}

	function drawOverview(frm, found) {
		const box = element("div", "fb-care-person");
		const marks = element("div");
		if (found.vip) marks.appendChild(chip(__("VIP"), "#f5a623"));
		if (found.blocked) marks.appendChild(chip(__("Blocked"), "#cb2929"));
		found.labels.forEach((one) => marks.appendChild(chip(one.label, one.color)));
		box.appendChild(marks);
		box.appendChild(figures(found.counts));
		const others = found.contacts.filter((one) => one.name !== frm.doc.name);
		box.appendChild(
			rows(__("The same person"), others, (one) => [
				formLink("FB Contact", one.name, one.display_name),
				quiet([one.page_name]),
			])
		);
		box.appendChild(
			rows(__("Conversations and comments"), found.threads, (one) => [
				formLink(one.doctype, one.name, one.title),
				quiet([__(one.doctype), __(one.state), at(one.last_at), one.last_text]),
			])
		);
		box.appendChild(
			rows(__("Tickets"), found.tickets, (one) => [
				formLink(one.doctype, one.name, one.subject || one.name),
				quiet([one.name, __(one.status), at(one.creation)]),
			])
		);
		return box;
	}

	function mayRemove(note) {
		return (
			note.author === frappe.session.user ||
			["FB Care Manager", "System Manager"].some((role) => frappe.user.has_role(role))
		);
	}

	function drawNotes(frm, found) {
		const box = element("div");
		const own = found.contacts.map((one) => [one.name, one.page_name]);
		const pages = Object.fromEntries(own);
		if (!found.notes.length) box.appendChild(element("div", "text-muted", __("No notes yet.")));
		box.appendChild(
			rows("", found.notes, (note) => {
				const elsewhere = note.contact !== frm.doc.name && pages[note.contact];
				const head = quiet([at(note.at), frappe.user.full_name(note.author), elsewhere]);
				const parts = [head];
				if (mayRemove(note) && !elsewhere)
					parts.push(
						button(__("Remove"), "btn-default", () =>
							frappe.confirm(__("Remove this note?"), () =>
								fb_care.people.change(frm, "remove_note", { note: note.name })
							)
						)
					);
				parts.push(element("div", "fb-care-note", note.text));
				return parts;
			})
		);
		return box;
	}

	function put(frm, field, node) {
		const control = frm.get_field(field);
		if (control && control.$wrapper[0]) control.$wrapper[0].replaceChildren(node);
	}

	// Fill the form's HTML fields `overview` and `notes_list`; what was found.
	fb_care.people.show = async function (frm) {
		style();
		const name = frm.doc.name;
		const found = await ask("overview", { contact: name });
		if (frm.doc.name !== name || !found) return null;
		put(frm, "overview", drawOverview(frm, found));
		put(frm, "notes_list", drawNotes(frm, found));
		return found;
	};

	function drawSuggestions(frm, found) {
		const box = element("div");
		const list = found.suggestions;
		if (!list.length)
			box.appendChild(
				element(
					"div",
					"text-muted",
					found.found.length
						? __("No record holds what the person wrote:")
						: __("The person wrote no phone number, e-mail address or order number.")
				)
			);
		if (!list.length) box.appendChild(rows("", found.found, (one) => [element("span", "", one.words)]));
		box.appendChild(
			rows(__("Who it may be"), list, (one) => {
				const parts = [
					formLink(one.doctype, one.name, one.title),
					quiet([__(one.doctype), ...one.reasons]),
				];
				const target = { doctype: one.doctype, name: one.name };
				if (one.linked) parts.push(chip(__("Confirmed"), "#2f9d58"));
				else
					parts.push(
						button(__("Confirm"), "btn-primary", () =>
							fb_care.people.change(frm, "link", target)
						)
					);
				return parts;
			})
		);
		if (found.unread.length) {
			const names = found.unread.map((name) => __(name)).join(", ");
			const words = __("You may not read {0}, so nothing was looked up there.", [names]);
			box.appendChild(element("div", "text-muted small", words));
		}
		return box;
	}

	// Look who it may be, and show it in the HTML field `suggestions`.
	fb_care.people.suggest = async function (frm) {
		style();
		const name = frm.doc.name;
		const found = await ask("suggestions", { contact: name });
		if (frm.doc.name !== name || !found) return;
		put(frm, "suggestions", drawSuggestions(frm, found));
		frm.scroll_to_field("suggestions");
	};

	// On a conversation or comment thread: who it is with, in a few marks; and whose comment it is.
	fb_care.people.thread = async function (frm) {
		if (frm.is_new()) return;
		if (frm.doc.contact) {
			const name = frm.doc.name;
			const found = await ask("marks", { contact: frm.doc.contact });
			if (frm.doc.name !== name || !found) return;
			if (found.vip) frm.dashboard.add_indicator(__("VIP"), "orange");
			if (found.blocked) frm.dashboard.add_indicator(__("Blocked"), "red");
			found.labels.forEach((label) => frm.dashboard.add_indicator(frappe.utils.escape_html(label), "blue"));
			return;
		}
		if (frm.doctype !== "FB Comment Thread" || !frm.doc.author_id || !frm.perm[0].write) return;
		frm.add_custom_button(__("This is …"), () =>
			frappe.prompt(
				{
					fieldname: "contact",
					fieldtype: "Link",
					options: "FB Contact",
					label: __("Contact"),
					reqd: 1,
					get_query: () => ({ filters: { page: frm.doc.page } }),
				},
				async ({ contact }) => {
					const args = { thread: frm.doc.name, contact };
					await frappe.call({ method: "fb_care.api.people.link_author", args, freeze: true });
					await frm.reload_doc();
				},
				__("Whose comment is this?")
			)
		);
	};
})();
