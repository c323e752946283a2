// A link holds what is on the page behind its #, which no server sees: JSON, deflated,
// in base64url, behind the version of that form.
"use strict"
const wavetankLink = (() => {
	const version = "v1", most = 1 << 20, large = "it holds more than a scenario can have"
	async function through(stream, bytes) {
		const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader(), parts = []
		let size = 0
		for (;;) {
			const { done, value } = await reader.read()
			if (done) break
			size += value.length
			if (size > most) throw new Error(large)
			parts.push(value)
		}
		return new Uint8Array(await new Blob(parts).arrayBuffer())
	}
	const broken = "it was cut off or changed on its way: have the whole of it sent again"
	// unpack returns the state, an object, in what stands behind the version.
	async function unpack(packed) {
		if (!packed) throw new Error("nothing stands behind its #" + version + "=: it was cut off on its way")
		if (packed.length > 2 * most) throw new Error(large)
		try {
			const bytes = Uint8Array.from(atob(packed.replaceAll("-", "+").replaceAll("_", "/")), c => c.charCodeAt(0))
			const text = new TextDecoder("utf-8", { fatal: true }).decode(await through(new DecompressionStream("deflate-raw"), bytes))
			return Object(JSON.parse(text))
		} catch (error) {
			throw new Error(error.message === large ? large : broken)
		}
	}
	function named(name) {
		try {
			return decodeURIComponent(name)
		} catch {
			throw new Error(broken)
		}
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
			const [, form, rest] = hash.match(/^#?([^=]*)=?(.*)$/s)
			if (!form && !rest || document.getElementById(form)) return null
			if (form === "name") return { name: named(rest) }
			if (form !== version) throw new Error("its form “" + form.slice(0, 20) + "” is not known here: a newer wavetank made it, or it is no link of wavetank")
			const state = await unpack(rest)
			const text = x => typeof x === "string" ? x : undefined
			if (!text(state.name) && !text(state.text)) throw new Error("it names no scenario, and holds none")
			return { name: text(state.name), text: text(state.text), seeds: Number.isInteger(state.seeds) ? state.seeds : undefined, from: Number(state.from) || 0, arm: text(state.arm) }
		},
	}
})()
