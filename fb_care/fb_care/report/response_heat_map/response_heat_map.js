// {% include "fb_care/public/js/fb_care_reports.js" %}

(() => {
	const NODE = "fb-care-heat-map";
	// What the map shows: its words, its colour, how a cell reads, and what counts as much.
	const SHOWN = {
		messages: { label: __("Customers' messages"), color: "--blue-500" },
		answers: { label: __("Team's answers"), color: "--green-500" },
		mean: { label: __("Waits"), color: "--orange-500", short: true },
	};
	const STYLE = `
		.fb-care-heat-map { padding: var(--padding-md) var(--padding-sm); overflow-x: auto; }
		.fb-care-heat-map .btn-group { margin-bottom: var(--margin-sm); }
		.fb-care-heat-map table { border-collapse: separate; border-spacing: 2px; width: 100%; min-width: 820px; table-layout: fixed; }
		.fb-care-heat-map th { font-weight: normal; font-size: var(--text-xs); color: var(--text-muted); text-align: center; }
		.fb-care-heat-map th[scope="row"] { width: 90px; text-align: start; white-space: nowrap; }
		.fb-care-heat-map td { height: 28px; padding: 0; border-radius: 4px; text-align: center; font-size: var(--text-xs);
			color: var(--text-color); background-color: var(--subtle-fg); white-space: nowrap; overflow: hidden; }
		.fb-care-heat-map td[data-much] { color: white; }
		.fb-care-heat-map td[data-open] { box-shadow: inset 0 -3px 0 var(--gray-500); }
		.fb-care-heat-map td a { display: block; line-height: 28px; color: inherit; }
		.fb-care-heat-map .text-muted { font-size: var(--text-sm); margin-top: var(--margin-sm); }`;
	let shown = "messages";

	const node = (tag, text, attributes) => {
		const made = document.createElement(tag);
		if (text !== undefined) made.textContent = text;
		Object.entries(attributes || {}).forEach(([name, value]) => made.setAttribute(name, value));
		return made;
	};

	// A duration that fits into a cell: its larger unit alone.
	const short = (seconds) => {
		if (seconds < 60) return __("{0} s", [Math.round(seconds)]);
		if (seconds < 3600) return __("{0} min", [Math.round(seconds / 60)]);
		return seconds < 86400 ? __("{0} h", [Math.round(seconds / 3600)]) : __("{0} d", [Math.round(seconds / 86400)]);
	};

	const told = (row) => {
		const wait = row.mean === null ? "–" : frappe.utils.get_formatted_duration(row.mean);
		const facts = [
			`${row.weekday} ${row.hour}`,
			`${__("Customers' messages")}: ${row.messages}`,
			`${__("Team's answers")}: ${row.answers}`,
			`${__("Openings")}: ${row.openings}`,
			`${__("Mean wait")}: ${wait}`,
		];
		if (row.open !== null) facts.push(`${__("Opening hours")}: ${row.open} %`);
		return facts.join("\n");
	};

	// One hour; it opens the openings behind it, where there are any.
	const cell = (row, most) => {
		const { color, short: as_time } = SHOWN[shown];
		const value = row[shown];
		const made = node("td", undefined, { title: told(row) });
		if (row.open) made.setAttribute("data-open", "");
		if (!value) return made;
		const share = Math.round(20 + 80 * Math.sqrt(value / most));
		made.style.backgroundColor = `color-mix(in srgb, var(${color}) ${share}%, var(--fg-color))`;
		if (share > 65) made.setAttribute("data-much", "");
		const text = as_time ? short(value) : String(value);
		const address = (row.opens || {}).openings;
		if (address) made.append(node("a", text, { href: address }));
		else made.textContent = text;
		return made;
	};

	const table = (rows) => {
		const made = node("table", undefined, { "aria-label": SHOWN[shown].label });
		const most = Math.max(1, ...rows.map((row) => row[shown] || 0));
		const head = node("tr");
		head.append(node("th", undefined, { scope: "row" }));
		rows.slice(0, 24).forEach((row) => head.append(node("th", row.hour.slice(0, 2), { scope: "col" })));
		made.append(head);
		for (let day = 0; day < rows.length / 24; day++) {
			const line = node("tr");
			const hours = rows.slice(day * 24, day * 24 + 24);
			line.append(node("th", hours[0].weekday, { scope: "row" }));
			hours.forEach((row) => line.append(cell(row, most)));
			made.append(line);
		}
		return made;
	};

	const choice = (draw) => {
		const group = node("div", undefined, { class: "btn-group", role: "group" });
		Object.entries(SHOWN).forEach(([name, { label }]) => {
			const chosen = name === shown;
			const button = node("button", label, {
				type: "button",
				class: `btn btn-sm ${chosen ? "btn-primary" : "btn-default"}`,
				"aria-pressed": chosen,
			});
			button.addEventListener("click", () => {
				shown = name;
				draw();
			});
			group.append(button);
		});
		return group;
	};

	// The map stands in the report's own place, so that it goes when another report comes.
	const draw_map = (wrapper, rows) => {
		const old = wrapper.querySelector(`.${NODE}`);
		const map = node("div", undefined, { class: NODE });
		map.append(node("style", STYLE), choice(() => draw_map(wrapper, rows)), table(rows));
		if (rows.some((row) => row.open)) {
			map.append(node("div", __("Underlined: in opening hours."), { class: "text-muted" }));
		}
		if (old) old.replaceWith(map);
		else wrapper.prepend(map);
	};

	frappe.query_reports["Response Heat Map"] = {
		filters: [
			...fb_care.reports.period(28),
			fb_care.reports.page(),
			{ fieldname: "policy", label: __("Policy"), fieldtype: "Link", options: "FB Response Policy" },
		],
		onload: fb_care.reports.ready,
		formatter: fb_care.reports.cell,
		after_datatable_render: (datatable) => {
			const rows = frappe.query_report.data || [];
			if (rows.length && rows.length % 24 === 0) draw_map(datatable.wrapper, rows);
		},
	};
})();
