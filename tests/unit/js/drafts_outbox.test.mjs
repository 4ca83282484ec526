import assert from "node:assert/strict";
import { test } from "node:test";

import { draftStore } from "../../../fb_care/public/js/inbox/store/drafts.js";
import { newId, outbox } from "../../../fb_care/public/js/inbox/store/outbox.js";
import { presence } from "../../../fb_care/public/js/inbox/store/presence.js";

function memory(start = {}) {
	const kept = new Map(Object.entries(start));
	return {
		get length() {
			return kept.size;
		},
		key: (at) => [...kept.keys()][at],
		getItem: (key) => (kept.has(key) ? kept.get(key) : null),
		setItem: (key, value) => kept.set(key, String(value)),
		removeItem: (key) => kept.delete(key),
	};
}

test("a draft survives, belongs to its user and thread, and goes when it is emptied", () => {
	const storage = memory();
	let changes = 0;
	const mine = draftStore(storage, "ana@example.com", { changed: () => (changes += 1) });
	mine.set("FB Conversation/1", { text: "Hello", files: [{ name: "F1" }] });
	mine.set("FB Conversation/1", { text: "Hello you", files: [] });
	assert.equal(changes, 1);
	const again = draftStore(storage, "ana@example.com");
	assert.equal(again.get("FB Conversation/1").text, "Hello you");
	assert.ok(again.has("FB Conversation/1") && !again.has("FB Conversation/2"));
	assert.ok(!draftStore(storage, "ben@example.com").has("FB Conversation/1"));
	again.remove("FB Conversation/1");
	assert.equal(storage.length, 0);
});

test("drafts that nobody came back to go, and broken ones too", () => {
	const storage = memory({ "fb_care_inbox_draft:ana:a": "{", "fb_care_inbox_draft:ana:b": JSON.stringify({ text: "x", at_ms: 1 }), other: "y" });
	const drafts = draftStore(storage, "ana", { now: () => 1e12 });
	assert.ok(!drafts.has("a") && !drafts.has("b"));
	assert.equal(storage.length, 1);
});

test("without storage drafts do no harm", () => {
	const broken = { get length() { throw new Error("no"); }, setItem() { throw new Error("no"); }, getItem() { throw new Error("no"); }, removeItem() { throw new Error("no"); } };
	const drafts = draftStore(broken, "ana");
	drafts.set("a", { text: "x" });
	assert.equal(drafts.get("a"), null);
	assert.ok(drafts.has("a"));
});

function setup({ answers, storage = memory(), online = { now: true }, now = () => 1000 }) {
	const told = { sent: [], done: [], refused: [] };
	const send = async (entry) => {
		told.sent.push(entry.id);
		const answer = answers.shift();
		if (answer instanceof Error) throw answer;
		return answer;
	};
	const box = outbox({
		storage, user: "ana", send, now,
		done: (entry) => told.done.push(entry.id),
		refused: (entry, error) => told.refused.push([entry.id, error.type]),
		changed: () => {},
		wait: async () => {},
		isOnline: () => online.now,
	});
	return { box, told, storage, online };
}
const trouble = (kind, type = "") => Object.assign(new Error(kind), { kind, type });
const answer = (id) => ({ id, key: "k", thread: { doctype: "FB Conversation", name: "1" }, text: "Hi" });

test("a lost answer of the server is asked for again, with the same id", async () => {
	const { box, told } = setup({ answers: [trouble("offline"), trouble("failed"), {}] });
	await box.add(answer("one"));
	assert.deepEqual(told.sent, ["one", "one", "one"]);
	assert.deepEqual(told.done, ["one"]);
	assert.deepEqual(box.all(), []);
});

test("a refusal is told once and never tried again", async () => {
	const { box, told } = setup({ answers: [trouble("refused", "AnsweredMeanwhile")] });
	await box.add(answer("one"));
	assert.deepEqual([told.sent, told.refused], [["one"], [["one", "AnsweredMeanwhile"]]]);
});

test("without a connection it waits, and goes out once when there is one", async () => {
	const { box, told, online } = setup({ answers: [{}], online: { now: false } });
	await box.add(answer("one"));
	assert.deepEqual([told.sent, box.of("k")[0].state], [[], "waiting"]);
	online.now = true;
	await Promise.all([box.resume(), box.resume()]);
	assert.deepEqual(told.sent, ["one"]);
});

test("when all tries are used up a person decides", async () => {
	const { box, told } = setup({ answers: Array.from({ length: 4 }, () => trouble("failed")).concat([{}]) });
	await box.add(answer("one"));
	assert.equal(box.of("k")[0].state, "failed");
	await box.again("one");
	assert.deepEqual(told.sent, Array(5).fill("one"));
	assert.deepEqual(told.done, ["one"]);
});

test("what waited over a reload is kept; what waited too long is not sent by itself", async () => {
	const storage = memory();
	const first = setup({ answers: [], storage, online: { now: false } });
	await first.box.add(answer("one"));
	const soon = setup({ answers: [{}], storage, now: () => 2000 });
	await soon.box.resume();
	assert.deepEqual(soon.told.sent, ["one"]);
	await setup({ answers: [], storage, online: { now: false } }).box.add(answer("two"));
	const late = setup({ answers: [], storage, now: () => 1000 + 3600000 });
	await late.box.resume();
	assert.deepEqual([late.told.sent, late.box.of("k")[0].state], [[], "stale"]);
	assert.equal(late.box.take("two").text, "Hi");
	assert.equal(storage.length, 0);
});

test("what is under way can't be taken back", async () => {
	let let_go;
	const box = outbox({ storage: memory(), user: "ana", send: () => new Promise((resolve) => (let_go = resolve)), done() {}, refused() {}, changed() {} });
	const sending = box.add(answer("one"));
	assert.equal(box.take("one"), null);
	let_go({});
	await sending;
});

test("ids are never the same", () => assert.notEqual(newId(), newId()));

test("presence says when somebody begins to write, and goodbye", async () => {
	const told = [];
	const beats = [];
	const timers = { setInterval: (work) => beats.push(work), clearInterval() {}, setTimeout: (work) => beats.push(work), clearTimeout() {} };
	let now = 0;
	let shown = null;
	const here = presence({ tell: async (how) => (told.push(how), { presence: [{ user: "ben" }] }), show: (others) => (shown = others), now: () => now, timers, hidden: () => false });
	now = 100000;
	here.enter();
	await null;
	here.typing();
	here.typing();
	await new Promise((resolve) => setImmediate(resolve));
	assert.deepEqual(told, [{ typing: false }, { typing: true }]);
	assert.deepEqual(shown, [{ user: "ben" }]);
	now += 9000;
	beats[0]();
	here.leave();
	assert.deepEqual(told.slice(2), [{ typing: false }, { leave: true }]);
	assert.deepEqual(shown, []);
});
