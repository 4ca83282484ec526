// Whether the pane of the person is shown: as it was left on wide screens, over the thread on narrow ones.

const KEY = "fb_care_inbox_person";
/** As in base.css: one pane at a time, and the pane over the thread. */
const NARROW = "(max-width: 767px)";
const OVER = "(max-width: 1200px)";

export function usePersonPane(inbox, matches = (query) => window.matchMedia(query).matches) {
	const { state, host } = inbox;
	const isNarrow = () => matches(NARROW);

	function remembered() {
		try {
			return host.storage.getItem(KEY) !== "0";
		} catch (_error) {
			return true;
		}
	}
	function remember(shown) {
		try {
			host.storage.setItem(KEY, shown ? "1" : "0");
		} catch (_error) {
			// A forbidden storage costs only the memory.
		}
	}

	state.personShown = !matches(OVER) && remembered();
	return {
		isNarrow,
		toggle() {
			if (isNarrow()) {
				const back = state.pane === "person";
				state.personShown = !back;
				state.pane = back ? "thread" : "person";
				return;
			}
			state.personShown = !state.personShown;
			if (!matches(OVER)) remember(state.personShown);
		},
	};
}
