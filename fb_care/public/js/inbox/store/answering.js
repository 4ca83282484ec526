// What is being written in the open thread, and what becomes of it once it is sent.
import { gapsIn } from "../thread/text.js";
import { MOST, tooMany } from "./attaching.js";
import { draftStore } from "./drafts.js";
import { keyOf } from "./names.js";
import { newId, outbox } from "./outbox.js";

const EMPTY = { text: "", note: "", saved_reply: "", absent: [], files: [], target: null };

export const blank = () => ({ ...EMPTY, absent: [], files: [] });

/** `state` is the thread's; `version` a ref that list marks hang on. */
export function answering(inbox, state, version) {
	const { host } = inbox;
	const user = host.user();
	const changed = () => (version.value += 1);
	const drafts = draftStore(host.storage, user, { changed });
	const key = () => (inbox.state.open ? keyOf(inbox.state.open) : "");

	const box = outbox({
		storage: host.storage,
		user,
		send: once,
		isOnline: () => inbox.state.online,
		changed() {
			changed();
			show();
		},
		async done(entry) {
			if (entry.key === key()) await inbox.thread.refresh();
			inbox.list.news([entry.thread]);
			if (entry.waited) host.toast(__("Your answer has been sent, now that the connection is back."));
		},
		refused: giveBack,
	});

	function once(entry, signal) {
		const { thread, text, files, saved_reply, confirm, id } = entry;
		const more = { text, saved_reply, confirm, request_id: id };
		if (entry.target) return inbox.api.comment("reply", entry.target.name, more, { signal });
		return inbox.api.send(thread, { ...more, files: files.map((file) => file.name) }, { signal });
	}

	function show() {
		// `box` is not there yet while it reads what was kept.
		state.sending = box.of(key()).map((entry) => ({ ...entry }));
	}

	/** What the server refused stands in the composer again, with the reason. */
	function giveBack(entry, error) {
		if (entry.key !== key()) {
			drafts.set(entry.key, joined(entry, drafts.get(entry.key) || blank()));
			return host.toast(error.message, "red");
		}
		write(joined(entry, state.draft));
		state.refusal = { message: error.message, meanwhile: error.type === "AnsweredMeanwhile" };
		if (state.refusal.meanwhile) inbox.thread.refresh();
		return undefined;
	}

	function joined(entry, draft) {
		const text = [entry.text, draft.text].filter((one) => one && one.trim()).join("\n\n");
		const files = [...entry.files, ...draft.files.filter((file) => !entry.files.some((one) => one.name === file.name))];
		const { saved_reply, absent, target } = entry;
		return { ...draft, text, files, saved_reply, absent: absent || [], target: target || null };
	}

	function write(patch) {
		Object.assign(state.draft, patch);
		if (key()) drafts.set(key(), { ...state.draft, files: state.draft.files.filter((file) => file.name) });
	}

	/** Why it can't be sent as it stands, or "". */
	function obstacle() {
		const { draft } = state;
		if (state.window && !state.window.may) return state.window.reason;
		const gaps = draft.saved_reply ? gapsIn(draft.text, draft.absent) : [];
		if (!gaps.length) return "";
		const labels = [...new Set(gaps.map((gap) => gap.label))].join(", ");
		return __("These values are still missing in the text: {0}. Fill them in or take them out.", [labels]);
	}

	function send(confirm = 0) {
		const { draft } = state;
		const text = draft.text.trim();
		if ((!text && !draft.files.length) || draft.files.some((file) => !file.name)) return false;
		const problem = obstacle();
		if (problem) {
			state.refusal = { message: problem, meanwhile: false };
			return false;
		}
		const thread = { ...inbox.state.open };
		const { saved_reply, absent, target } = draft;
		const files = draft.files.map((file) => ({ name: file.name, file_name: file.file_name, file_url: file.file_url }));
		state.refusal = null;
		write({ text: "", saved_reply: "", absent: [], files: [], target: null });
		const waited = !inbox.state.online;
		box.add({ id: newId(), key: keyOf(thread), thread, text, files, saved_reply, absent, target, confirm, waited });
		return true;
	}

	return {
		write,
		/** A file has arrived that was chosen for this thread, whichever is open now. */
		attach(of, file) {
			const draft = of === key() ? state.draft : drafts.get(of) || blank();
			const files = [...(draft.files || []), file];
			// The draft was another one when the file was chosen: that it fitted there says nothing.
			if (files.length > MOST) return host.toast(`${file.file_name}: ${tooMany()}`, "red");
			return of === key() ? write({ files }) : drafts.set(of, { ...draft, files });
		},
		/** The note has been taken: it goes from its draft, whichever thread is open now, unless it was written on. */
		noted(of, note) {
			if (of === key()) return state.draft.note === note && write({ note: "" });
			const kept = drafts.get(of);
			return kept && kept.note === note && drafts.set(of, { ...kept, note: "" });
		},
		send,
		obstacle,
		has: (one) => drafts.has(one) || box.of(one).some((entry) => !["sending", "sent"].includes(entry.state)),
		/** Show the draft and what is on its way of the thread that was opened. */
		open() {
			Object.assign(state, { draft: { ...blank(), ...(drafts.get(key()) || {}) }, refusal: null });
			show();
		},
		again: (id) => box.again(id),
		/** Back into the composer. */
		takeBack(id) {
			const entry = box.take(id);
			if (entry) write(joined(entry, state.draft));
		},
		discard: (id) => box.take(id),
		resume: () => box.resume(),
	};
}
