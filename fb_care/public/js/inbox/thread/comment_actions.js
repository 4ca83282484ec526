// Which buttons make sense under a comment; `item.comment` holds the facts that the server gives.

/** `can`: what the user may do in the thread. */
export function actionsFor(item, can = {}) {
	const facts = item.comment;
	if (!facts || !facts.there || !can.write) return [];
	const own = item.direction === "Outgoing";
	const found = [];
	if (!own) {
		found.push("reply");
		if (facts.private.may) found.push("private_reply");
		else if (facts.private.state) found.push("private_state");
	}
	found.push(facts.liked ? "unlike" : "like");
	if (!own) found.push(facts.state === "Hidden" ? "unhide" : "hide", facts.unread ? "mark_read" : "mark_unread");
	if (own || can.manage || facts.deletable) found.push("delete");
	return found;
}
