// What several forms and lists of the app share.
frappe.provide("fb_care");

// A node with a class and a text. What people wrote becomes a text node, never HTML.
fb_care.element = function (tag, className, text) {
	const node = document.createElement(tag);
	if (className) node.className = className;
	if (text !== undefined && text !== null) node.textContent = String(text);
	return node;
};

// Milliseconds in words: "0.4 s", "12 s", "5 min 3 s", "17 h 12 min", "3 d 4 h".
fb_care.duration = function (ms) {
	const whole = Math.max(Number(ms) || 0, 0);
	if (whole < 10000) return __("{0} s", [Math.round(whole / 100) / 10]);
	let rest = Math.floor(whole / 1000);
	const parts = [];
	[
		[86400, (count) => __("{0} d", [count])],
		[3600, (count) => __("{0} h", [count])],
		[60, (count) => __("{0} min", [count])],
		[1, (count) => __("{0} s", [count])],
	].forEach(([size, words]) => {
		const count = Math.floor(rest / size);
		rest %= size;
		if (count || parts.length) parts.push([words, count]);
	});
	return parts
		.slice(0, 2)
		.filter(([, count]) => count)
		.map(([words, count]) => words(count))
		.join(" ");
};

// On a narrow screen the host shows one field beside name and state; three fit. A person's own choice holds.
fb_care.show_more = function (list) {
	const known = list.list_view_settings || {};
	if (list.refresh_columns && !known.total_fields && window.innerWidth <= 1366)
		list.refresh_columns(list.meta, { ...known, total_fields: 6 });
};

// Stored text has "&lt;" where a tag could begin; as plain text it is shown as it was written.
fb_care.written = function (value) {
	return String(value || "").replace(/&lt;(?=[a-zA-Z/!?])/g, "<");
};

// A button that opens the thread in the inbox.
fb_care.inbox_button = function (frm, doctype, name) {
	if (frm.is_new() || !name) return;
	frm.add_custom_button(__("Open in the inbox"), () =>
		frappe.set_route("facebook-inbox", doctype.toLowerCase().replace(/ /g, "-"), name)
	);
};
