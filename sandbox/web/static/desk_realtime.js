// The desk's `frappe.realtime` over Server-Sent Events: events of the user, of the rooms asked for, and of everybody.
frappe.realtime = (function () {
	const listeners = {};
	const rooms = new Set();
	const socket = { connected: false, id: "", on: (event, listener) => realtime.on(event, listener) };
	let source = null;

	function tell(event, message) {
		(listeners[event] || []).slice().forEach((listener) => listener(message));
	}

	function ask(action, room) {
		const [doctype, docname = ""] = JSON.parse(room);
		return fetch("/sandbox/rooms", {
			method: "POST",
			headers: { "X-Frappe-CSRF-Token": frappe.csrf_token },
			body: new URLSearchParams({ connection: socket.id, action, doctype, docname }),
		}).catch(() => {});
	}

	function room_of(doctype, docname) {
		return JSON.stringify(docname === undefined ? [doctype] : [doctype, docname]);
	}

	function join(room) {
		rooms.add(room);
		if (socket.connected) ask("join", room);
	}

	function leave(room) {
		if (rooms.delete(room) && socket.connected) ask("leave", room);
	}

	// The browser connects again by itself; the rooms are asked for anew each time.
	function connect() {
		source = new EventSource("/sandbox/events");
		source.addEventListener("hello", (said) => {
			socket.connected = true;
			socket.id = JSON.parse(said.data).connection;
			rooms.forEach((room) => ask("join", room));
			tell("connect");
		});
		source.onmessage = (said) => {
			const { event, message } = JSON.parse(said.data);
			tell(event, message);
		};
		source.onerror = () => {
			if (socket.connected) tell("disconnect");
			socket.connected = false;
		};
	}

	const realtime = {
		socket,
		on(event, listener) {
			(listeners[event] = listeners[event] || []).push(listener);
		},
		off(event, listener) {
			listeners[event] = (listeners[event] || []).filter((one) => listener && one !== listener);
		},
		emit() {},
		doc_subscribe: (doctype, docname) => join(room_of(doctype, docname)),
		doc_unsubscribe: (doctype, docname) => leave(room_of(doctype, docname)),
		doctype_subscribe: (doctype) => join(room_of(doctype)),
		doctype_unsubscribe: (doctype) => leave(room_of(doctype)),
	};
	connect();
	return realtime;
})();
