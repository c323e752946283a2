// Puts questions from standard input, one a line, to a playwasm in this JavaScript
// engine: node ask.mjs wasm_exec.js play.wasm < questions
import fs from "node:fs"
import { createRequire } from "node:module"

const [runtime, program] = process.argv.slice(2)
createRequire(import.meta.url)(fs.realpathSync(runtime))
const go = new Go()
const { instance } = await WebAssembly.instantiate(fs.readFileSync(program), go.importObject)
go.run(instance)
for (const question of fs.readFileSync(0, "utf8").trim().split("\n")) {
	fs.writeSync(1, globalThis.wavetank(question) + "\n")
}
process.exit(0)
