// What the inbox's list does with rows and filters, apart from Vue and the server.
import assert from "node:assert/strict";
import { test } from "node:test";

const SOURCES = new URL("../../../fb_care/public/js/inbox/store/", import.meta.url);
const { active, asked, cleared, matches, NONE, remembered, toRemember } = await import(new URL("list_filters.js", SOURCES));
const { after, appended, merged, missing, newAbove, order, range } = await import(new URL("list_merge.js", SOURCES));
const { pieces, readableOn } = await import(new URL("text_marks.js", SOURCES));

const row = (name, last_ms, more = {}) => ({
	doctype: "FB Conversation", name, last_ms, state: "Open", unread: 0, labels: [], assigned_to: "", kind: "Message", page: "p", ...more,
});
const names = (rows) => rows.map((one) => one.name).join("");
const keys = (...found) => new Set(found.map((name) => `FB Conversation/${name}`));

test("only filters that ask for something go to the server", () => {
	assert.deepEqual(asked({ ...NONE, query: "  bell ", kinds: [], unread: 1 }), { tab: "Open", unread: 1, query: "bell", sort: "newest" });
});

test("clearing keeps the tab and the order", () => {
	const found = cleared({ ...NONE, tab: "Done", sort: "oldest", label: "Paid", pages: ["p"] });
	assert.deepEqual(found, { ...NONE, tab: "Done", sort: "oldest" });
	assert.deepEqual(active({ ...NONE, tab: "Done", label: "Paid", pages: ["p"] }), ["pages", "label"]);
});

test("what is remembered is no search, and nothing that is not there any more", () => {
	const start = { pages: [{ name: "p" }], labels: [{ name: "Paid" }], team: [{ name: "ada@example.com" }], priorities: ["High"] };
	const text = toRemember({ ...NONE, tab: "Done", query: "bell", pages: ["p", "q"], label: "Old", assignee: "ada@example.com", priority: "High" });
	assert.deepEqual(remembered(text, start), { ...NONE, tab: "Done", pages: ["p"], assignee: "ada@example.com", priority: "High" });
	for (const broken of ["{", "null", "[]", '{"tab": "Nowhere", "kinds": "Message"}']) assert.deepEqual(remembered(broken, start), { ...NONE });
});

test("a row is in its tab", () => {
	const tabs = (one) => ["Open", "Follow-up", "Done", "Spam", "Archived", "All"].filter((tab) => matches(one, { tab }));
	assert.deepEqual(tabs(row("a", 1)), ["Open", "All"]);
	assert.deepEqual(tabs(row("a", 1, { state: "Spam", follow_up: true })), ["Spam"]);
	assert.deepEqual(tabs(row("a", 1, { state: "Done", follow_up: true })), ["Follow-up", "Done", "All"]);
});

test("a row matches its filters", () => {
	const fits = (one, filters) => matches(one, { ...NONE, ...filters }, { me: "ada", nowMs: 1000 });
	assert.ok(fits(row("a", 1, { assigned_to: "ada" }), { assignee: "me" }));
	assert.ok(!fits(row("a", 1), { assignee: "me" }));
	assert.ok(fits(row("a", 1), { assignee: "none" }));
	assert.ok(!fits(row("a", 1), { unread: 1 }));
	assert.ok(fits(row("a", 1, { window_until_ms: 1001 }), { window_soon: 1 }));
	assert.ok(!fits(row("a", 1, { window_until_ms: 1000 }), { window_soon: 1 }));
	assert.ok(!fits(row("a", 1), { kinds: ["Comment"] }));
	assert.ok(fits(row("a", 1), { query: "only the server knows" }));
});

test("newest first; of the same moment as on the server", () => {
	const comment = row("a", 5, { doctype: "FB Comment Thread" });
	assert.equal(names([row("a", 5), row("c", 7), row("b", 5), row("d", 2)].sort((one, other) => order(one, other))), "cbad");
	assert.ok(order(comment, row("z", 5)) < 0);
	assert.ok(order(comment, row("z", 5), "oldest") > 0);
});

test("a fresh row moves to its place, and nothing else moves", () => {
	const items = [row("c", 30), row("b", 20), row("a", 10)];
	const now = merged(items, [row("a", 40, { unread: 1 })]);
	assert.equal(names(now), "acb");
	assert.equal(now[1], items[0]);
	assert.equal(merged(items, [row("b", 20)]), items);
});

test("what leaves leaves, and what belongs behind the end waits for its page", () => {
	const items = [row("c", 30), row("b", 20)];
	assert.equal(names(merged(items, [], { gone: keys("c") })), "b");
	assert.equal(names(merged(items, [row("a", 1)], { isWhole: false })), "cb");
	assert.equal(names(merged(items, [row("a", 1)], { isWhole: true })), "cba");
	assert.equal(names(merged(items, [row("c", 1)], { isWhole: false })), "b");
	assert.equal(names(merged(items, [row("a", 1)], { sort: "oldest" }).slice(0, 1)), "a");
});

test("of a first page asked anew, what is missing has left", () => {
	const items = [row("d", 40), row("c", 30), row("b", 20), row("a", 10)];
	assert.deepEqual(missing(items, [items[0], items[2]]), keys("c"));
	assert.deepEqual(missing(items, [items[0], items[2]], { isAll: true }), keys("c", "a"));
	assert.deepEqual(missing(items, [], { isAll: true }), keys("a", "b", "c", "d"));
	assert.deepEqual(missing(items, []), keys());
});

test("pages overlap without doubles", () => {
	assert.equal(names(appended([row("c", 3), row("b", 2)], [row("b", 2), row("a", 1)])), "cba");
});

test("what is new above the place one reads", () => {
	const before = [row("c", 30), row("b", 20), row("a", 10)];
	const now = [row("d", 50), row("a", 40), row("c", 30), row("b", 20)];
	assert.equal(newAbove(before, now, "FB Conversation/b"), 2);
	assert.equal(newAbove(before, before, "FB Conversation/b"), 0);
});

test("a range goes either way", () => {
	const items = [row("c", 30), row("b", 20), row("a", 10)];
	assert.deepEqual(range(items, "FB Conversation/a", "FB Conversation/b"), ["FB Conversation/b", "FB Conversation/a"]);
	assert.deepEqual(range(items, "FB Conversation/gone", "FB Conversation/b"), ["FB Conversation/b"]);
	assert.deepEqual(range(items, "", "FB Conversation/gone"), []);
});

test("a row after an action", () => {
	assert.equal(after(row("a", 1), "done").state, "Done");
	assert.equal(after(row("a", 1, { unread: 4 }), "unread").unread, 4);
	assert.equal(after(row("a", 1), "unread").unread, 1);
	assert.deepEqual(after(row("a", 1, { labels: ["B"] }), "label", "A").labels, ["A", "B"]);
	assert.deepEqual(after(row("a", 1, { labels: ["B"] }), "unlabel", "B").labels, []);
	assert.equal(after(row("a", 1), "delete"), null);
});

test("words of a search are marked, accents and capitals aside, and markup stays text", () => {
	const marked = (text, query) => pieces(text, query).map((one) => (one.hit ? `[${one.text}]` : one.text)).join("");
	assert.equal(marked("Où est le vélo ?", "VELO ou"), "[Où] est le [vélo] ?");
	assert.equal(marked("<b>Straße</b>", "<b>"), "[<b>]Straße</b>");
	assert.equal(marked("a👍b", "b"), "a👍[b]");
	assert.equal(marked("ﬁne", "i"), "ﬁne".normalize("NFD") === "ﬁne" ? "ﬁne" : "[ﬁ]ne");
	assert.equal(marked("", "b"), "");
	assert.equal(marked("abc", " "), "abc");
});

test("a label's words can be read on its colour", () => {
	assert.equal(readableOn("#ffffff"), "#000000");
	assert.equal(readableOn("#000"), "#ffffff");
	assert.equal(readableOn("#d93838"), "#ffffff");
	assert.equal(readableOn("red; background: url(x)"), null);
});
