// When news are asked of the server: while somebody can see the inbox, and after a connection was lost.
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { liveNews } from "../../../fb_care/public/js/inbox/store/live.js";

beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] }));
afterEach(() => mock.timers.reset());

function stage() {
	const listeners = {};
	const place = { addEventListener() {}, removeEventListener() {} };
	Object.assign(globalThis, { window: place, document: place, navigator: globalThis.navigator || { onLine: true } });
	const stand = { shown: true, connected: true, asked: 0, news: 0, followed: [] };
	const realtime = {
		on: (event, work) => (listeners[event] = work),
		off: (event) => delete listeners[event],
		follow: (_doctype, page) => stand.followed.push(page),
		leave() {},
		connected: () => stand.connected,
	};
	const inbox = {
		state: {},
		host: { realtime, isShown: () => stand.shown },
		list: { refresh: () => (stand.asked += 1), news: () => (stand.news += 1) },
		thread: { refresh() {}, presenceNews() {} },
		top: { refresh() {} },
	};
	const live = liveNews(inbox);
	live.begin({ now_ms: Date.now(), pages: [{ name: "1" }, { name: "2" }] });
	return { stand, live, inbox, listeners, tell: (event, news = {}) => listeners[event](news) };
}

test("who can't see the inbox asks nothing, and everything when it is shown again", () => {
	const { stand, live, tell, listeners } = stage();
	Object.assign(stand, { shown: false, connected: false });
	tell("fb_care_inbox", { doctype: "FB Conversation", name: "a" });
	mock.timers.tick(120000);
	assert.deepEqual([stand.asked, stand.news], [0, 0]);
	stand.shown = true;
	live.wake();
	live.wake();
	assert.equal(stand.asked, 1);
	live.end();
	mock.timers.tick(120000);
	assert.deepEqual([stand.asked, Object.keys(listeners)], [1, []]);
});

test("without a connection it asks every five seconds; a new one enters the rooms again and asks once", () => {
	const { stand, inbox, live, tell } = stage();
	stand.connected = false;
	tell("disconnect");
	assert.equal(inbox.state.live, false);
	mock.timers.tick(5000);
	mock.timers.tick(5000);
	assert.equal(stand.asked, 2);
	stand.connected = true;
	tell("connect");
	tell("connect");
	assert.deepEqual([stand.asked, inbox.state.live], [3, true]);
	assert.deepEqual(stand.followed.slice(0, 4), ["1", "2", "1", "2"]);
	live.end();
});
