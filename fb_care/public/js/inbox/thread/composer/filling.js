// A saved reply, filled in for the person of the open thread.

/** {text, files, saved_reply, absent, …}: `absent` are the values that are missing or not told. */
export async function filled(inbox, name, language = "") {
	const found = await inbox.api.fillReply(inbox.state.open, name, language);
	return { ...found, saved_reply: name, absent: [...(found.missing || []), ...(found.withheld || [])] };
}
