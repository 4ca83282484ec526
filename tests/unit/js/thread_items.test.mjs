import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.__ = (text, values = []) => text.replace(/\{(\d)\}/g, (_whole, at) => values[at]);

const { decisionsFor, linesOf, newOnes, reactionsOf, withNews, withOlder } = await import("../../../fb_care/public/js/inbox/thread/items.js");
const { actionsFor } = await import("../../../fb_care/public/js/inbox/thread/comment_actions.js");
const { authorOf, presenceWords } = await import("../../../fb_care/public/js/inbox/thread/words.js");

const NOON = new Date(2026, 10, 20, 12).getTime();
const item = (name, at, more = {}) => ({ name, at_ms: NOON + at, direction: "Incoming", sender: "Ana", text: name, ...more });
const names = (items) => items.map((one) => one.name);

test("older ones come before, once each", () => {
	assert.deepEqual(names(withOlder([item("b", 2)], [item("a", 1), item("b", 2)])), ["a", "b"]);
});

test("news change what is known by name, add what is new, and take away what is gone", () => {
	const known = [item("a", 1), item("b", 2), item("c", 3)];
	const fresh = [item("b", 2, { text: "edited" }), item("d", 4)];
	const now = withNews(known, fresh);
	assert.deepEqual(names(now), ["a", "b", "d"]);
	assert.equal(now[1].text, "edited");
	assert.deepEqual(names(withNews(known, [item("z", 9)], true)), ["z"]);
});

test("where more came than a page holds, no gap is hidden", () => {
	assert.deepEqual(names(withNews([item("a", 1)], [item("x", 8), item("y", 9)])), ["x", "y"]);
});

test("only what comes after the newest known is new", () => {
	assert.equal(newOnes([item("b", 2)], [item("a", 1), item("b", 2), item("c", 3)]), 1);
});

test("lines stand in the order of time, with days, notes among them and what is sent at the end", () => {
	const day = 24 * 3600000;
	const lines = linesOf({
		items: [item("a", 0), item("b", 60000), item("c", day)],
		notes: [{ name: "n", at_ms: NOON + 90000 }],
		sending: [{ id: "s", at_ms: 0 }],
	});
	assert.deepEqual(lines.map((line) => line.type), ["day", "item", "item", "note", "day", "item", "sending"]);
	assert.deepEqual(lines.map((line) => Boolean(line.follows)), [false, false, true, false, false, false, false]);
	assert.equal(new Set(lines.map((line) => line.key)).size, lines.length);
});

test("a reply to a reply stands below it, a note by its time", () => {
	const items = [item("root", 0), item("a", 1, { parent: "root" }), item("b", 2, { parent: "root" }), item("a1", 4, { parent: "a" })];
	const lines = linesOf({ items, notes: [{ name: "n", at_ms: NOON + 3 }] });
	assert.deepEqual(lines.slice(1).map((line) => line.name), ["root", "a", "a1", "b", "n"]);
});

test("decisions are the server's, or follow the state", () => {
	const out = (state, more) => ({ direction: "Outgoing", state, ...more });
	assert.deepEqual(decisionsFor(out("Unknown")), ["again", "it_was_sent", "discard"]);
	assert.deepEqual(decisionsFor(out("Failed", { automatic: "Away" })), ["discard"]);
	assert.deepEqual(decisionsFor(out("Failed", { decisions: [] })), []);
	assert.deepEqual(decisionsFor(item("a", 1, { state: "Failed" })), []);
});

test("reactions are counted by sign", () => {
	assert.deepEqual(reactionsOf({ reactions: ["👍", { emoji: "👍", by: "page" }, { emoji: "", by: "person" }] }), [{ emoji: "👍", count: 2, byPage: true }]);
	assert.deepEqual(reactionsOf({}), []);
});

test("comments offer what makes sense for whom", () => {
	const comment = (more, direction = "Incoming") => ({ direction, comment: { there: true, liked: false, unread: 0, state: "Visible", deletable: false, private: { may: true, state: "" }, ...more } });
	assert.deepEqual(actionsFor(comment({}), { write: true }), ["reply", "private_reply", "like", "hide", "mark_unread"]);
	assert.deepEqual(actionsFor(comment({ liked: true, state: "Hidden", private: { may: false, state: "Sent" } }), { write: true, manage: true }), ["reply", "private_state", "unlike", "unhide", "mark_unread", "delete"]);
	assert.deepEqual(actionsFor(comment({}, "Outgoing"), { write: true }), ["like", "delete"]);
	assert.deepEqual(actionsFor(comment({ there: false }), { write: true }), []);
	assert.deepEqual(actionsFor(comment({}), { write: false }), []);
});

test("who is there is said in a sentence", () => {
	const who = (full_name, typing = false) => ({ full_name, typing });
	assert.equal(presenceWords([]), "");
	assert.equal(presenceWords([who("Ana")]), "Ana is here too");
	assert.equal(presenceWords([who("Ana", true), who("Ben")]), "Ana is writing …");
	assert.equal(presenceWords([who("Ana", true), who("Ben", true), who("Cy", true)]), "Ana, Ben and Cy are writing …");
});

test("an answer says who wrote it and from where", () => {
	const out = { direction: "Outgoing" };
	assert.equal(authorOf({ ...out, agent: "Ana", origin: "Ana" }), "Ana");
	assert.equal(authorOf({ ...out, agent: "", origin: "Facebook's inbox" }), "Facebook's inbox");
	assert.equal(authorOf({ direction: "Incoming", agent: "Ana" }), "");
});
