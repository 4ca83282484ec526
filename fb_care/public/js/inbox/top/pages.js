// Which pages are picked, and how they stand. `picked`: names, none for all of them.

export const chosen = (pages, picked) => (picked.length ? pages.filter((page) => picked.includes(page.name)) : pages);

/** The pages after one was ticked or unticked; all of them is none, so that a new page is among them. */
export function toggled(pages, picked, name) {
	const now = picked.includes(name) ? picked.filter((one) => one !== name) : [...picked, name];
	return now.length === pages.length ? [] : pages.map((page) => page.name).filter((one) => now.includes(one));
}

/** The next or previous of: all, first page, second page, … */
export function neighbour(pages, picked, step) {
	const names = pages.map((page) => page.name);
	const at = picked.length === 1 ? names.indexOf(picked[0]) + 1 : 0;
	const next = (at + step + names.length + 1) % (names.length + 1);
	return next ? [names[next - 1]] : [];
}

export function pickWords(pages, picked) {
	if (!pages.length) return __("No pages");
	if (picked.length === 1 || pages.length === 1) return chosen(pages, picked)[0]?.page_name || picked[0];
	return picked.length ? __("{0} of {1} pages", [picked.length, pages.length]) : __("All pages");
}

/** How a page stands, the worst first: {kind, words}; `kind` is "off", "away" or "here". */
export function standing(page, time) {
	if (!page.enabled) return { kind: "off", words: __("Switched off: nothing is received") };
	if (page.messages_off) return { kind: "off", words: __("Messages are off") };
	if (!page.away) return { kind: "here", words: __("Available") };
	return { kind: "away", words: page.away_until_ms ? __("Away until {0}", [time(page.away_until_ms)]) : __("Away") };
}

/** How several pages stand in one word: {kind, words}. */
export function standingOfAll(pages, time) {
	if (pages.length === 1) return standing(pages[0], time);
	const all = pages.map((page) => standing(page, time));
	const gone = all.filter((one) => one.kind !== "here").length;
	if (!gone) return { kind: "here", words: __("Available") };
	if (gone < pages.length) return { kind: "away", words: __("{0} of {1} away", [gone, pages.length]) };
	const same = all.every((one) => one.words === all[0].words);
	return { kind: all.every((one) => one.kind === "off") ? "off" : "away", words: same ? all[0].words : __("All away") };
}
