// Picking a saved reply: fb_care.saved_replies.pick({ doctype, name, on_pick }). Nothing is sent from here.
// Texts and names become text nodes only: nothing here builds HTML from them.
frappe.provide("fb_care.saved_replies");

(function () {
	const API = "fb_care.api.saved_replies";
	const MOST = 100;

	const element = fb_care.element;

	async function ask(method, args) {
		return (await frappe.call({ method: `${API}.${method}`, args, type: "GET" })).message;
	}

	// Which gaps of a filled reply still stand in the text; each row has {field, label, gap}.
	fb_care.saved_replies.gaps = function (text, absent) {
		return (absent || []).filter((row) => row.gap && String(text || "").includes(row.gap));
	};

	// The text with its gaps marked, as nodes.
	fb_care.saved_replies.marked = function (text, absent) {
		const box = element("div", "fb-care-reply-text");
		const gaps = [...new Set(fb_care.saved_replies.gaps(text, absent).map((row) => row.gap))];
		let rest = String(text || "");
		while (rest) {
			const next = gaps
				.map((gap) => [rest.indexOf(gap), gap])
				.filter(([at]) => at >= 0)
				.sort((a, b) => a[0] - b[0])[0];
			if (!next) break;
			box.append(rest.slice(0, next[0]), element("mark", "", next[1]));
			rest = rest.slice(next[0] + next[1].length);
		}
		box.append(rest);
		return box;
	};

	// A text that is still being written, with its fields as marked gaps.
	fb_care.saved_replies.sample = function (text, gaps) {
		style();
		return fb_care.saved_replies.marked(text, (gaps || []).map((gap) => ({ gap })));
	};

	// What a filled reply looks like: the text, what is missing or withheld and why, its files.
	fb_care.saved_replies.shown = function (filled) {
		style();
		const absent = [...filled.missing, ...filled.withheld];
		const box = element("div");
		box.append(fb_care.saved_replies.marked(filled.text, absent));
		notes(box, "fb-care-missing", __("Missing"), filled.missing);
		notes(box, "fb-care-withheld", __("Not told"), filled.withheld);
		(filled.files || []).forEach((file) => box.append(element("div", "small", __("Attachment: {0}", [file.file_name]))));
		return box;
	};

	function notes(box, className, title, rows) {
		rows.forEach((row) => {
			const note = element("div", `small ${className}`);
			note.append(element("strong", "", `${title}: `), `${row.label} (${row.reason})`);
			box.append(note);
		});
	}

	fb_care.saved_replies.pick = function (options) {
		style();
		const dialog = new frappe.ui.Dialog({
			title: __("Saved replies"),
			size: "extra-large",
			fields: [{ fieldtype: "HTML", fieldname: "picker" }],
			primary_action_label: __("Take over to edit"),
			primary_action: () => picker.take(),
		});
		const picker = new Picker(options, () => dialog.hide());
		dialog.get_field("picker").$wrapper[0].replaceChildren(picker.box);
		dialog.on_page_show = () => picker.input.focus();
		dialog.show();
		picker.start();
		return dialog;
	};

	class Picker {
		constructor(options, close) {
			Object.assign(this, { options, close, rows: [], suggested: [], chosen: null, language: "", asked: 0 });
			this.filled = new Map();
			this.box = element("div", "fb-care-picker");
			const left = element("div", "fb-care-picker-list");
			this.input = element("input", "form-control");
			this.input.type = "search";
			this.input.placeholder = __("Words, or / and a shortcut");
			this.input.setAttribute("aria-label", __("Search saved replies"));
			this.folder = element("select", "form-control");
			this.folder.setAttribute("aria-label", __("Folder"));
			this.list = element("div", "fb-care-picker-rows");
			this.list.setAttribute("role", "listbox");
			this.list.setAttribute("aria-label", __("Saved replies"));
			left.append(this.input, this.folder, this.list);
			this.preview = element("div", "fb-care-picker-preview");
			this.preview.setAttribute("aria-live", "polite");
			this.box.append(left, this.preview);
			this.input.addEventListener("input", () => this.typed());
			this.input.addEventListener("keydown", (event) => this.key(event));
			this.folder.addEventListener("change", () => this.draw());
		}

		args(more) {
			return { doctype: this.options.doctype, name: this.options.name, ...more };
		}

		async start() {
			this.searching = this.search();
			this.suggested = await ask("suggest", this.args()).catch(() => []);
			await this.searching;
			if (this.input.value.trim()) return;
			if (!this.touched) this.chosen = null;
			this.draw();
		}

		typed() {
			clearTimeout(this.timer);
			this.searching = new Promise((done) => {
				this.timer = setTimeout(() => this.search().then(done), 150);
			});
		}

		async search() {
			const turn = ++this.asked;
			const args = this.args({ query: this.input.value.trim(), limit: MOST });
			const rows = await ask("search", args).catch(() => []);
			if (turn !== this.asked) return;
			this.rows = rows || [];
			this.draw();
		}

		// What fits the newest message first, while nothing is typed; then the rest.
		shown() {
			const first = this.input.value.trim() ? [] : this.suggested || [];
			const names = new Set(first.map((row) => row.name));
			const rows = [...first, ...this.rows.filter((row) => !names.has(row.name))];
			return rows.filter((row) => !this.folder.value || row.folder === this.folder.value);
		}

		draw() {
			this.folders();
			const rows = this.shown();
			if (!rows.some((row) => row.name === this.chosen)) this.chosen = rows[0] ? rows[0].name : null;
			this.list.replaceChildren(...rows.map((row) => this.row(row)));
			if (!rows.length) this.list.append(element("div", "text-muted small", __("No saved reply fits.")));
			this.show();
		}

		folders() {
			const chosen = this.folder.value;
			const all = [...this.rows, ...(this.suggested || [])].map((row) => row.folder).filter(Boolean);
			const names = [...new Set([...all, chosen])].filter(Boolean).sort((a, b) => a.localeCompare(b));
			const option = (value, text) => Object.assign(element("option", "", text), { value });
			this.folder.replaceChildren(option("", __("All folders")), ...names.map((name) => option(name, name)));
			this.folder.value = chosen;
		}

		row(row) {
			const node = element("div", "fb-care-picker-row");
			node.setAttribute("role", "option");
			node.dataset.name = row.name;
			const head = element("div");
			head.append(element("strong", "", row.title));
			if (row.shortcut) head.append(" ", element("code", "", `/${row.shortcut}`));
			if (row.score) head.append(" ", element("span", "badge", __("Fits")));
			node.append(head, element("div", "text-muted small", row.preview));
			node.addEventListener("click", () => this.choose(row.name));
			node.addEventListener("dblclick", () => this.take());
			return node;
		}

		choose(name) {
			Object.assign(this, { chosen: name, language: "", touched: true });
			this.show();
		}

		key(event) {
			const rows = this.shown();
			const at = rows.findIndex((row) => row.name === this.chosen);
			const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
			if (step && rows.length) this.choose(rows[Math.min(Math.max(at + step, 0), rows.length - 1)].name);
			else if (event.key === "Enter") this.take();
			else if (!step) return;
			event.preventDefault();
			event.stopPropagation();
		}

		// Mark what is chosen and show it filled in; only the newest answer counts.
		async show() {
			[...this.list.children].forEach((node) => {
				const chosen = node.dataset.name === this.chosen;
				node.setAttribute("aria-selected", String(chosen));
				if (chosen && node.scrollIntoView) node.scrollIntoView({ block: "nearest" });
			});
			const [name, language] = [this.chosen, this.language];
			const filled = name && (await this.fill(name, language).catch(() => null));
			if (name !== this.chosen || language !== this.language) return;
			this.preview.replaceChildren();
			if (filled) this.preview.append(this.languages(filled), fb_care.saved_replies.shown(filled));
		}

		fill(name, language) {
			const key = `${language || ""} ${name}`;
			if (!this.filled.has(key)) {
				const asked = ask("fill", this.args({ saved_reply: name, language: language || "" }));
				asked.catch(() => this.filled.delete(key));
				this.filled.set(key, asked);
			}
			return this.filled.get(key);
		}

		languages(filled) {
			const head = element("div", "fb-care-picker-head");
			head.append(element("strong", "", filled.title));
			if (filled.languages.length < 2) return head;
			const select = element("select", "form-control input-xs");
			select.setAttribute("aria-label", __("Language"));
			filled.languages.forEach((code) => {
				const option = element("option", "", code || __("Without language"));
				option.value = code;
				select.append(option);
			});
			select.value = filled.language;
			select.addEventListener("change", () => {
				this.language = select.value;
				this.show();
			});
			head.append(select);
			return head;
		}

		// Hand the text over to be edited; after typing, what was typed is found first.
		async take() {
			await this.searching;
			const name = this.chosen;
			const filled = name && (await this.fill(name, this.language).catch(() => null));
			if (!filled || name !== this.chosen || this.taken) return;
			this.taken = true;
			this.close();
			const { text, files, missing, withheld } = filled;
			this.options.on_pick({ text, files, saved_reply: name, missing, withheld });
			const gaps = fb_care.saved_replies.gaps(text, [...missing, ...withheld]);
			if (gaps.length)
				frappe.show_alert({ message: __("Fill in the gaps before you send."), indicator: "orange" });
		}
	}

	function style() {
		if (document.getElementById("fb-care-replies-style")) return;
		const node = element("style");
		node.id = "fb-care-replies-style";
		node.textContent = `
			.fb-care-picker { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 16px; }
			@media (max-width: 768px) { .fb-care-picker { grid-template-columns: minmax(0, 1fr); } }
			.fb-care-picker-list > * { margin-bottom: 8px; }
			.fb-care-picker-rows { max-height: 50vh; overflow-y: auto; }
			.fb-care-picker-row { padding: 6px 10px; border-radius: 8px; cursor: pointer; overflow-wrap: anywhere; }
			.fb-care-picker-row[aria-selected="true"] { background: var(--bg-blue, #e7f1ff); }
			.fb-care-picker-head { display: flex; gap: 8px; justify-content: space-between; margin-bottom: 8px; }
			.fb-care-picker-head select { width: auto; }
			.fb-care-reply-text { white-space: pre-wrap; overflow-wrap: anywhere; padding: 10px;
				border-radius: 8px; background: var(--control-bg, #f4f5f6); margin-bottom: 8px; }
			.fb-care-reply-text mark { background: #ffe8a3; padding: 0 2px; border-radius: 3px; }
			.fb-care-missing strong { color: var(--orange-600, #b35309); }
			.fb-care-withheld strong { color: var(--red-600, #c53030); }`;
		document.head.appendChild(node);
	}
})();
