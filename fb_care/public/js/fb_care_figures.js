// How responsive a page is, on its form: the badge, what will become of it, who waits; from fb_care.api.figures.
// Names of people become text nodes only: nothing here builds HTML.
frappe.provide("fb_care.figures");

(function () {
	const element = fb_care.element;
	const REPORT = "Openings and Answers";

	const percent = (value) => __("{0} %", [Math.round(value * 10) / 10]);
	// To the minute.
	const at = (value) => (value ? frappe.datetime.str_to_user(value).replace(/(\d:\d\d):\d\d/, "$1") : "");

	function link(text, href) {
		const node = element("a", "", text);
		node.href = href;
		return node;
	}

	function formLink(doctype, name, text) {
		return link(text || name, frappe.utils.get_form_link(doctype, name));
	}

	function line(className, ...parts) {
		const node = element("div", className);
		node.append(...parts);
		return node;
	}

	function pill(text, colour) {
		return element("span", `indicator-pill no-indicator-dot ${colour}`, text);
	}
	fb_care.figures.pill = pill;

	// One criterion: how far it is, where its limit stands, and the same in words for those who hear it.
	// `share` and `limit` are parts of the bar's whole, 0 to 1.
	function meter({ title, shown, asked, share, limit, good, about }) {
		const box = element("div", "fb-care-meter");
		const head = line("fb-care-meter-head", element("span", "", title));
		head.append(element("strong", "", shown), element("span", "text-muted", asked));
		const bar = element("div", "fb-care-bar");
		bar.setAttribute("role", "meter");
		bar.setAttribute("aria-label", title);
		bar.setAttribute("aria-valuemin", 0);
		bar.setAttribute("aria-valuemax", 100);
		bar.setAttribute("aria-valuenow", Math.round(share * 100));
		bar.setAttribute("aria-valuetext", `${shown}, ${asked}`);
		const filled = element("div", `fb-care-bar-filled ${good ? "good" : "bad"}`);
		filled.style.width = `${Math.min(share, 1) * 100}%`;
		const mark = element("div", "fb-care-bar-limit");
		mark.style.left = `${limit * 100}%`;
		bar.append(filled, mark);
		box.append(head, bar, element("div", "text-muted small", about));
		return box;
	}

	function rateMeter(badge) {
		const none = badge.rate === null;
		return meter({
			title: __("Response rate"),
			shown: none ? "–" : percent(badge.rate),
			asked: __("at least {0}", [percent(badge.rate_percent)]),
			share: none ? 0 : badge.rate / 100,
			limit: badge.rate_percent / 100,
			good: !none && badge.rate >= badge.rate_percent,
			about: none
				? __("Nobody wrote in this time.")
				: __("{0} of {1} openings answered", [badge.answered, badge.openings]),
		});
	}

	// The bar's whole is twice what is allowed, so that the limit stands in its middle.
	function timeMeter(badge) {
		const none = badge.mean_ms === null;
		return meter({
			title: __("Response time"),
			shown: none ? "–" : fb_care.duration(badge.mean_ms),
			asked: __("at most {0}", [fb_care.duration(badge.time_ms)]),
			share: none ? 0 : Math.min(badge.mean_ms / (2 * badge.time_ms), 1),
			limit: 0.5,
			good: !none && badge.mean_ms <= badge.time_ms,
			about: none
				? __("Nothing was answered in this time.")
				: __("Mean of the fastest {0} of {1} answers", [badge.counted, badge.answered]),
		});
	}

	function badgePart(found) {
		const { badge } = found;
		const box = element("div", "fb-care-figures-part");
		const state = badge.earned
			? pill(__("Very responsive"), "green")
			: pill(__("Badge not earned"), "orange");
		const window_ = __("{0} to {1}", [at(badge.from_at), at(badge.to_at)]);
		box.append(line("fb-care-figures-head", state, element("span", "text-muted small", window_)));
		box.append(line("fb-care-meters", rateMeter(badge), timeMeter(badge)));
		return box;
	}

	function toldPart(found) {
		const { told } = found;
		const box = element("div", "fb-care-figures-part");
		const label = found.label
			? __("People are told: {0}", [__(found.label)])
			: __("People are told nothing: the response time is longer than a day, or there is no answer yet.");
		const how = found.by_hand ? __("set by hand") : __("as measured");
		box.append(line("", element(found.label ? "strong" : "span", "", label)));
		if (found.label) box.lastChild.append(element("span", "text-muted small", ` · ${how}`));
		const parts = [told.policy];
		if (told.mean_ms !== null) parts.push(__("response time {0}", [fb_care.duration(told.mean_ms)]));
		if (told.rate !== null)
			parts.push(__("response rate {0} ({1} of {2})", [percent(told.rate), told.answered, told.openings]));
		box.append(element("div", "text-muted small", parts.join(" · ")));
		return box;
	}

	// What will be, in one sentence or two.
	fb_care.figures.foretold = function (found) {
		const { forecast } = found;
		if (!forecast) return [__("This policy allows no forecast.")];
		if (!found.badge.openings) return [__("One opening answered in time earns the badge.")];
		const words = [];
		if (forecast.changes_at)
			words.push(
				forecast.earned
					? __("If nothing changes, the badge is lost on {0}.", [at(forecast.changes_at)])
					: __("If nothing changes, the badge comes back on {0}.", [at(forecast.changes_at)])
			);
		else
			words.push(
				forecast.earned
					? __("If nothing changes, the badge stays while there is anything in these days.")
					: __("If nothing changes, the badge does not come back by itself.")
			);
		if (forecast.earned && forecast.missing)
			words.push(__("Answers that are missing by then: {0}.", [forecast.missing]));
		if (!forecast.earned) words.push(...toWin(found));
		return words;
	};

	function toWin({ forecast }) {
		const { waiting, new: fresh } = forecast.to_win;
		if (!waiting && !fresh) return [];
		if (!fresh) return [__("Answers that win it back: {0} to those who wait, given now.", [waiting])];
		if (!waiting) return [__("Answers that win it back: {0} to new openings, within a minute.", [fresh])];
		return [
			__("Answers that win it back: {0} to those who wait, given now, and {1} to new openings, within a minute.", [
				waiting,
				fresh,
			]),
		];
	}

	function deadline(row) {
		if (row.too_late) return __("too late for the response time; still counts for the rate");
		return row.by_at ? __("answer by {0}", [at(row.by_at)]) : __("an answer helps at any time");
	}

	function waitingRow(row) {
		const node = element("li");
		node.append(
			row.conversation
				? formLink("FB Conversation", row.conversation, fb_care.written(row.title))
				: element("span", "", __("a conversation that you may not see"))
		);
		const words = ` · ${__("wrote {0}", [at(row.opened_at)])} · `;
		node.append(element("span", "text-muted small", words));
		node.append(element("span", row.by_at && !row.too_late ? "small fb-care-deadline" : "text-muted small", deadline(row)));
		return node;
	}

	function waitingPart({ forecast }) {
		const box = element("div", "fb-care-figures-part");
		if (!forecast || !forecast.waits) return box;
		const costly = forecast.waiting.filter((row) => row.costs);
		const title = forecast.costs
			? __("Messages that cost the badge ({0})", [forecast.costs])
			: __("Waiting for an answer: {0}; none costs the badge.", [forecast.waits]);
		box.append(element("div", "fb-care-figures-title", title));
		if (!costly.length) return box;
		const list = element("ul", "fb-care-rows");
		list.setAttribute("aria-label", title);
		// It scrolls, also by keyboard.
		list.tabIndex = 0;
		list.append(...costly.map(waitingRow));
		box.append(list);
		const more = forecast.costs - costly.length;
		if (more > 0) box.append(element("div", "text-muted small", __("{0} more", [more])));
		return box;
	}

	function asidePart(found) {
		const box = element("div", "fb-care-figures-part text-muted small");
		const left = Object.entries(found.badge.left_out).map(([why, count]) => `${__(why)} ${count}`);
		if (left.length) box.append(element("div", "", __("Left out: {0}", [left.join(", ")])));
		const { comments } = found;
		if (comments.all) {
			const said = [__("{0} of {1} answered", [comments.answered, comments.all])];
			if (comments.mean_ms !== null) said.push(__("after {0} on average", [fb_care.duration(comments.mean_ms)]));
			const words = __("Public comments of the last {0} days, not part of the badge: {1}", [
				comments.days,
				said.join(", "),
			]);
			box.append(element("div", "", words));
		}
		return box;
	}

	function linksPart(found, again) {
		const query = new URLSearchParams({ page: found.page, policy: found.badge.policy });
		const box = element("div", "fb-care-figures-links small");
		box.append(
			link(__("The messages behind this"), `/app/query-report/${encodeURIComponent(REPORT)}?${query}`),
			formLink("FB Response Policy", found.badge.policy, __("Formula of the badge")),
			formLink("FB Response Policy", found.told.policy, __("Formula of what people are told"))
		);
		const as_of = element("span", "text-muted", __("as of {0}", [at(found.as_of_at)]));
		as_of.setAttribute("role", "status");
		box.append(as_of);
		if (again) {
			const button = element("button", "btn btn-xs btn-default", __("Bring up to date"));
			button.type = "button";
			button.addEventListener("click", again);
			box.append(button);
		}
		box.append(element("span", "text-muted", __("This app's figure by its own formula, not Meta's.")));
		return box;
	}

	function style() {
		if (document.getElementById("fb-care-figures-style")) return;
		const node = element("style");
		node.id = "fb-care-figures-style";
		node.textContent = `
			.fb-care-responsiveness { overflow-wrap: anywhere; }
			.fb-care-figures-part { margin-bottom: 14px; }
			.fb-care-figures-part:empty { display: none; }
			.fb-care-figures-head, .fb-care-figures-links { display: flex; flex-wrap: wrap; align-items: center;
				gap: 4px 16px; }
			.fb-care-figures-title { font-weight: 600; }
			.fb-care-meters { display: flex; flex-wrap: wrap; gap: 12px 40px; margin-top: 10px; }
			.fb-care-meter { flex: 1 1 260px; max-width: 460px; }
			.fb-care-meter-head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 10px; }
			.fb-care-meter-head strong { font-size: var(--text-lg, 16px); }
			.fb-care-bar { position: relative; height: 10px; margin: 5px 0; border-radius: 5px;
				background: var(--gray-300); }
			[data-theme="dark"] .fb-care-bar { background: var(--gray-700); }
			.fb-care-bar-filled { height: 100%; border-radius: 5px; }
			.fb-care-bar-filled.good { background: var(--green-500); }
			.fb-care-bar-filled.bad { background: var(--orange-500); }
			.fb-care-bar-limit { position: absolute; top: -3px; bottom: -3px; width: 2px; margin-left: -1px;
				background: var(--text-color); }
			.fb-care-responsiveness .fb-care-rows { margin: 4px 0; padding: 0; list-style: none;
				max-height: 320px; overflow-y: auto; }
			.fb-care-responsiveness .fb-care-rows li { padding: 4px 0; border-top: 1px solid var(--border-color); }
			.fb-care-deadline { font-weight: 600; }`;
		document.head.append(node);
	}

	// The panel, as a node. `again`: what the button does; none where the user may not.
	fb_care.figures.panel = function (found, again) {
		style();
		const box = element("div", "fb-care-responsiveness");
		box.append(badgePart(found));
		const words = element("div", "fb-care-figures-part fb-care-foretold");
		words.append(...fb_care.figures.foretold(found).map((one) => element("div", "", one)));
		box.append(words, waitingPart(found), toldPart(found), asidePart(found), linksPart(found, again));
		return box;
	};
})();
