// The keys as the help lists them.

export const GROUPS = ["list", "thread", "person", "top", "help"];

const WORDS = {
	list: () => __("List"),
	thread: () => __("Conversation"),
	person: () => __("Person"),
	top: () => __("Pages and availability"),
	help: () => __("Help"),
};

const CAPS = {
	" ": () => __("Space"),
	ArrowUp: () => "↑",
	ArrowDown: () => "↓",
	ArrowLeft: () => "←",
	ArrowRight: () => "→",
	Escape: () => __("Esc"),
	Enter: () => __("Enter"),
	Delete: () => __("Del"),
	Home: () => __("Home"),
	End: () => __("End"),
	PageUp: () => __("Page up"),
	PageDown: () => __("Page down"),
};

/** The caps to press for "mod+Enter": ["Ctrl", "Enter"]. */
export function caps(key, isMac = false) {
	const found = [];
	let rest = key;
	if (rest.startsWith("mod+")) {
		found.push(isMac ? "⌘" : __("Ctrl"));
		rest = rest.slice(4);
	}
	if (rest.startsWith("shift+")) {
		found.push(__("Shift"));
		rest = rest.slice(6);
	}
	return [...found, CAPS[rest] ? CAPS[rest]() : rest];
}

/** [{group, title, keys: [{caps, words}]}]: groups in their order, unknown ones behind; without empty ones. */
export function grouped(keys, isMac = false) {
	const groups = [...new Set([...GROUPS, ...keys.map((one) => one.group)])];
	return groups
		.map((group) => ({
			group,
			title: WORDS[group] ? WORDS[group]() : group,
			keys: keys.filter((one) => one.group === group).map((one) => ({ key: one.key, caps: caps(one.key, isMac), words: one.words() })),
		}))
		.filter((one) => one.keys.length);
}
