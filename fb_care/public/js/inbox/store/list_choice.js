// Which rows are chosen for doing something with many, and at which row the keys are.
import { shallowReactive } from "vue";

import { range } from "./list_merge.js";
import { keyOf } from "./names.js";

export function listChoice(inbox, list) {
	const choice = shallowReactive({
		/** Keys of chosen rows. */
		keys: new Set(),
		/** Everything that matches is chosen, loaded or not. */
		all: false,
		/** The row of the last single choice: a range begins there. */
		anchor: "",
		/** The row that has the focus or had it last. */
		at: "",
	});
	const set = (keys, more = {}) => Object.assign(choice, { keys, all: false, ...more });
	const items = () => list.state.items;

	/** Choose a row or take it off; `stretch`: all from the last choice to here. */
	function toggle(key, stretch = false) {
		const keys = new Set(choice.keys);
		if (stretch) range(items(), choice.anchor, key).forEach((one) => keys.add(one));
		else if (!keys.delete(key)) keys.add(key);
		set(keys, stretch ? {} : { anchor: key });
	}

	/** Go `step` rows on; gives the key of the row, or "". */
	function move(step) {
		const keys = items().map(keyOf);
		if (!keys.length) return "";
		const now = keys.indexOf(choice.at);
		const next = now === -1 ? (step > 0 ? 0 : keys.length - 1) : now + step;
		choice.at = keys[Math.min(Math.max(next, 0), keys.length - 1)];
		return choice.at;
	}

	/** Rows that left are chosen no more; the keys go to the row that took the place. `before`: the rows until now. */
	function forget(keys, before) {
		if (keys.has(choice.at)) {
			const place = before.findIndex((row) => keyOf(row) === choice.at);
			const next = before.slice(place).find((row) => !keys.has(keyOf(row))) || items()[items().length - 1];
			choice.at = next ? keyOf(next) : "";
		}
		if ([...keys].some((key) => choice.keys.has(key))) {
			set(new Set([...choice.keys].filter((key) => !keys.has(key))), { all: choice.all });
		}
	}

	/** What an action is about: the chosen rows, else the row of the keys, else the open thread. */
	function subjects() {
		const chosen = items().filter((row) => choice.keys.has(keyOf(row)));
		if (chosen.length) return chosen;
		const open = inbox.state.open && (list.rowOf(keyOf(inbox.state.open)) || inbox.thread.state.row);
		const row = list.rowOf(choice.at) || open;
		return row ? [row] : [];
	}

	return {
		choice,
		toggle,
		move,
		forget,
		subjects,
		chooseLoaded: () => set(new Set(items().map(keyOf))),
		chooseAll: () => set(new Set(items().map(keyOf)), { all: true }),
		clearChoice: () => set(new Set(), { anchor: "" }),
	};
}
