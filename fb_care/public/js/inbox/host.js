// Everything the inbox takes of its host, in one place: Frappe's desk, or the sandbox which gives the same names.

const SAFE_LINK = /^(https?:\/\/|\/(private\/)?files\/)/i;

/** The address if a link may lead there, else "". */
export function safeLink(url) {
	return SAFE_LINK.test(url || "") ? url : "";
}

/** Whether the address is a file that this site keeps: only such are shown as pictures or played. */
export function isKeptFile(url) {
	return /^\/(private\/)?files\//.test(url || "");
}

/** What went wrong, in the server's own words where it has some. `kind`: "offline", "refused" or "failed". */
export class HostError extends Error {
	constructor(message, kind, type = "") {
		super(message);
		this.kind = kind;
		this.type = type;
	}
}

function csrf() {
	return (window.frappe && (frappe.csrf_token || (frappe.boot || {}).csrf_token)) || "";
}

function plain(message) {
	const node = new DOMParser().parseFromString(String(message || ""), "text/html");
	return (node.body.textContent || "").trim();
}

function wordsOf(answer, status) {
	try {
		const lines = JSON.parse(answer._server_messages || "[]").map((one) => plain(JSON.parse(one).message));
		if (lines.some(Boolean)) return lines.filter(Boolean).join("\n");
	} catch (_error) {
		// What can't be read has no words.
	}
	if (status === 403) return __("You may not do that, or your session has ended. Reload the page.");
	return __("The server could not do that ({0}). Try again; if it stays so, tell your administrator.", [status]);
}

async function read(response) {
	let answer = {};
	try {
		answer = await response.json();
	} catch (_error) {
		if (response.ok) throw new HostError(wordsOf({}, response.status), "failed");
	}
	if (!response.ok) {
		const kind = response.status >= 500 ? "failed" : "refused";
		throw new HostError(wordsOf(answer, response.status), kind, answer.exc_type || "");
	}
	return answer.message;
}

async function fetched(address, options) {
	try {
		return await fetch(address, { credentials: "same-origin", ...options });
	} catch (error) {
		if (error.name === "AbortError") throw error;
		throw new HostError(__("There is no connection to the server."), "offline");
	}
}

function headers(more = {}) {
	return { Accept: "application/json", "X-Frappe-CSRF-Token": csrf(), ...more };
}

/** Call a whitelisted method. Raises HostError; `signal` gives the call up. */
async function call(method, args = {}, { signal } = {}) {
	const body = JSON.stringify(args, (_key, value) => (value === undefined ? null : value));
	const options = { method: "POST", headers: headers({ "Content-Type": "application/json" }), body, signal };
	return read(await fetched(`/api/method/${method}`, options));
}

/** Keep a private file on the site; gives its File document. `progress` is told how much is there, 0 to 1. */
async function upload(file, { doctype = "", docname = "", signal, progress } = {}) {
	const body = new FormData();
	body.append("file", file, file.name);
	body.append("is_private", "1");
	if (doctype) {
		body.append("doctype", doctype);
		body.append("docname", docname);
	}
	return read(await posted("/api/method/upload_file", body, signal, progress));
}

/** As fetch, which tells nothing of how far an upload is. */
function posted(address, body, signal, progress) {
	return new Promise((resolve, reject) => {
		const request = new XMLHttpRequest();
		request.open("POST", address);
		Object.entries(headers()).forEach(([name, value]) => request.setRequestHeader(name, value));
		request.upload.onprogress = (event) => progress && event.lengthComputable && progress(event.loaded / event.total);
		request.onload = () => resolve(new Response(request.responseText || null, { status: request.status }));
		request.onerror = () => reject(new HostError(__("There is no connection to the server."), "offline"));
		request.onabort = () => reject(new DOMException("", "AbortError"));
		if (signal) signal.addEventListener("abort", () => request.abort());
		request.send(body);
	});
}

/** Load a bundle of the app that is not needed at the start. */
function bundle(name) {
	if (window.frappe && frappe.require) return new Promise((resolve) => frappe.require(name, resolve));
	const own = document.querySelector('script[src*="fb_care_inbox.bundle"]');
	return new Promise((resolve, reject) => {
		const node = document.createElement("script");
		node.src = own.src.replace(/fb_care_inbox\.bundle[^/]*$/, name);
		node.onload = resolve;
		node.onerror = () => reject(new HostError(__("There is no connection to the server."), "offline"));
		document.head.appendChild(node);
	});
}

/** The desk takes one room a second by `doc_subscribe` and drops the others: an inbox has a room for each page. */
function join(socket, doctype, name) {
	if (!socket.open_docs) return socket.doc_subscribe && socket.doc_subscribe(doctype, name);
	if (!socket.socket) return undefined;
	socket.open_docs.add(`${doctype}:${name}`);
	return socket.emit("doc_subscribe", doctype, name);
}

export function realtime(socket = window.frappe && frappe.realtime) {
	return {
		on: (event, work) => socket && socket.on && socket.on(event, work),
		off: (event, work) => socket && socket.off && socket.off(event, work),
		follow: (doctype, name) => socket && join(socket, doctype, name),
		leave: (doctype, name) => socket && (socket.socket || !socket.open_docs) && socket.doc_unsubscribe && socket.doc_unsubscribe(doctype, name),
		/** Whether news come by themselves now; else the inbox asks from time to time. */
		connected: () => Boolean(socket && socket.socket && socket.socket.connected),
	};
}

/** The host as the inbox sees it; `element`: where on its page the inbox is drawn. */
export function host(element = null) {
	return {
		call,
		upload,
		bundle,
		realtime: realtime(),
		language: () => ((window.frappe && frappe.boot && frappe.boot.lang) || "en").replace("_", "-"),
		user: () => (window.frappe && frappe.session && frappe.session.user) || "",
		toast: (message, colour = "green") => frappe.show_alert({ message: frappe.utils.escape_html(message), indicator: colour }, 5),
		/** Put the open thread into the address, so that it can be sent to a colleague. */
		route: (parts) => frappe.set_route && frappe.set_route(["facebook-inbox", ...parts]),
		/** The address of a document's own form. */
		form: (doctype, name) => `/app/${doctype.toLowerCase().replace(/ /g, "-")}/${encodeURIComponent(name)}`,
		/** Whether somebody can see it: the desk keeps a page that one has left, hidden. */
		isShown: () => !document.hidden && (!element || element.getClientRects().length > 0),
		storage: window.localStorage,
	};
}
