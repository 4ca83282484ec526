import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.__ = (text, values = []) => text.replace(/\{(\d)\}/g, (_whole, at) => values[at]);
const js = "../../../fb_care/public/js/inbox";
const facts = await import(`${js}/person/facts.js`);
const pages = await import(`${js}/top/pages.js`);
const away = await import(`${js}/top/away_words.js`);
const figures = await import(`${js}/top/figures_words.js`);
const { caps, grouped } = await import(`${js}/top/key_groups.js`);
const { usePersonPane } = await import(`${js}/top/person_pane.js`);
const { moment } = await import(`${js}/top/moments.js`);

const HOUR = 3600000;
const NOW = new Date(2026, 10, 27, 14, 0).getTime();
const time = (ms) => (ms ? `t${ms}` : "");
const page = (name, more = {}) => ({ name, page_name: name.toUpperCase(), enabled: true, away: false, messages_off: false, away_until_ms: 0, ...more });
const THREE = [page("a"), page("b"), page("c")];

test("facts that are not known are left out, and a day is the same day everywhere", () => {
	const found = facts.facts({ first_ms: 0, locale: "pt_PT", liked_page_on: "2026-05-04" }, "en");
	assert.deepEqual(found.map((one) => [one.id, one.words]), [["locale", "Portuguese (Portugal)"], ["liked", "May 4, 2026"]]);
	assert.equal(facts.localeWords("not a locale", "en"), "not a locale");
});

test("what may not be told is not counted as nothing", () => {
	const found = facts.counted({ messages_in: 2, messages_out: 1, comments: 0, complaints: 0, tickets: null, orders: null });
	assert.deepEqual(found.map((one) => [one.id, one.count]), [["messages", 3], ["comments", 0], ["complaints", 0]]);
});

test("labels of another contact of the person can't be taken off here", () => {
	const overview = { labels: [{ label: "Angry" }, { label: "Press" }], profile: { labels: ["Press"] } };
	assert.deepEqual(facts.ownLabels(overview).map((one) => one.own), [false, true]);
	assert.deepEqual(facts.free([{ name: "Angry" }, { name: "Press" }], overview).map((one) => one.name), ["Angry"]);
});

test("a note is removed by its author or a manager, on its own contact", () => {
	const note = { contact: "c", author: "ana" };
	assert.ok(facts.mayRemove(note, "c", "ana", false) && facts.mayRemove(note, "c", "bo", true));
	assert.ok(!facts.mayRemove(note, "c", "bo", false) && !facts.mayRemove(note, "d", "ana", true));
});

test("sums are written with their currency, or plainly where it is none", () => {
	assert.equal(facts.money({ total: 1234.5, currency: "EUR" }, "en"), "€1,234.50");
	assert.equal(facts.money({ total: 5, currency: "<b>" }, "en"), "5 <b>");
	assert.equal(facts.money({ total: null }, "en"), "");
});

test("only own links can be taken back", () => {
	const data = { overview: { profile: { customer: "C1", lead: "" } }, customer: { name: "C1", title: "Ana" }, lead: { name: "L1", title: "" }, erp_contact: null };
	assert.deepEqual(facts.linked(data).map((one) => [one.doctype, one.title, one.own]), [["Customer", "Ana", true], ["Lead", "L1", false]]);
});

test("a name that is not known says why", () => {
	assert.equal(facts.naming({ profile_state: "Known" }), null);
	assert.equal(facts.naming({ profile_state: "Pending" }).again, false);
	assert.match(facts.naming({ profile_state: "Refused", profile_reason: "(100)" }).words, /\(100\)/);
});

test("ticking the last page is all pages", () => {
	assert.deepEqual(pages.toggled(THREE, ["a", "b"], "c"), []);
	assert.deepEqual(pages.toggled(THREE, ["c"], "a"), ["a", "c"]);
	assert.deepEqual(pages.toggled(THREE, ["a"], "a"), []);
	assert.equal(pages.pickWords(THREE, []), "All pages");
	assert.equal(pages.pickWords(THREE, ["b"]), "B");
	assert.equal(pages.pickWords(THREE, ["a", "b"]), "2 of 3 pages");
});

test("next and previous page go round through all pages", () => {
	assert.deepEqual(pages.neighbour(THREE, [], 1), ["a"]);
	assert.deepEqual(pages.neighbour(THREE, ["c"], 1), []);
	assert.deepEqual(pages.neighbour(THREE, [], -1), ["c"]);
	assert.deepEqual(pages.neighbour(THREE, ["a"], -1), []);
});

test("how pages stand, the worst first", () => {
	assert.equal(pages.standing(page("a", { enabled: false, away: true }), time).kind, "off");
	assert.equal(pages.standing(page("a", { away: true, away_until_ms: 5 }), time).words, "Away until t5");
	assert.equal(pages.standingOfAll([page("a"), page("b", { away: true })], time).words, "1 of 2 away");
	assert.equal(pages.standingOfAll(THREE, time).words, "Available");
});

test("being away in words, by whom and why", () => {
	const state = { away: true, kind: "By hand", since_ms: 1, until_ms: 2, by_name: "Ana", absent_since_ms: 1, reason: "Lunch", warnings: [] };
	assert.deepEqual(away.awayWords(state, time), ["Away until t2, set by Ana.", "Reason: Lunch"]);
	assert.match(away.awayWords({ messages_off: true, since_ms: 1, by_name: "Bo", warnings: [] }, time)[0], /off since t1, by Bo/);
	assert.deepEqual(away.awayWords({ away: false, next_ms: 9, warnings: ["!"] }, time), ["Available until t9, by its hours.", "!"]);
});

test("until the next opening is offered only where it is one moment within 12 hours", () => {
	const ids = (...opens) => away.choices(opens.map((ms) => ({ opens_ms: ms })), NOW, time).map((one) => one.id);
	assert.ok(ids(NOW + HOUR, NOW + HOUR).includes("opening"));
	assert.ok(!ids(NOW + HOUR, NOW + 2 * HOUR).includes("opening"));
	assert.ok(!ids(NOW + 13 * HOUR).includes("opening") && !ids(0).includes("opening"));
});

test("a time of day is the next one", () => {
	assert.equal(away.nextAt("14:30", NOW), NOW + HOUR / 2);
	assert.equal(new Date(away.nextAt("13:00", NOW)).getDate(), 28);
	assert.equal(away.nextAt("", NOW), 0);
});

test("the badge is foretold as in the page's form", () => {
	const badge = { openings: 4 };
	const told = (forecast) => figures.foretold({ badge, forecast }, time);
	assert.deepEqual(told({ earned: true, changes_ms: 7, missing: 2 }), ["If nothing changes, the badge is lost on t7.", "Answers that are missing by then: 2."]);
	assert.equal(told({ earned: false, changes_ms: null, to_win: { waiting: 1, new: 2 } }).length, 2);
	assert.deepEqual(told(null), ["This policy allows no forecast."]);
	assert.equal(figures.deadline({ too_late: false, by_ms: 3 }, time), "answer by t3");
});

test("figures that are not there are no zero", () => {
	const badge = { rate: null, mean_ms: null, rate_percent: 90, time_ms: 300000 };
	assert.deepEqual(figures.meters({ badge }).map((one) => [one.shown, one.good]), [["–", false], ["–", false]]);
});

test("keys as caps, in groups, without empty ones", () => {
	assert.deepEqual(caps("mod+Enter"), ["Ctrl", "Enter"]);
	assert.deepEqual(caps("mod+k", true), ["⌘", "k"]);
	assert.deepEqual(caps("shift+ArrowUp"), ["Shift", "↑"]);
	assert.deepEqual(caps("+"), ["+"]);
	const keys = [{ key: "p", group: "top", words: () => "P" }, { key: "j", group: "list", words: () => "J" }, { key: "q", group: "own", words: () => "Q" }];
	assert.deepEqual(grouped(keys).map((one) => one.group), ["list", "top", "own"]);
});

test("a moment of today is the time of day only", () => {
	assert.ok(!/27/.test(moment(NOW + HOUR, NOW, "en")));
	assert.match(moment(NOW + 24 * HOUR, NOW, "en"), /Nov 28/);
	assert.equal(moment(0, NOW, "en"), "");
});

test("the person's pane: remembered on wide screens, a pane of its own on narrow ones", () => {
	const kept = new Map();
	const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
	const inbox = { host: { storage }, state: { personShown: true, pane: "thread" } };
	usePersonPane(inbox, () => false).toggle();
	assert.equal(inbox.state.personShown, false);
	usePersonPane(inbox, () => false);
	assert.equal(inbox.state.personShown, false);
	const narrow = usePersonPane(inbox, () => true);
	narrow.toggle();
	assert.deepEqual([inbox.state.personShown, inbox.state.pane], [true, "person"]);
	narrow.toggle();
	assert.deepEqual([inbox.state.personShown, inbox.state.pane], [false, "thread"]);
});
