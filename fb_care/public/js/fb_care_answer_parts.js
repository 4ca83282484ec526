// Pieces of the answer dialog and of the forms that open it. All text becomes text nodes, never HTML.
frappe.provide("fb_care.answer");

(function () {
	const element = fb_care.element;

	fb_care.answer.button = function (label, className, action) {
		const node = element("button", `btn ${className}`, label);
		node.type = "button";
		node.addEventListener("click", action);
		return node;
	};

	// "14:05", with the day where that is not today, as this user reads times; `at` is in the site's time.
	fb_care.answer.clock = function (at) {
		if (!at) return "";
		const shown = (time) => frappe.datetime.str_to_user(time.slice(0, 19)).replace(/(\d\d:\d\d):\d\d/, "$1");
		const day = (time) => shown(time).split(" ")[0];
		const time = shown(at);
		return day(at) === day(frappe.datetime.now_datetime()) ? time.split(" ").slice(1).join(" ") : time;
	};

	// To whom and by which way: said wherever something can be sent.
	fb_care.answer.where = function (way) {
		if (way.private) return __("Private message to {0}", [way.to]);
		return way.post
			? __("Public reply to {0} under the post “{1}”", [way.to, way.post])
			: __("Public reply to {0}", [way.to]);
	};

	// Until when, or why not and what else can be done; `elapsed` is what has passed since the server said so.
	fb_care.answer.window_words = function (about, elapsed) {
		const alternatives = (about.alternatives || []).map((one) => one.label);
		if (!about.may) return [about.reason, ...alternatives].filter(Boolean);
		const words = [about.reason, about.waits];
		if (about.until_ms) {
			const left = about.until_ms - about.now_ms - elapsed;
			words.unshift(
				left > 0
					? __("Until {0}, {1} left", [fb_care.answer.clock(about.until), fb_care.duration(left)])
					: __("The time to answer has just run out.")
			);
		}
		return words.filter(Boolean);
	};

	const DECISIONS = {
		again: () => __("Send again"),
		it_was_sent: () => __("It was sent"),
		discard: () => __("Discard"),
	};
	const ASKED = {
		again: (row) =>
			row.state === "Unknown"
				? __("It may have arrived already. Look at the conversation on Facebook first. Send it again?")
				: "",
		it_was_sent: () => __("Did you see it in the conversation on Facebook?"),
		discard: () => __("It will not be sent any more. Discard it?"),
	};

	async function decide(row, decision, after) {
		const question = ASKED[decision](row);
		const go = async () => {
			await frappe.call({
				method: `fb_care.api.answers.${decision}`,
				args: { row: row.row, doctype: row.doctype },
				freeze: true,
			});
			after();
		};
		if (question) frappe.confirm(question, go);
		else await go();
	}

	// Answers that failed, wait, or whose fate nobody knows, each with what a person can decide.
	fb_care.answer.unsettled = function (rows, after) {
		const box = element("div", "fb-care-unsettled");
		(rows || []).forEach((row) => {
			const line = element("div", "fb-care-unsettled-row");
			line.appendChild(element("div", "fb-care-quote", row.text));
			line.appendChild(element("div", "small", [row.by, row.words].filter(Boolean).join(": ")));
			row.decisions.forEach((decision) =>
				line.appendChild(
					fb_care.answer.button(DECISIONS[decision](), "btn-default btn-xs", () => decide(row, decision, after))
				)
			);
			box.appendChild(line);
		});
		return box;
	};

	fb_care.answer.style = function () {
		if (document.getElementById("fb-care-answer-style")) return;
		const node = element("style");
		node.id = "fb-care-answer-style";
		node.textContent = `
			.fb-care-where { padding: 8px 12px; border-radius: 8px; font-weight: 600; background: var(--bg-blue, #e7f1ff); }
			.fb-care-where.fb-care-public { background: var(--bg-orange, #fff1e0); }
			.fb-care-where small { display: block; font-weight: 400; }
			.fb-care-count { text-align: right; }
			.fb-care-suggestions, .fb-care-tools, .fb-care-files { display: flex; flex-wrap: wrap; gap: 6px; margin: 6px 0; }
			.fb-care-suggestions button { max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
			.fb-care-files span { background: var(--control-bg); border-radius: 8px; padding: 2px 8px; overflow-wrap: anywhere; }
			.fb-care-unsettled-row { border-left: 3px solid var(--red-500, #e03636); padding: 4px 10px; margin: 6px 0; }
			.fb-care-unsettled-row button { margin: 4px 6px 0 0; }
			.fb-care-quote { white-space: pre-wrap; overflow-wrap: anywhere; max-height: 5em; overflow-y: auto; }`;
		document.head.appendChild(node);
	};
})();
