// Words of the server's that are shown translated, each named here so that none is forgotten.

const STATES = {
	Open: () => __("Open"),
	Done: () => __("Done"),
	Spam: () => __("Spam"),
	Archived: () => __("Archived"),
};
const SENDING = {
	Queued: () => __("Queued"),
	Sending: () => __("Sending …"),
	Held: () => __("Waiting"),
	Unknown: () => __("Not known whether it arrived"),
	Failed: () => __("Not sent"),
	Discarded: () => __("Discarded, not sent"),
	Sent: () => __("Sent"),
	Delivered: () => __("Delivered"),
	Read: () => __("Read"),
	Removed: () => __("Deleted on Facebook"),
	Hidden: () => __("Hidden on Facebook"),
};
const KINDS = {
	Message: () => __("Private messages"),
	Comment: () => __("Comment"),
	"Visitor Post": () => __("Visitor post"),
	Mention: () => __("Mention"),
	Rating: () => __("Rating"),
};
const said = (table, word) => (table[word] ? table[word]() : word || "");

export const stateWord = (word) => said(STATES, word);
export const sendingWord = (word) => said(SENDING, word);
export const kindWord = (word) => said(KINDS, word);

/** States in which an answer needs somebody's eye. */
export const isTrouble = (state) => ["Failed", "Unknown", "Held", "Discarded"].includes(state);

/** Who of the business said it, and by which way. */
export function authorOf(item) {
	if (item.direction !== "Outgoing") return "";
	const by = item.automatic ? __("{0}, automatic", [__(item.automatic)]) : item.agent || item.origin || (item.sender_kind ? __(item.sender_kind) : "");
	return item.agent && item.origin && item.origin !== item.agent && !item.automatic ? `${by} (${item.origin})` : by;
}

/** A person of the team among others: "Ana is writing …", "Ana and Ben are here". */
export function presenceWords(others) {
	const names = (rows) => rows.map((row) => row.full_name || row.user);
	const listed = (rows) => (rows.length > 1 ? __("{0} and {1}", [names(rows).slice(0, -1).join(", "), names(rows).slice(-1)[0]]) : names(rows)[0]);
	const typing = others.filter((one) => one.typing);
	if (typing.length === 1) return __("{0} is writing …", [listed(typing)]);
	if (typing.length) return __("{0} are writing …", [listed(typing)]);
	if (others.length === 1) return __("{0} is here too", [listed(others)]);
	return others.length ? __("{0} are here too", [listed(others)]) : "";
}
