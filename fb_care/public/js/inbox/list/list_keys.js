// The keys of the list.
import { PASS, useKey } from "../keys.js";
import { TABS } from "../store/list_filters.js";
import { keyOf } from "../store/names.js";

/** `start(action)` does something with what is chosen; `focusRow(key)`; `search()` goes to the search box. */
export function useListKeys(inbox, { start, focusRow, search }) {
	const list = inbox.list;
	const go = (step) => () => focusRow(list.move(step));
	const subject = () => list.subjects()[0];
	const key = (name, words, work) => useKey(name, words, "list", work);

	key("j", () => __("Next conversation"), go(1));
	key("k", () => __("Previous conversation"), go(-1));
	key("o", () => __("Open the conversation (also Enter)"), () => {
		const row = list.rowOf(list.choice.at);
		return row ? inbox.open(row) : PASS;
	});
	key("x", () => __("Choose the conversation (shift and click: all in between)"), () => {
		const row = list.rowOf(list.choice.at);
		return row ? list.toggle(keyOf(row)) : PASS;
	});
	key("e", () => __("Done, or open again"), () => {
		const row = subject();
		if (row) start(row.state === "Done" ? "open" : "done");
	});
	key("s", () => __("Spam"), () => subject() && start("spam"));
	key("f", () => __("Flag for follow-up, or take the flag off"), () => {
		const row = subject();
		if (row) start(row.follow_up ? "not_follow_up" : "follow_up");
	});
	key("u", () => __("Mark as unread, or as read"), () => {
		const row = subject();
		if (row) start(row.unread ? "read" : "unread");
	});
	key("a", () => __("Assign to a colleague"), () => subject() && start("assign"));
	key("l", () => __("Put a label on"), () => subject() && start("label"));
	key("z", () => __("Undo what was just done"), () => (list.work.undo && list.work.undo.token ? list.undo() : PASS));
	key("/", () => __("Search"), search);
	TABS.forEach((tab, at) => {
		key(String(at + 1), () => __("Tab {0}", [at + 1]), () => list.setFilter("tab", tab));
	});
	key("Escape", () => __("Choose nothing"), (event) => {
		if (!list.choice.keys.size || (event.target.closest && event.target.closest("input:not([type=checkbox]), textarea"))) return PASS;
		list.clearChoice();
	});
}
