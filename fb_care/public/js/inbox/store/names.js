// How threads are named: in maps and in the address.

/** The doctypes of threads, by the part of the address that stands for them. */
export const SLUGS = { "fb-conversation": "FB Conversation", "fb-comment-thread": "FB Comment Thread" };

export const keyOf = (thread) => `${thread.doctype}/${thread.name}`;
export const slugOf = (doctype) => Object.keys(SLUGS).find((slug) => SLUGS[slug] === doctype) || "";
