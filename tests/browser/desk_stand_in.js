// What the answer dialog uses of the host's desk, as small as it can be. `server` is what the tests look at.
window.server = { calls: [], asked: [], about: null, refuse: null, yes: null };
window.__ = (text, values) => text.replace(/\{(\d)\}/g, (_, at) => values[at]);
window.fb_care = { answer: {} };
window.frappe = {
	provide: () => {},
	session: { user: "agent@example.com" },
	datetime: {
		now_datetime: () => "2026-11-20 12:00:00",
		str_to_user: (at) => at,
	},
	utils: {
		escape_html: (text) => {
			const node = document.createElement("i");
			node.textContent = text;
			return node.innerHTML.replace(/"/g, "&quot;");
		},
	},
	show_alert: () => {},
	msgprint: () => {},
	confirm: (question, yes) => {
		server.asked.push(question);
		server.yes = yes;
	},
	views: { CommunicationComposer: class {} },
	async call(options) {
		server.calls.push({ method: options.method, args: { ...options.args } });
		if (options.method.endsWith("ticket_answers.about")) return { message: server.about };
		if (options.method.endsWith("answers.send") && server.refuse) {
			const [exc_type, message] = server.refuse;
			const answer = { exc_type, _server_messages: JSON.stringify([JSON.stringify({ message })]) };
			const handler = (options.error_handlers || {})[exc_type];
			if (handler) handler(answer);
		} else if (options.callback) options.callback({ message: {} });
		if (options.always) options.always();
		return { message: options.method.endsWith("suggest") ? [] : {} };
	},
	ui: {},
};

window.frappe.ui.Dialog = class {
	constructor(options) {
		this.options = options;
		this.fields = {};
		this.box = document.createElement("div");
		this.box.className = "dialog";
		options.fields.forEach((df) => this.add(df));
		this.primary = document.createElement("button");
		this.primary.className = "btn-primary";
		this.box.appendChild(this.primary);
		this.set_primary_action(options.primary_action_label, options.primary_action);
		window.cur_dialog = this;
	}

	add(df) {
		const wrapper = document.createElement("div");
		const tags = { Text: "textarea", Select: "select" };
		const input = tags[df.fieldtype] ? document.createElement(tags[df.fieldtype]) : null;
		(Array.isArray(df.options) ? df.options : []).forEach((option) => input.add(new Option(option.label, option.value)));
		if (input) wrapper.appendChild(input);
		if (input && df.onchange) input.addEventListener("change", df.onchange);
		this.fields[df.fieldname] = { $wrapper: [wrapper], $input: [input] };
		this.box.appendChild(wrapper);
	}

	get_field(fieldname) {
		return this.fields[fieldname];
	}

	get_value(fieldname) {
		return this.fields[fieldname].$input[0].value;
	}

	set_primary_action(label, action) {
		this.primary.textContent = label;
		this.primary.onclick = action;
	}

	get_primary_btn() {
		return { prop: (name, value) => (this.primary[name] = value) };
	}

	show() {
		document.body.appendChild(this.box);
	}

	hide() {
		this.box.remove();
		if (this.onhide) this.onhide();
	}
};
