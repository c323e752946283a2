// Runs the simulator: a question comes, its answer goes, one at a time.
"use strict"
if (typeof Go === "undefined") importScripts("wasm_exec.js")
let ready = null
onmessage = async e => {
	if (e.data.program) {
		const go = new Go()
		go.env = { GOGC: "800" } // few runs need so much that the collector begins amid one
		ready = WebAssembly.instantiate(e.data.program, go.importObject).then(instance => { go.run(instance) })
		return
	}
	try {
		await ready
		postMessage({ id: e.data.id, answer: JSON.parse(wavetank(JSON.stringify(e.data.question))) })
	} catch (error) {
		postMessage({ id: e.data.id, answer: { error: "the simulator broke down: " + error } })
	}
}
