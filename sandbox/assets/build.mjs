// Bundles the inbox as Frappe's own esbuild does: `node sandbox/assets/build.mjs OUTDIR [--dev]`.
// Prints one line of JSON: the size of each product in bytes, as it is and gzipped.
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { mkdir, writeFile } from "node:fs/promises";

import esbuild from "esbuild";
import vue from "esbuild-plugin-vue3";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..");
const OUT = resolve(process.argv[2]);
const DEVELOPMENT = process.argv.includes("--dev");
const ENTRIES = ["js/fb_care_inbox.bundle.js", "js/fb_care_inbox_emoji.bundle.js", "css/fb_care_inbox.bundle.scss"];

function bundle(entry) {
	return esbuild.build({
		entryPoints: [join(ROOT, "fb_care", "public", entry)],
		outdir: OUT,
		absWorkingDir: ROOT,
		bundle: true,
		write: false,
		minify: !DEVELOPMENT,
		// Frappe 15's: what it refuses is refused here too.
		target: ["es2017"],
		define: {
			"process.env.NODE_ENV": JSON.stringify(DEVELOPMENT ? "development" : "production"),
			__VUE_OPTIONS_API__: "true",
			__VUE_PROD_DEVTOOLS__: "false",
			__VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
		},
		// The entry of the styles holds plain @imports only, which Sass and esbuild read alike.
		loader: { ".scss": "css" },
		resolveExtensions: [".mjs", ".js", ".json", ".css"],
		plugins: [vue()],
		logLevel: "error",
	});
}

await mkdir(OUT, { recursive: true });
const sizes = {};
for (const { outputFiles } of await Promise.all(ENTRIES.map(bundle))) {
	for (const { path, contents } of outputFiles) {
		await writeFile(path, contents);
		const gzipped = gzipSync(contents, { level: 9 }).length;
		sizes[path.split("/").pop()] = { bytes: contents.length, gzipped };
	}
}
console.log(JSON.stringify(sizes));
