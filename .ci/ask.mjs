// Has a playwasm in this JavaScript engine compare scenarios as comparison.json of the
// command line says they were, and holds its results to those bytes:
// node ask.mjs wasm_exec.js play.wasm FOLDER NAME...
import fs from "node:fs"
import { createRequire } from "node:module"

const [runtime, program, folder, ...names] = process.argv.slice(2)
createRequire(import.meta.url)(fs.realpathSync(runtime))
const go = new Go()
const { instance } = await WebAssembly.instantiate(fs.readFileSync(program), go.importObject)
go.run(instance)
for (const name of names) {
	const native = fs.readFileSync(`${folder}/${name}/comparison.json`, "utf8")
	const { seeds, command, build } = JSON.parse(native)
	const answer = JSON.parse(globalThis.wavetank(JSON.stringify({ ask: "compare", name, seeds: seeds.length, command, build })))
	if (answer.results !== native) {
		console.log(`${name}: a page is told something else. ${answer.error || ""}`)
		process.exit(1)
	}
	console.log(`${name}: ${native.length} bytes of comparison.json, equal`)
}
process.exit(0)
