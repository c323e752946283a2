// Sliders, menus and ticks for the knobs of a scenario's patterns, made from what the
// language says of them. Times are in seconds, shares fractions.
"use strict"
const wavetankKnobs = (() => {
	const { make } = wavetankShow
	const units = { ns: 1e-9, us: 1e-6, "µs": 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 }
	function read(kind, text) {
		if (kind === "duration") {
			let sum = 0
			for (const m of text.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g)) sum += m[1] * units[m[2]]
			return sum
		}
		if (kind === "ratio") {
			const m = text.match(/^\s*([\d.eE+-]+)\s*(%|\/\s*([\d.]+))?/)
			return m ? m[1] / (m[2] === "%" ? 100 : m[3] || 1) : NaN
		}
		return parseFloat(text)
	}
	const round = x => Number(x.toPrecision(6))
	function spell(kind, x, like) {
		if (kind === "duration") {
			const [unit, by] = x === 0 ? ["s", 1] : x >= 1 ? ["s", 1] : x >= 1e-3 ? ["ms", 1e3] : x >= 1e-6 ? ["us", 1e6] : ["ns", 1e9]
			return round(x * by) + unit
		}
		if (kind === "ratio") return round(100 * x) + "%"
		if (kind === "rate") return round(x) + (like.match(/\/.*$/) || ["/s"])[0]
		return String(round(x))
	}
	const shares = [0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99, 1]
	// values are those that a slider stops at: round ones around the present.
	function values(k) {
		const now = read(k.kind, k.value)
		if (!isFinite(now)) return null
		const [low, high] = (k.range || "").split(" to ").map(t => read(k.kind, t))
		const inside = x => !(x < low) && !(x > high)
		let list = [now]
		if (k.kind === "ratio") list = list.concat(shares)
		else {
			const middle = now || { duration: 1, integer: 10, number: 1, factor: 2, rate: 100 }[k.kind]
			for (let e = -2; e <= 2; e++) for (const m of [1, 1.5, 2, 3, 5, 7]) {
				const x = m * 10 ** (Math.floor(Math.log10(middle)) + e)
				if (x >= middle / 40 && x <= middle * 40) list.push(k.kind === "integer" ? Math.round(x) : round(x))
			}
			if (low === 0 || now === 0) list.push(0)
		}
		return [...new Set(list.map(round))].filter(inside).sort((a, b) => a - b)
	}

	// control is what turns one knob; turn is called with the value as a file has it.
	function control(pattern, k, turn) {
		const id = "knob-" + pattern + "-" + k.key
		const row = make("div", undefined, { class: "knob" })
		row.append(make("label", k.key, { for: id }))
		const out = make("output", k.value, { for: id })
		let input
		if (k.enum) {
			input = make("select", undefined, { id })
			for (const word of k.enum) input.append(make("option", word, { value: word }))
			input.value = k.value
			input.addEventListener("change", () => turn(pattern, k.key, input.value))
		} else if (k.kind === "flag") {
			input = make("input", undefined, { id, type: "checkbox" })
			input.checked = k.value === "true"
			input.addEventListener("change", () => turn(pattern, k.key, String(input.checked)))
		} else {
			const stops = values(k)
			if (!stops || stops.length < 2) return null
			const now = round(read(k.kind, k.value))
			input = make("input", undefined, { id, type: "range", min: "0", max: String(stops.length - 1), step: "1" })
			input.value = String(stops.indexOf(now))
			const words = () => spell(k.kind, stops[input.value], k.value)
			input.setAttribute("aria-valuetext", words())
			input.addEventListener("input", () => {
				out.textContent = words()
				input.setAttribute("aria-valuetext", words())
			})
			input.addEventListener("change", () => turn(pattern, k.key, words()))
			row.append(out)
		}
		input.setAttribute("aria-describedby", id + "-doc")
		row.append(input, make("small", k.doc, { id: id + "-doc" }))
		return row
	}

	return (place, list, turn) => {
		const open = new Set([...place.querySelectorAll("details[open]")].map(d => d.dataset.of))
		const focus = document.activeElement && document.activeElement.id
		place.replaceChildren()
		for (const p of list || []) {
			place.append(make("h3", p.pattern + " (" + p.kind.replaceAll("-", " ") + ")"))
			const rest = make("details")
			rest.dataset.of = p.pattern
			rest.open = open.has(p.pattern)
			rest.append(make("summary", "Its other knobs, at their defaults"))
			for (const k of p.knobs) {
				const c = control(p.pattern, k, turn)
				if (c) (k.said ? place : rest).append(c)
			}
			if (rest.children.length > 1) place.append(rest)
		}
		if (!place.children.length) place.append(make("p", "No pattern of this scenario has a knob.", { class: "note" }))
		if (focus && focus.startsWith("knob-")) {
			const again = document.getElementById(focus)
			if (again) again.focus()
		}
	}
})()
