// The list: what is asked for, what is loaded, and how news come in. What is chosen and done with it: list_choice, list_actions.
import { shallowReactive, watch } from "vue";

import { listActions } from "./list_actions.js";
import { listChoice } from "./list_choice.js";
import { cleared, asked, matches, NONE, remembered, toRemember } from "./list_filters.js";
import { appended, merged, missing } from "./list_merge.js";
import { keyOf } from "./names.js";

/** Rows asked for at once, and threads of which news are asked one by one; more is a new first page. */
const SIZE = 50;
const MOST_NEWS = 200;
/** Counts are asked so long after the first of many news. */
const COUNT_MS = 800;

/** Shallow on purpose: ten thousand rows are no ten thousand proxies. Rows and sets are replaced, never changed. */
function emptyState() {
	return shallowReactive({
		filters: { ...NONE },
		items: [],
		/** The cursor of the next page; null at the end. */
		older: null,
		counts: null,
		loading: false,
		loadingMore: false,
		error: "",
		moreError: "",
		/** Keys of rows that don't match any more and stay only because they are open. */
		left: new Set(),
		/** Grows with every first page of another question: the view goes back to its top. */
		asked: 0,
	});
}

export function listStore(inbox) {
	const state = emptyState();
	let asking = null;
	let counting = null;
	let countTimer = null;
	let begun = false;

	const storageKey = () => `fb_care_inbox_list:${inbox.host.user()}`;
	const remember = () => {
		try {
			inbox.host.storage.setItem(storageKey(), toRemember(state.filters));
		} catch (_error) {
			// A full or forbidden storage costs only the memory of the filters.
		}
	};
	const recall = () => {
		begun = true;
		try {
			state.filters = remembered(inbox.host.storage.getItem(storageKey()), inbox.state.start);
		} catch (_error) {
			state.filters = { ...NONE };
		}
	};
	const fits = (row) => matches(row, state.filters, { me: inbox.host.user(), nowMs: inbox.state.nowMs });
	const openKey = () => (inbox.state.open ? keyOf(inbox.state.open) : "");
	const wrong = (error) => error.name !== "AbortError";

	/** Ask for the first page of a new question. What came before is given up. */
	async function load() {
		if (!begun) recall();
		if (asking) asking.abort();
		const mine = (asking = new AbortController());
		Object.assign(state, { loading: true, error: "", moreError: "", loadingMore: false });
		list.clearChoice();
		count();
		try {
			const found = await inbox.api.rows(asked(state.filters), "", SIZE, { signal: mine.signal });
			if (mine !== asking) return;
			Object.assign(state, { items: found.items, older: found.older, left: new Set(), asked: state.asked + 1 });
		} catch (error) {
			if (mine !== asking || !wrong(error)) return;
			Object.assign(state, { error: error.message, items: [], older: null });
		}
		state.loading = false;
	}

	/** Ask for the page behind what is loaded. */
	async function more() {
		if (!state.older || state.loading || state.loadingMore) return;
		const mine = asking;
		Object.assign(state, { loadingMore: true, moreError: "" });
		try {
			const found = await inbox.api.rows(asked(state.filters), state.older, SIZE, { signal: mine && mine.signal });
			if (mine !== asking) return;
			state.items = appended(state.items, found.items);
			state.older = found.older;
		} catch (error) {
			if (mine !== asking || !wrong(error)) return;
			state.moreError = error.message;
		}
		state.loadingMore = false;
	}

	/** The same question again, merged into what is there: nothing jumps. */
	async function refresh() {
		if (!begun || state.loading || !inbox.state.online) return;
		if (state.error) return load();
		const mine = asking;
		count();
		try {
			const found = await inbox.api.rows(asked(state.filters), "", SIZE, { signal: mine && mine.signal });
			if (mine !== asking) return;
			const sort = state.filters.sort;
			const gone = missing(state.items, found.items, { sort, isAll: !found.older });
			take(found.items, gone);
			if (!state.older && found.older && state.items.length <= found.items.length) state.older = found.older;
			readInView(found.items);
		} catch (_error) {
			// The next question tells; what is on the screen stays.
		}
	}

	/** Rows further down that one looks at are asked too, in case no news came of them. */
	function readInView(page) {
		const known = new Set(page.map(keyOf));
		const others = list.inView().filter((row) => row && !known.has(keyOf(row)));
		if (others.length) readSome(others.slice(0, MOST_NEWS));
	}

	/** News of single threads: {doctype, name, gone}. */
	async function news(changed) {
		if (!begun) return;
		countSoon();
		const loaded = new Set(state.items.map(keyOf));
		const wanted = changed.filter((one) => !one.gone && (loaded.has(keyOf(one)) || !state.filters.query));
		const gone = new Set(changed.filter((one) => one.gone).map(keyOf));
		if (gone.size) drop(gone);
		if (wanted.length > MOST_NEWS || (state.filters.query && wanted.length < changed.length)) await refresh();
		const before = list.rowOf(openKey());
		if (wanted.length && wanted.length <= MOST_NEWS) await readSome(wanted);
		readOpen(before);
	}

	/** What comes in while one looks at it is read. */
	function readOpen(before) {
		const row = list.rowOf(openKey());
		if (before && row && row.unread && row.last_ms > before.last_ms && inbox.host.isShown()) list.read(row);
	}

	/** Ask for single rows anew and merge them. */
	async function readSome(threads) {
		const mine = asking;
		try {
			const found = await inbox.api.some(threads);
			if (mine !== asking) return;
			const there = new Set(found.items.map(keyOf));
			const gone = new Set(threads.map(keyOf).filter((key) => !there.has(key)));
			const loaded = new Map(state.items.map((row) => [keyOf(row), row]));
			found.items.filter((row) => !fits(row)).forEach((row) => gone.add(keyOf(row)));
			const rows = found.items.filter((row) => loaded.has(keyOf(row)) || (fits(row) && !state.filters.query));
			take(rows.map((row) => withFound(row, loaded.get(keyOf(row)))), gone);
		} catch (_error) {
			// Asked again at the next poll.
		}
	}

	/** What a search found in a row is known only to the search. */
	function withFound(row, known) {
		return known && known.found && !row.found ? { ...row, found: known.found } : row;
	}

	/** Merge rows; of those that leave the open one stays until another is opened. */
	function take(rows, gone) {
		const stays = openKey();
		const left = new Set(state.left);
		rows.forEach((row) => left.delete(keyOf(row)));
		if (gone.has(stays) && state.items.some((row) => keyOf(row) === stays)) left.add(stays);
		const leaving = new Set([...gone].filter((key) => key !== stays));
		const isWhole = !state.older;
		const shown = rows.filter((row) => !gone.has(keyOf(row)) || keyOf(row) === stays);
		const before = state.items;
		state.items = merged(state.items, shown, { sort: state.filters.sort, gone: leaving, isWhole });
		state.left = left;
		list.forget(leaving, before);
	}

	/** What isn't there any more at all. */
	function drop(keys) {
		const before = state.items;
		state.items = merged(before, [], { gone: keys });
		list.forget(keys, before);
	}

	/** Show changed rows at once, before the server has said so. */
	function patch(rows) {
		const changed = new Map(rows.map((row) => [keyOf(row), row]));
		const gone = new Set(rows.filter((row) => !fits(row)).map(keyOf));
		if (!state.items.some((row) => changed.has(keyOf(row)))) return;
		take(rows, gone);
	}

	async function count() {
		clearTimeout(countTimer);
		countTimer = null;
		if (counting) counting.abort();
		const mine = (counting = new AbortController());
		try {
			const found = await inbox.api.counts(asked(state.filters), { signal: mine.signal });
			if (mine === counting) state.counts = found;
		} catch (_error) {
			// Old numbers are better than none.
		}
	}
	function countSoon() {
		countTimer = countTimer || setTimeout(count, COUNT_MS);
	}

	function setFilters(next) {
		state.filters = { ...next };
		remember();
		return load();
	}

	// The open row that doesn't match any more leaves when another is opened, not before.
	watch(
		() => openKey(),
		(open) => {
			if (!state.left.size) return;
			const leaving = new Set([...state.left].filter((key) => key !== open));
			state.left = new Set([...state.left].filter((key) => key === open));
			drop(leaving);
		}
	);

	const list = {
		state,
		load,
		more,
		refresh,
		news,
		readSome,
		patch,
		drop,
		countSoon,
		/** Nothing more is asked of the server by itself. */
		end() {
			clearTimeout(countTimer);
			if (asking) asking.abort();
			if (counting) counting.abort();
			asking = null;
			begun = false;
			list.endActions();
		},
		/** The rows that are drawn; who draws them puts this here. */
		inView: () => [],
		/** `name`: see NONE in list_filters.js. Asks the server anew. */
		setFilter: (name, value) => setFilters({ ...state.filters, [name]: value }),
		clearFilters: () => setFilters(cleared(state.filters)),
		rowOf: (key) => state.items.find((row) => keyOf(row) === key) || null,
	};
	Object.assign(list, listChoice(inbox, list));
	Object.assign(list, listActions(inbox, list));
	return list;
}
