// The keys. A key works where nobody is typing; the panes register what theirs do.
import { onMounted, onUnmounted } from "vue";

/** What `work` gives when the key is not for it just now: the next one is asked, or the browser does what it does. */
export const PASS = Symbol("not now");

/** {key, words, group, work}: every key that is in use, for the help too. The newest of a key is asked first. */
let known = [];

/** Have a key do something while the component is there. `key` as KeyboardEvent.key, "shift+" or "mod+" before it. */
export function useKey(key, words, group, work) {
	const entry = { key, words, group, work };
	onMounted(() => known.push(entry));
	onUnmounted(() => (known = known.filter((one) => one !== entry)));
}

/** One of each key. */
export function allKeys() {
	return [...new Map(known.map((entry) => [entry.key, entry])).values()];
}

function isTyping(target) {
	return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function nameOf(event) {
	const mod = event.ctrlKey || event.metaKey ? "mod+" : "";
	const shift = event.shiftKey && event.key.length > 1 ? "shift+" : "";
	return `${mod}${shift}${event.key}`;
}

/** Whether letters go somewhere else now: into a dialog, an open menu, or a field. Escape gets out of a field. */
function isElsewhere(event, root) {
	if (document.querySelector(".modal.show, dialog[open], .dropdown-menu.show")) return true;
	if (event.target.closest && event.target.closest("[role=menu], [role=dialog]") && event.key !== "?") return true;
	if (event.target !== document.body && event.target.closest && !root.contains(event.target) && event.target.closest("[role=menuitem], [role=listbox], .dropdown")) return true;
	const box = event.target.type === "checkbox" || event.target.type === "radio";
	return event.key !== "Escape" && !box && isTyping(event.target);
}

export function useKeys(inbox) {
	const pressed = (event) => {
		const root = document.querySelector(".fbi");
		if (event.defaultPrevented || event.altKey || !root || !root.offsetParent || isElsewhere(event, root)) return;
		const name = nameOf(event);
		const entries = known.filter((entry) => entry.key === name).reverse();
		if (!entries.some((entry) => entry.work(event) !== PASS)) return;
		// The desk has keys of its own; on this page ours come first.
		event.preventDefault();
		event.stopPropagation();
	};
	onMounted(() => document.addEventListener("keydown", pressed, true));
	onUnmounted(() => document.removeEventListener("keydown", pressed, true));
	useKey("?", () => __("Show the keys"), "help", () => (inbox.state.help = !inbox.state.help));
}
