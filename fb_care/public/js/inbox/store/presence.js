// Who else is in the open thread: told by the server, and told to it from time to time. Knows nothing of Vue.

const EVERY_MS = 10000;
/** Who typed within this time is writing. */
const TYPING_MS = 8000;
const SOON_MS = 1000;

/** `tell({typing, leave})` gives {presence}; `show(presence)` draws it. Timers of the caller's for tests. */
export function presence({ tell, show, now = Date.now, timers = globalThis, hidden = () => false }) {
	let typed = 0;
	let toldTyping = false;
	let here = false;
	let soon = null;
	let beat = null;
	let turn = 0;

	async function say() {
		timers.clearTimeout(soon);
		soon = null;
		if (!here) return;
		toldTyping = now() - typed < TYPING_MS;
		const mine = turn;
		try {
			const answer = await tell({ typing: toldTyping });
			if (here && mine === turn) show((answer && answer.presence) || []);
		} catch (_error) {
			// Who is there is nice to know; nothing hangs on it.
		}
	}

	return {
		enter() {
			here = true;
			turn += 1;
			typed = 0;
			timers.clearInterval(beat);
			beat = timers.setInterval(() => !hidden() && say(), EVERY_MS);
			say();
		},
		typing() {
			typed = now();
			if (here && !toldTyping) {
				toldTyping = true;
				say();
			}
		},
		/** Something was sent or emptied: not writing any more. */
		stopped() {
			if (typed && toldTyping) {
				typed = 0;
				say();
			}
		},
		/** Somebody came, wrote or went: news of one moment are one question. */
		news() {
			if (here && !soon) soon = timers.setTimeout(say, SOON_MS);
		},
		leave() {
			if (!here) return;
			here = false;
			timers.clearInterval(beat);
			timers.clearTimeout(soon);
			soon = null;
			Promise.resolve(tell({ leave: true })).catch(() => {});
			show([]);
		},
	};
}
