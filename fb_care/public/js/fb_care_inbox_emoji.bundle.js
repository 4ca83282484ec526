// Emoji and their names, for the inbox's picker: loaded when it is first opened.
import en from "emojibase-data/en/compact.json";
import fr from "emojibase-data/fr/compact.json";

import { finder, joined } from "./inbox/emoji/find.js";

frappe.provide("fb_care.inbox");
fb_care.inbox.emoji = finder(joined({ en, fr }));
