// What is said of a person: plain words from plain values.
import { dayWords } from "../top/moments.js";

/** Facts of the profile that are known: [{id, title, words}]. */
export function facts(profile, language) {
	return [
		{ id: "since", title: __("Since"), words: dayWords(profile.first_ms, language) },
		{ id: "locale", title: __("Language and country"), words: localeWords(profile.locale, language) },
		{ id: "liked", title: __("Liked the page on"), words: dayWords(profile.liked_page_on, language) },
	].filter((one) => one.words);
}

/** "pt_PT" as "Portuguese (Portugal)". */
export function localeWords(locale, language) {
	if (!locale) return "";
	try {
		return new Intl.DisplayNames(language, { type: "language", languageDisplay: "standard" }).of(locale.replace("_", "-"));
	} catch (_error) {
		return locale;
	}
}

/** Counts that can be told: [{id, words, count}]; null is not for this user, or not on this site. */
export function counted(counts) {
	return [
		{ id: "messages", words: __("Messages"), count: sum(counts.messages_in, counts.messages_out) },
		{ id: "comments", words: __("Comments"), count: counts.comments },
		{ id: "complaints", words: __("Complaints"), count: counts.complaints },
		{ id: "tickets", words: __("Tickets"), count: counts.tickets },
		{ id: "orders", words: __("Orders"), count: counts.orders },
	].filter((one) => one.count !== null && one.count !== undefined);
}

const sum = (one, other) => (one === undefined || one === null ? null : one + (other || 0));

/** Why no name is known yet, and whether Facebook may be asked again: {words, again}; null where there is one. */
export function naming(profile) {
	const words = {
		Waiting: () => __("The name is not known yet."),
		Pending: () => __("Facebook is being asked for the name."),
		Refused: () => __("Facebook does not tell the name."),
		Failed: () => __("The name could not be asked for."),
	}[profile.profile_state];
	if (!words || (profile.profile_state === "Known")) return null;
	const reason = profile.profile_reason ? ` ${profile.profile_reason}` : "";
	return { words: words() + reason, again: profile.profile_state !== "Pending" };
}

/** Labels with whether they can be taken off here: those of another contact of the person can't. */
export const ownLabels = (overview) =>
	overview.labels.map((one) => ({ ...one, own: (overview.profile.labels || []).includes(one.label) }));

/** Labels that may still be put on. */
export function free(labels, overview) {
	const on = new Set(overview.profile.labels || []);
	return labels.filter((one) => !on.has(one.name));
}

/** A note can be removed by its author or a manager, on the contact that is shown. */
export const mayRemove = (note, contact, user, manages) =>
	note.contact === contact && (note.author === user || Boolean(manages));

/** What a document is worth: "1,234.50 EUR" as the language writes it; "" where there is no sum. */
export function money(doc, language) {
	if (doc.total === null || doc.total === undefined) return "";
	try {
		return new Intl.NumberFormat(language, doc.currency ? { style: "currency", currency: doc.currency } : { minimumFractionDigits: 2 }).format(doc.total);
	} catch (_error) {
		return `${doc.total} ${doc.currency || ""}`.trim();
	}
}

/** Records of the host that the contact is linked with, as far as the user may see them: [{doctype, name, title}]. */
export function linked(data) {
	const profile = (data.overview && data.overview.profile) || {};
	return [
		["Contact", data.erp_contact, profile.contact],
		["Customer", data.customer, profile.customer],
		["Lead", data.lead, profile.lead],
	]
		.filter(([, record]) => record)
		.map(([doctype, record, own]) => ({ doctype, name: record.name, title: record.title || record.name, own: own === record.name }));
}
