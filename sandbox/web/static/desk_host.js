// The small part of the desk's `window.frappe` that the inbox takes (inbox/host.js), behaving as the desk does.
window.frappe = (function () {
	const boot = JSON.parse(document.getElementById("boot").textContent);
	const frappe = { boot, csrf_token: boot.csrf_token, session: { user: boot.user.name } };

	frappe.provide = function (path) {
		path.split(".").reduce((at, part) => (at[part] = at[part] || {}), window);
	};

	window.__ = function (text, values = []) {
		const said = boot.__messages[text] || text;
		return said.replace(/\{(\d+)\}/g, (whole, at) => (values[at] === undefined ? whole : String(values[at])));
	};

	// --- what is said to people

	// The desk shows messages as HTML; here they are shown as the text that they would have.
	const SIGNS = { lt: "<", gt: ">", quot: '"', amp: "&" };

	function plain(text) {
		return String(text || "")
			.replace(/<[^>]*>/g, "")
			.replace(/&(#\d+|lt|gt|quot|amp);/g, (_whole, sign) => SIGNS[sign] || String.fromCodePoint(sign.slice(1)));
	}

	function corner() {
		const found = document.querySelector(".desk-said");
		if (found) return found;
		const box = document.createElement("div");
		box.className = "desk-said";
		box.setAttribute("role", "status");
		return document.body.appendChild(box);
	}

	frappe.show_alert = function (message, seconds = 7) {
		const node = document.createElement("div");
		node.className = `desk-alert ${message.indicator || "blue"}`;
		node.textContent = plain(message.message || message);
		corner().appendChild(node);
		setTimeout(() => node.remove(), 1000 * seconds);
	};

	// --- where we are

	const listeners = [];
	const moved = () => listeners.forEach((listener) => listener());
	frappe.router = { on: (_event, listener) => listeners.push(listener) };
	window.addEventListener("popstate", moved);

	frappe.get_route = () => location.pathname.split("/").slice(2).filter(Boolean).map(decodeURIComponent);

	// Inside of the inbox the page stays; any other place is another page.
	frappe.set_route = async function (...parts) {
		const path = `/app/${parts.flat().map(encodeURIComponent).join("/")}`;
		if (!path.startsWith("/app/facebook-inbox")) return location.assign(path);
		if (path === location.pathname) return;
		history.pushState(null, "", path + location.search);
		moved();
	};

	frappe.utils = {
		escape_html: (text) => String(text).replace(/[&<>"'`=]/g, (sign) => `&#${sign.charCodeAt(0)};`),
	};
	return frappe;
})();
