// The bar on top: which pages are picked, being away, the badge.
import { reactive } from "vue";

import { chosen, neighbour, toggled } from "../top/pages.js";

/** Without a connection everything is asked every few seconds; what stands here changes seldom. */
const PAGES_MS = 30000;
/** So many pages are asked for one by one. */
const MOST = 20;

export function topStore(inbox) {
	const state = reactive({
		/** Page -> fb_care.api.away.state, and fb_care.api.figures.of_page, as far as they were asked for. */
		away: {},
		figures: {},
		busy: false,
		error: "",
	});
	let askedAt = 0;

	const pages = () => inbox.state.start?.pages || [];
	const picked = () => inbox.list.state.filters.pages || [];
	const shown = () => chosen(pages(), picked());
	const pick = (names) => inbox.list.setFilter("pages", names);

	/** Ask one thing about each of these pages; what can't be had is missing, and the words are kept. */
	async function each(names, ask, into) {
		const answers = await Promise.allSettled(names.slice(0, MOST).map(async (name) => [name, await ask(name)]));
		const failed = answers.find((one) => one.status === "rejected");
		if (failed && failed.reason.kind !== "offline") state.error = failed.reason.message;
		answers.filter((one) => one.status === "fulfilled").forEach(({ value: [name, found] }) => (into[name] = found));
	}

	const askAway = (names) => each(names, (page) => inbox.api.away("state", { page }), state.away);
	const askFigures = (names) => each(names, (page) => inbox.api.figures(page), state.figures);
	const names = () => shown().map((page) => page.name);

	/** What the bar itself says: everything of one page, of several only what the server tells of all at once. */
	function look() {
		state.error = "";
		const wanted = names();
		if (wanted.length !== 1) return Promise.resolve();
		return Promise.all([askAway(wanted), askFigures(wanted)]);
	}

	async function askPages() {
		askedAt = Date.now();
		const start = await inbox.api.start();
		inbox.state.start = { ...inbox.state.start, pages: start.pages };
	}

	async function refresh({ now = false } = {}) {
		if (!inbox.state.start || (!now && Date.now() - askedAt < PAGES_MS)) return;
		try {
			await askPages();
			await look();
		} catch (error) {
			if (error.kind !== "offline") state.error = error.message;
		}
	}

	/** Do something with the switch of each of these pages; whether all went well. */
	async function change(method, list, args = {}) {
		state.busy = true;
		state.error = "";
		const failed = [];
		for (const page of list) {
			try {
				state.away[page] = await inbox.api.away(method, { page, ...args });
			} catch (error) {
				failed.push(error.message);
			}
		}
		state.busy = false;
		await refresh({ now: true });
		if (failed.length) state.error = [...new Set(failed)].join("\n");
		return !failed.length;
	}

	return {
		state,
		picked,
		shown,
		pick,
		toggle: (name) => pick(toggled(pages(), picked(), name)),
		step: (by) => pick(neighbour(pages(), picked(), by)),
		look,
		refresh,
		figuresNews: (page) => (page in state.figures || names().includes(page)) && askFigures([page]),
		askAway: () => askAway(names()),
		askFigures: () => askFigures(names()),
		setAway: (list, untilMs, reason) => change("set_away", list, { until: new Date(untilMs).toISOString(), reason }),
		setBack: (list) => change("set_back", list),
		setMessages: (list, on) => change("set_messages", list, { on: on ? 1 : 0 }),
	};
}
