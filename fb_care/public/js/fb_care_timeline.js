// The timeline of a conversation or comment thread, drawn from plain facts of fb_care.api.timeline.
// What customers wrote becomes text nodes only: nothing here builds HTML from it.
frappe.provide("fb_care.timeline");

(function () {
	const element = fb_care.element;

	function isSafe(url) {
		return /^https?:\/\//i.test(url || "") || /^\/(private\/)?files\//.test(url || "");
	}

	function link(url, text) {
		if (!isSafe(url)) return element("span", "text-muted", text);
		const node = element("a", "", text);
		node.href = url;
		node.target = "_blank";
		node.rel = "noopener noreferrer";
		return node;
	}

	function picture(url, alt) {
		const node = element("img", "fb-care-picture");
		node.src = url;
		node.alt = alt || "";
		node.loading = "lazy";
		return node;
	}

	function player(url) {
		const node = element("audio", "fb-care-player");
		node.src = url;
		node.controls = true;
		node.preload = "none";
		return node;
	}

	// As tickets say it.
	const KINDS = {
		image: __("a photo"),
		video: __("a video"),
		audio: __("a voice message"),
		file: __("a file"),
		sticker: __("a sticker"),
	};

	function attachment(item) {
		const box = element("div", "fb-care-attachment");
		const label = item.title || KINDS[item.kind] || item.kind || __("a file");
		const stored = /^\/(private\/)?files\//.test(item.url || "");
		if (stored && ["image", "sticker"].includes(item.kind)) {
			const anchor = link(item.url, "");
			anchor.appendChild(picture(item.url, label));
			box.appendChild(anchor);
		} else {
			if (stored && item.kind === "audio") box.appendChild(player(item.url));
			box.appendChild(link(item.url, label));
		}
		if (item.reason) box.appendChild(element("small", "text-muted", ` ${item.reason}`));
		return box;
	}

	function adCard(ad) {
		const box = element("div", "fb-care-ad");
		if (/^\/(private\/)?files\//.test(ad.picture || "")) box.appendChild(picture(ad.picture, ad.title));
		const words = element("div");
		words.appendChild(element("div", "text-muted small", __("From an ad")));
		words.appendChild(link(ad.link, ad.title || ad.ad_id));
		words.appendChild(element("div", "text-muted small", ad.ad_id));
		box.appendChild(words);
		return box;
	}

	function author(entry) {
		if (entry.automatic) return __("{0}, automatic", [__(entry.automatic)]);
		return entry.agent || __(entry.sender_kind);
	}

	function item(entry) {
		const side = { Incoming: "in", Outgoing: "out" }[entry.direction] || "system";
		const box = element("div", `fb-care-item fb-care-${side}`);
		box.style.marginLeft = side === "in" ? `${Math.min(entry.depth || 0, 2) * 28}px` : "";
		const head = element("div", "fb-care-head text-muted small");
		head.appendChild(element("strong", "", entry.sender || ""));
		const about = [entry.at && frappe.datetime.str_to_user(entry.at)];
		if (side === "out" && (entry.agent || entry.sender_kind)) about.push(author(entry));
		if (entry.state) about.push(__(entry.state));
		head.appendChild(element("span", "", ` ${about.filter(Boolean).join(" · ")}`));
		box.appendChild(head);
		if (entry.text) box.appendChild(element("div", "fb-care-text", entry.text));
		if (entry.ad) box.appendChild(adCard(entry.ad));
		(entry.attachments || []).forEach((one) => box.appendChild(attachment(one)));
		if ((entry.reactions || []).length)
			box.appendChild(element("div", "fb-care-reactions", entry.reactions.join(" ")));
		(entry.notes || []).forEach((note) => box.appendChild(element("div", "text-muted small", note)));
		if (entry.comment && may_write(cur_frm))
			box.appendChild(
				fb_care.comment_actions.bar(entry, cur_frm.doc.name, () => cur_frm.reload_doc())
			);
		return box;
	}

	function may_write(frm) {
		return frm && frm.perm[0] && frm.perm[0].write;
	}

	function postCard(post) {
		const box = element("div", "fb-care-post");
		if (/^\/(private\/)?files\//.test(post.picture || "")) box.appendChild(picture(post.picture, post.title));
		const words = element("div");
		words.appendChild(element("div", "text-muted small", __("About the post")));
		words.appendChild(link(post.link, post.title || post.name));
		box.appendChild(words);
		return box;
	}

	function style() {
		if (document.getElementById("fb-care-style")) return;
		const node = element("style");
		node.id = "fb-care-style";
		node.textContent = `
			.fb-care-timeline { max-height: 60vh; overflow-y: auto; padding: 4px; }
			.fb-care-item { max-width: 75%; margin: 8px 0; padding: 8px 12px; border-radius: 10px;
				background: var(--control-bg); overflow-wrap: anywhere; }
			.fb-care-out { margin-left: auto; background: var(--bg-blue, #e7f1ff); }
			.fb-care-system { margin: 8px auto; background: none; text-align: center; }
			.fb-care-timeline a { color: var(--blue-600, #1579d0); text-decoration: underline; }
			.fb-care-player { display: block; max-width: 100%; height: 36px; }
			.fb-care-text { white-space: pre-wrap; }
			.fb-care-picture { max-width: 240px; max-height: 180px; border-radius: 6px; display: block; }
			.fb-care-ad, .fb-care-post { display: flex; gap: 10px; padding: 8px; margin: 6px 0;
				border: 1px solid var(--border-color); border-radius: 8px; }
			.fb-care-ad .fb-care-picture, .fb-care-post .fb-care-picture { max-width: 90px; }
			.fb-care-older { margin: 4px auto; display: block; }`;
		document.head.appendChild(node);
	}

	async function page(method, name, before) {
		const args = before ? { name, before } : { name };
		return (await frappe.call({ method: `fb_care.api.timeline.${method}`, args, type: "GET" })).message;
	}

	function olderButton(box, method, name, before) {
		const button = element("button", "btn btn-default btn-xs fb-care-older", __("Older messages"));
		button.type = "button";
		button.addEventListener("click", async () => {
			button.disabled = true;
			const answer = await page(method, name, before);
			const nodes = (answer.items || []).map(item);
			button.replaceWith(...nodes);
			if (answer.older) box.prepend(olderButton(box, method, name, answer.older));
		});
		return button;
	}

	// Draw the timeline of `name` into the HTML field `timeline` of the form.
	fb_care.timeline.show = async function (frm, method) {
		const wrapper = frm.get_field("timeline") && frm.get_field("timeline").$wrapper[0];
		if (!wrapper || frm.is_new()) return;
		style();
		const name = frm.doc.name;
		const answer = await page(method, name);
		if (frm.doc.name !== name || !answer) return;
		const box = element("div", "fb-care-timeline");
		if (answer.older) box.appendChild(olderButton(box, method, name, answer.older));
		if (answer.post) box.appendChild(postCard(answer.post));
		if (answer.ad) box.appendChild(adCard(answer.ad));
		(answer.items || []).forEach((entry) => box.appendChild(item(entry)));
		if (!(answer.items || []).length)
			box.appendChild(element("div", "text-muted", __("Nothing has been said yet.")));
		wrapper.replaceChildren(box);
		box.scrollTop = box.scrollHeight;
	};

	async function change(frm, method, args) {
		await frappe.call({
			method: `fb_care.api.inbox.${method}`,
			args: { doctype: frm.doctype, names: [frm.doc.name], ...args },
			freeze: true,
		});
		await frm.reload_doc();
	}

	// Buttons that conversations and comment threads share.
	fb_care.timeline.buttons = function (frm) {
		if (frm.is_new()) return;
		fb_care.inbox_button(frm, frm.doctype, frm.doc.name);
		if (frm.doc.ticket && frm.doc.ticket_doctype)
			frm.add_custom_button(__("Open ticket"), () =>
				frappe.set_route("Form", frm.doc.ticket_doctype, frm.doc.ticket)
			);
		if (!may_write(frm)) return;
		[
			["Open", __("Reopen")],
			["Done", __("Done")],
			["Spam", __("Spam")],
			["Archived", __("Archive")],
		]
			.filter(([state]) => state !== frm.doc.state)
			.forEach(([state, label]) =>
				frm.add_custom_button(label, () => change(frm, "set_state", { state }), __("Set state"))
			);
		const label = frm.doc.follow_up ? __("No follow-up") : __("Follow up");
		frm.add_custom_button(label, () =>
			change(frm, "set_follow_up", { value: frm.doc.follow_up ? 0 : 1 })
		);
		if (frm.doc.ticket_error && !frm.doc.ticket)
			frm.dashboard.set_headline(frappe.utils.escape_html(frm.doc.ticket_error), "orange");
		if (frm.doc.unread_count)
			frappe.call({
				method: "fb_care.api.inbox.mark_read",
				args: { doctype: frm.doctype, name: frm.doc.name },
			});
	};

	const COLOURS = { Open: "orange", Done: "green", Spam: "red", Archived: "gray" };

	// Lists: open ones first, each state with its colour, and states to set for several at once.
	function listSettings(doctype) {
		return {
			add_fields: ["state", "follow_up", "unread_count", "last_at"],
			hide_name_column: true,
			filters: [["state", "=", "Open"]],
			get_indicator: (doc) => [__(doc.state), COLOURS[doc.state] || "gray", `state,=,${doc.state}`],
			formatters: {
				// The list makes a text node of this one, and HTML of the other.
				title: (value, df, doc) => (doc.follow_up ? "⚑ " : "") + fb_care.written(value),
				last_text: (value, df, doc) => {
					const said = frappe.utils.escape_html(fb_care.written(value));
					const at = doc.last_at && frappe.datetime.prettyDate(doc.last_at, true);
					return `<span class="ellipsis" title="${said}">${
						at ? `<span class="text-muted">${at} · </span>` : ""
					}${said}</span>`;
				},
			},
			onload(list) {
				fb_care.show_more(list);
				["Done", "Spam", "Archived", "Open"].forEach((state) =>
					list.page.add_actions_menu_item(__("Set to {0}", [__(state)]), async () => {
						const names = list.get_checked_items(true);
						await frappe.call({
							method: "fb_care.api.inbox.set_state",
							args: { doctype, names, state },
							freeze: true,
						});
						list.clear_checked_items();
						list.refresh();
					})
				);
			},
		};
	}

	["FB Conversation", "FB Comment Thread"].forEach((doctype) => {
		frappe.listview_settings[doctype] = listSettings(doctype);
	});
})();
