// News of the server: by the host's realtime where there is a connection, else by asking from time to time.
import { keyOf } from "./names.js";

/** News of one moment are taken together: a burst of messages is one question to the server. */
const GATHER_MS = 250;
/** Asked so often without a connection, and with one, in case a piece of news was lost. */
const POLL_MS = 5000;
const CHECK_MS = 60000;
const CLOCK_MS = 5000;

export function liveNews(inbox) {
	const { host, state } = inbox;
	let waiting = new Map();
	let timer = null;
	let ticking = null;
	let lastAsked = 0;
	let ahead = 0;
	let pages = [];
	/** Nobody could see the inbox: what happened meanwhile is asked when it is shown again. */
	let away = false;
	let lost = false;

	const gather = (news) => {
		waiting.set(keyOf(news), { doctype: news.doctype, name: news.name, gone: news.what === "gone" });
		timer = timer || setTimeout(flush, GATHER_MS);
	};

	function flush() {
		const news = [...waiting.values()];
		waiting = new Map();
		timer = null;
		if (!host.isShown()) {
			away = true;
			return;
		}
		inbox.list.news(news);
		if (state.open && news.some((one) => keyOf(one) === keyOf(state.open))) inbox.thread.refresh();
	}

	/** Everything that is on the screen, asked anew. */
	function ask() {
		lastAsked = Date.now();
		inbox.list.refresh();
		inbox.thread.refresh();
		inbox.top.refresh();
	}

	function tick() {
		state.nowMs = Date.now() + ahead;
		state.live = host.realtime.connected();
		if (!host.isShown()) {
			away = true;
			return;
		}
		if (away) seen();
		else if (Date.now() - lastAsked >= (state.live ? CHECK_MS : POLL_MS)) ask();
	}

	const presence = (news) => state.open && keyOf(news) === keyOf(state.open) && inbox.thread.presenceNews();
	const events = {
		fb_care_inbox: gather,
		fb_care_presence: presence,
		fb_care_figures: (news) => inbox.top.figuresNews(news.page),
		fb_care_availability: () => inbox.top.refresh({ now: true }),
		fb_care_window: () => inbox.thread.refresh(),
		fb_care_bulk: (news) => inbox.list.bulkNews(news),
		connect: connected,
		disconnect() {
			state.live = false;
			lost = true;
		},
	};
	const wentOnline = () => {
		state.online = true;
		ask();
	};
	const wentOffline = () => (state.online = false);
	function seen() {
		if (!host.isShown()) return;
		away = false;
		ask();
		inbox.thread.presenceNews();
	}
	/** The host forgets who followed what when a connection breaks. */
	function connected() {
		follow();
		tick();
		if (lost) seen();
		lost = false;
	}
	const follow = () => pages.forEach((page) => host.realtime.follow("FB Page", page));

	return {
		/** The page of the inbox is shown again. */
		wake: () => away && seen(),
		begin(start) {
			ahead = start.now_ms - Date.now();
			pages = start.pages.map((page) => page.name);
			Object.entries(events).forEach(([event, work]) => host.realtime.on(event, work));
			follow();
			state.online = navigator.onLine !== false;
			window.addEventListener("online", wentOnline);
			window.addEventListener("offline", wentOffline);
			document.addEventListener("visibilitychange", seen);
			lastAsked = Date.now();
			tick();
			ticking = setInterval(tick, CLOCK_MS);
		},
		end() {
			clearInterval(ticking);
			clearTimeout(timer);
			Object.entries(events).forEach(([event, work]) => host.realtime.off(event, work));
			pages.forEach((page) => host.realtime.leave("FB Page", page));
			window.removeEventListener("online", wentOnline);
			window.removeEventListener("offline", wentOffline);
			document.removeEventListener("visibilitychange", seen);
		},
	};
}
