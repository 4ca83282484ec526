// The person of the open thread: what is known, and what is done about them.
import { reactive } from "vue";

import { keyOf } from "./names.js";

export function personStore(inbox) {
	const state = reactive({
		/** What `api.person` gave of the thread `key`; null until it is there. */
		data: null,
		key: "",
		loading: false,
		/** Words of what could not be loaded, and of what could not be done. */
		error: "",
		problem: "",
		busy: false,
		/** {suggestions, found, unread} after they were asked for; and contacts with a comment author's name. */
		suggestions: null,
		authors: [],
	});
	let asking = null;

	/** The same person's facts stay while they are asked anew; another's go at once. */
	function isSame(thread) {
		if (!state.data) return false;
		if (state.key === keyOf(thread)) return true;
		const row = inbox.list.rowOf(keyOf(thread));
		return Boolean(state.data.contact && row && row.contact === state.data.contact);
	}

	function forget() {
		Object.assign(state, { data: null, suggestions: null, authors: [] });
	}

	async function load() {
		const thread = inbox.state.open;
		if (asking) asking.abort();
		if (!thread) return forget();
		if (!isSame(thread)) forget();
		const mine = (asking = new AbortController());
		Object.assign(state, { key: keyOf(thread), loading: true, error: "", problem: "" });
		try {
			const data = await inbox.api.person(thread, { signal: mine.signal });
			if (mine !== asking) return;
			state.data = data;
			if (!data.contact && thread.doctype === "FB Comment Thread") askAuthors(thread, mine);
		} catch (error) {
			if (mine === asking && error.name !== "AbortError") state.error = error.message;
		} finally {
			if (mine === asking) state.loading = false;
		}
	}

	async function askAuthors(thread, mine) {
		try {
			const found = await inbox.api.people("author_suggestions", { thread: thread.name });
			if (mine === asking) state.authors = found || [];
		} catch (_error) {
			// Nothing is suggested then; the form has a way to link by hand.
		}
	}

	/** Do something, then show the person as they are now; whether it went well. */
	async function doing(work) {
		state.busy = true;
		state.problem = "";
		const before = asking;
		try {
			await work();
			if (before === asking) await load();
			inbox.list.refresh();
			return true;
		} catch (error) {
			if (before === asking) state.problem = error.message;
			else inbox.host.toast(error.message, "red");
			return false;
		} finally {
			state.busy = false;
		}
	}

	const contact = () => state.data && state.data.contact;

	return {
		state,
		load,
		/** A method of fb_care.api.people about this contact. */
		act: (method, args = {}) => doing(() => inbox.api.people(method, { contact: contact(), ...args })),
		setLabels: (labels) => doing(() => inbox.api.setLabels("FB Contact", contact(), labels)),
		linkAuthor: (thread, name) => doing(() => inbox.api.people("link_author", { thread, contact: name })),
		async suggest() {
			const about = contact();
			state.busy = true;
			state.problem = "";
			try {
				const found = await inbox.api.people("suggestions", { contact: about });
				if (about === contact()) state.suggestions = found;
			} catch (error) {
				state.problem = error.message;
			} finally {
				state.busy = false;
			}
		},
	};
}
