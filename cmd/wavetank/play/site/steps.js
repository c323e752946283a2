// Draws a stretch of one run: a lane for everybody, time going down, a line for each
// message; and tells one step after the other, with what is known of everybody then.
"use strict"
const wavetankSteps = (() => {
	const { make, span } = wavetankShow
	const svg = (tag, attributes, words) => {
		const e = document.createElementNS("http://www.w3.org/2000/svg", tag)
		for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value)
		if (words !== undefined) e.textContent = words
		return e
	}
	const row = 17, top = 34, left = 76, mostLanes = 12
	const seconds = t => t.toFixed(6).replace(/0{1,3}$/, "") + " s"

	function words(s) {
		const what = s.words || s.what
		if (s.to) return s.who + " → " + s.to + ": a message " + (s.lost ? "was lost" : "arrived") + ", " + span(s.at - s.sent) + " after it left" + (s.note ? " (" + s.note + ")" : "")
		return s.who + ": " + what + (/^-?\d+$/.test(s.value || "") ? ", now " + s.value : "") + (s.note ? " (" + s.note + ")" : "")
	}

	return (place, answer) => {
		const { steps, lanes: all, before } = answer
		if (!steps || !steps.length) {
			place.replaceChildren(make("p", "Nothing happens from there to the end of the run.", { class: "note" }))
			return
		}
		const lanes = all.slice(0, mostLanes), wide = 120, width = left + lanes.length * wide
		const x = name => left + (lanes.indexOf(name) < 0 ? lanes.length : lanes.indexOf(name) + 0.5) * wide
		const y = i => top + i * row + row / 2
		// Rows are steps, not equal times: a message begins between the steps around its start.
		const rowOf = t => {
			let i = steps.findIndex(s => s.at >= t)
			if (i <= 0) return i === 0 ? -0.6 : steps.length
			const a = steps[i - 1].at, b = steps[i].at
			return i - 1 + (b > a ? (t - a) / (b - a) : 1)
		}
		const height = top + steps.length * row + 10
		const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": "Messages between " + lanes.join(", ") + ", time going down; the list beside tells each step" })
		for (const name of lanes) {
			picture.append(svg("line", { class: "lane", x1: x(name), x2: x(name), y1: top - 8, y2: height }))
			picture.append(svg("text", { x: x(name), y: 16, "text-anchor": "middle" }, name.length > 17 ? name.slice(0, 16) + "…" : name))
		}
		const marks = steps.map((s, i) => {
			let mark
			if (s.to) {
				const x1 = x(s.who), y1 = Math.max(top - 8, y(rowOf(s.sent))), x2 = s.lost ? x1 + (x(s.to) - x1) * 0.6 : x(s.to), y2 = y(i)
				mark = svg("line", { class: s.lost ? "message lost" : "message", x1, y1, x2, y2 })
				if (!s.lost) picture.append(svg("circle", { class: "fact", cx: x2, cy: y2, r: 2 }))
				else picture.append(svg("text", { x: x2 - 4, y: y2 + 4 }, "✕"))
			} else mark = svg("circle", { class: "fact", cx: x(s.who), cy: y(i), r: 3.5 })
			mark.append(svg("title", {}, seconds(s.at) + " " + words(s)))
			mark.addEventListener("click", () => show(i))
			picture.append(mark)
			if (i % 5 === 0) picture.append(svg("text", { class: "soft", x: 2, y: y(i) + 4 }, seconds(s.at)))
			return mark
		})
		const scroll = make("div", undefined, { class: "scroll", tabindex: "0", role: "region", "aria-label": "Space-time diagram: ↓ and ↑ go through the steps" })
		scroll.append(picture)
		const told = make("p", "", { class: "told", role: "status" }), states = make("div")
		const buttons = make("div", undefined, { class: "bar inner" })
		const at = { i: -1 }
		const back = make("button", "← Back", { type: "button" }), next = make("button", "Next →", { type: "button" })
		back.addEventListener("click", () => show(at.i - 1))
		next.addEventListener("click", () => show(at.i + 1))
		buttons.append(back, next)
		const beside = make("div")
		beside.append(buttons, told, make("h3", "What is known of everybody then"), states)
		const diagram = make("div", undefined, { class: "diagram" })
		diagram.append(scroll, beside)
		place.replaceChildren(diagram)
		if (all.length > mostLanes) place.append(make("p", "Of " + all.length + " that take part, " + mostLanes + " have a lane.", { class: "note" }))
		scroll.addEventListener("keydown", e => {
			const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[e.key]
			if (!by) return
			e.preventDefault()
			show(at.i + by)
		})

		function show(i) {
			i = Math.max(0, Math.min(steps.length - 1, i))
			if (marks[at.i]) marks[at.i].classList.remove("now")
			at.i = i
			marks[i].classList.add("now")
			told.textContent = "Step " + (i + 1) + " of " + steps.length + ", " + seconds(steps[i].at) + ". " + words(steps[i])
			scroll.scrollTop = y(i) - scroll.clientHeight / 2
			const known = new Map((before || []).map(s => [s.who + "\n" + s.state, s]))
			for (const s of steps.slice(0, i + 1)) if (s.state) {
				const old = known.get(s.who + "\n" + s.state)
				known.set(s.who + "\n" + s.state, { ...s, count: (old ? old.count : 0) + 1 })
			}
			const list = make("ul")
			for (const s of [...known.values()].sort((a, b) => b.at - a.at).slice(0, 40))
				list.append(make("li", s.who + ": " + (s.state === "machine" ? s.value + " since " + seconds(s.at) : s.state + (s.value ? " = " + s.value : "") + " (" + s.count + " ×, last at " + seconds(s.at) + ")")))
			states.replaceChildren(known.size ? list : make("p", "Nothing has happened to anybody but messages and requests.", { class: "note" }))
			back.disabled = i === 0
			next.disabled = i === steps.length - 1
		}
		show(0)
	}
})()
