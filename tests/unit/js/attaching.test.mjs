import assert from "node:assert/strict";
import { test } from "node:test";

import { answering, blank } from "../../../fb_care/public/js/inbox/store/answering.js";
import { attaching } from "../../../fb_care/public/js/inbox/store/attaching.js";

globalThis.__ = (text) => text;

function memory() {
	const kept = new Map();
	return {
		get length() {
			return kept.size;
		},
		key: (at) => [...kept.keys()][at],
		getItem: (key) => kept.get(key) ?? null,
		setItem: (key, value) => kept.set(key, String(value)),
		removeItem: (key) => kept.delete(key),
	};
}

const thread = (name) => ({ doctype: "FB Conversation", name });

/** An inbox with thread 1 open, and a file on its way that arrives when it is told to. */
function uploading() {
	let arrive;
	const upload = () => new Promise((done) => (arrive = () => done({ name: "F1", file_name: "bill.txt", file_url: "/f" })));
	const host = { storage: memory(), user: () => "ana@example.com", toast() {}, upload };
	const inbox = { host, state: { open: thread("1"), online: true }, list: { news() {} }, api: {} };
	const state = { draft: blank(), refusal: null, sending: [] };
	const answers = answering(inbox, state, { value: 0 });
	inbox.thread = { state, answers };
	answers.open();
	attaching(inbox).add([{ name: "bill.txt", size: 5, type: "text/plain" }]);
	return {
		state,
		arrive: async () => {
			arrive();
			await new Promise((done) => setImmediate(done));
		},
		open(name) {
			inbox.state.open = name ? thread(name) : null;
			// Leaving keeps the draft as it is; opening shows that of the thread.
			if (name) answers.open();
		},
	};
}

const names = (state) => state.draft.files.map((file) => file.name);

for (const [where, away] of [
	["another thread", "2"],
	["the list", null],
	["this thread, opened anew", "1"],
]) {
	test(`a file that arrives when ${where} is open is in the draft of its thread`, async () => {
		const { state, arrive, open } = uploading();
		open(away);
		await arrive();
		if (away === "2") assert.deepEqual(names(state), []);
		open("1");
		assert.deepEqual(names(state), ["F1"]);
	});
}
