// Files of an answer: kept on the site as they are chosen, privately, and named in the draft.
import { keyOf } from "./names.js";

/** As the server has them (outbound/files.py): a refusal before the upload saves the wait. */
export const MOST = 10;
export const MAX_BYTES = 25 * 1024 * 1024;

export const tooMany = () => __("At most {0} files fit into one answer.", [MOST]);

/** Why a file can't go along, in words; "" where it can. */
export function against(file, there) {
	if (there >= MOST) return tooMany();
	if (!file.size) return __("The file {0} is empty.", [file.name]);
	if (file.size > MAX_BYTES) return __("The file {0} has more than {1} MB, which is the most that Facebook takes.", [file.name, MAX_BYTES / 1024 / 1024]);
	return "";
}

export function attaching(inbox) {
	const { state, answers } = inbox.thread;
	let number = 0;

	async function keep(file) {
		const thread = inbox.state.open;
		const draft = state.draft;
		number += 1;
		const id = `upload-${number}`;
		const preview = /^image\/(png|jpeg|gif|webp)$/.test(file.type) ? URL.createObjectURL(file) : "";
		draft.files.push({ id, name: "", file_name: file.name, progress: 0, error: "", preview });
		const row = draft.files[draft.files.length - 1];
		const abort = new AbortController();
		row.abort = () => abort.abort();
		try {
			const progress = (part) => (row.progress = part);
			const kept = await inbox.host.upload(file, { doctype: thread.doctype, docname: thread.name, signal: abort.signal, progress });
			const arrived = { name: kept.name, file_name: kept.file_name, file_url: kept.file_url };
			Object.assign(row, arrived);
			// Another thread may be open by now, or none, or this one again: its draft is another one then.
			const open = inbox.state.open;
			if (state.draft === draft && open && keyOf(open) === keyOf(thread)) answers.write({});
			else answers.attach(keyOf(thread), arrived);
		} catch (error) {
			const at = draft.files.indexOf(row);
			if (at >= 0) draft.files.splice(at, 1);
			if (error.name !== "AbortError") inbox.host.toast(`${file.name}: ${error.message}`, "red");
		}
	}

	return {
		add(files) {
			for (const file of files) {
				const problem = against(file, state.draft.files.length);
				if (problem) inbox.host.toast(problem, "red");
				else keep(file);
			}
		},
		/** The files of a saved reply, which are on the site already. */
		take(files) {
			const known = new Set(state.draft.files.map((file) => file.name));
			const more = (files || []).filter((file) => !known.has(file.name)).map(({ name, file_name }) => ({ name, file_name }));
			if (!more.length) return;
			const all = [...state.draft.files, ...more];
			if (all.length > MOST) inbox.host.toast(tooMany(), "red");
			answers.write({ files: all.slice(0, MOST) });
		},
		remove(at) {
			const [row] = state.draft.files.splice(at, 1);
			if (row && row.abort && !row.name) row.abort();
			if (row && row.preview) URL.revokeObjectURL(row.preview);
			answers.write({});
		},
	};
}
