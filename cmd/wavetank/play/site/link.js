// A link holds what is on the page behind its #, which no server sees: JSON, deflated,
// in base64url, behind the version of that form.
"use strict"
const wavetankLink = (() => {
	const version = "v1", most = 1 << 20
	async function through(stream, bytes) {
		const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader(), parts = []
		let size = 0
		for (;;) {
			const { done, value } = await reader.read()
			if (done) break
			size += value.length
			if (size > most) throw new Error("it holds more than a scenario can have")
			parts.push(value)
		}
		return new Uint8Array(await new Blob(parts).arrayBuffer())
	}
	return {
		async write(state) {
			const bytes = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(JSON.stringify(state)))
			let text = ""
			for (const b of bytes) text += String.fromCharCode(b)
			return "#" + version + "=" + btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")
		},
		// read returns the state in the part of an address behind the #, null if it has none.
		async read(hash) {
			const m = hash.match(/^#(\w+)=(.*)$/)
			if (!m) return null
			if (m[1] === "name") return { name: decodeURIComponent(m[2]) }
			if (m[1] !== version) throw new Error("its form " + m[1] + " is not known here: a newer wavetank made it")
			const bytes = Uint8Array.from(atob(m[2].replaceAll("-", "+").replaceAll("_", "/")), c => c.charCodeAt(0))
			const state = JSON.parse(new TextDecoder().decode(await through(new DecompressionStream("deflate-raw"), bytes)))
			const text = x => typeof x === "string" ? x : undefined
			return { name: text(state.name), text: text(state.text), seeds: Number.isInteger(state.seeds) ? state.seeds : undefined, from: Number(state.from) || 0, arm: text(state.arm) }
		},
	}
})()
