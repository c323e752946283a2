// Shows a comparison.json: the answer, its tables, what was expected, where it hurts.
// All words are text, never markup.
"use strict"
const wavetankShow = (() => {
	const make = (tag, words, attributes) => {
		const e = document.createElement(tag)
		if (words !== undefined) e.textContent = wavetankPlain(words)
		for (const [name, value] of Object.entries(attributes || {})) e.setAttribute(name, value)
		return e
	}
	const digits = (x, n = 3) => Number(x.toPrecision(n)).toLocaleString("en", { maximumSignificantDigits: n, useGrouping: Math.abs(x) >= 1e4 })
	const span = s => {
		const a = Math.abs(s)
		return a >= 1 || a === 0 ? digits(s) + " s" : a >= 1e-3 ? digits(s * 1e3) + " ms" : digits(s * 1e6) + " µs"
	}
	const shares = /(^|\.)(error_rate|degraded_rate|utilisation|share)$/
	// write writes a number of a metric; a difference of shares is in percentage points.
	const write = (metric, unit, x, difference) => {
		if (x === null || x === undefined) return "–"
		if (x === "inf") return "never"
		if (unit === "share" || shares.test(metric)) return digits(100 * x) + (difference ? " pp" : " %")
		if (unit === "ms") return span(x / 1000)
		if (unit === "s") return span(x)
		if (unit === "1/s") return digits(x) + "/s"
		return digits(x)
	}
	// band returns what an arm came to in one of the measures that the results say to show.
	const band = (v, s) => ((s.load && v.metrics_by_load ? v.metrics_by_load[s.load] : v.metrics) || {})[s.metric]

	function table(caption, heading, rows) {
		const t = make("table"), head = make("tr"), body = make("tbody")
		for (const words of heading) head.append(make("th", words, { scope: "col" }))
		for (const [name, ...cells] of rows) {
			const row = make("tr")
			row.append(make("th", name, { scope: "row" }))
			for (const c of cells) {
				const cell = make("td", c.value, c.class ? { class: c.class } : {})
				if (c.small) cell.append(make("small", c.small))
				row.append(cell)
			}
			body.append(row)
		}
		const thead = make("thead")
		thead.append(head)
		t.append(thead, body)
		const scroll = make("div", undefined, { class: "scroll", tabindex: "0", role: "region", "aria-label": caption })
		scroll.append(t)
		return scroll
	}

	const arms = r => table("Arms and measures", ["measure", ...r.variants.map(v => v.variant)], r.shown.map(s => [s.words, ...r.variants.map(v => {
		const key = s.metric, b = band(v, s)
		if (!b) return { value: "–" }
		const never = b.median === null && b.infinite > 0
		const small = b.runs > 1 && b.low !== null && b.high !== null ? write(key, b.unit, b.low) + " to " + write(key, b.unit, b.high) : b.infinite > 0 ? "never in " + b.infinite + " of " + b.runs : ""
		return { value: never ? "never" : write(key, b.unit, b.median), small }
	})]))

	function differences(r) {
		const [baseline, ...others] = r.variants.map(v => v.variant)
		if (!others.length) return make("p", "There is one arm only.", { class: "note" })
		const rows = r.shown.map(s => [s.words, ...others.map(name => {
			const key = s.metric, d = r.differences.find(d => d.variant === name && d.baseline === baseline && d.load === s.load && d.metric === key)
			const middle = d && (d.mean === null ? d.median : d.mean)
			if (!d || middle === null || !d.pairs) return { value: "–" }
			const small = d.low === null || d.high === null ? "" : write(key, d.unit, d.low, true) + " to " + write(key, d.unit, d.high, true)
			const mark = { better: ["good", " ✓"], worse: ["bad", " ✗"], "~": ["", " ~"] }[d.verdict] || ["", " " + d.verdict]
			return { value: (middle > 0 ? "+" : "") + write(key, d.unit, middle, true) + mark[1], small, class: mark[0] }
		})])
		return table("Differences", ["measure", ...others], rows.filter(([, ...cells]) => cells.some(c => c.value !== "–")))
	}

	const classes = { pass: "good", fail: "bad", held: "good", violated: "bad", reached: "good" }
	// judged are what was expected, and the invariants and goals in the form of expectations.
	const judged = r => r.expectations.concat((r.invariants || []).map(t => {
		const x = { that: t.invariant + ", " + t.variant, status: "held", words: "in " + t.runs + (t.runs === 1 ? " run" : " runs"), thing: "invariant" }
		if (t.reached > 0) return { ...x, status: "reached", words: "in " + t.reached + " of " + t.runs, thing: "goal" }
		if (t.reached === 0) return { ...x, status: "not reached", words: "the runs say nothing about it", thing: "goal" }
		if (t.violated > 0) return { ...x, status: "violated", words: "in " + t.violated + " of " + t.runs + "; first in seed " + t.first_seed + " at " + span(t.at_s) + ": " + t.words }
		return t.words ? { ...x, status: "not at stake", words: t.words } : x
	}))
	function claims(r) {
		return judged(r).map(e => {
			const item = make("li", undefined, { class: classes[e.status] || "open" })
			item.append(make("b", e.status), " ", make("code", e.that), make("span", e.words + (e.note ? ": " + e.note : "")))
			return item
		})
	}
	function verdicts(r) {
		const count = new Map()
		for (const e of judged(r)) {
			const words = (e.thing ? e.thing + " " : "") + e.status
			count.set(words, { n: (count.get(words) || { n: 0 }).n + 1, class: classes[e.status] || "open" })
		}
		return [...count].map(([words, { n, class: name }]) => make("li", n + " × " + words, { class: name }))
	}

	// places tells of every node how busy it was in each arm, and what waited; and of the
	// calls what became of them.
	function places(r) {
		const nodes = [...new Set(r.variants.flatMap(v => Object.keys(v.nodes || {})))].slice(0, 40)
		const edges = [...new Set(r.variants.flatMap(v => Object.keys(v.edges || {})))].slice(0, 60)
		const percent = x => x === null || x === undefined ? "–" : digits(100 * x) + " %"
		const busy = nodes.map(name => [name, ...r.variants.map(v => {
			const n = (v.nodes || {})[name] || {}
			return { value: n.utilisation === null || n.utilisation === undefined ? "no bound" : percent(n.utilisation) + " busy", class: n.utilisation > 0.95 ? "bad" : "", small: "queue p99 " + digits(n.queue_p99 || 0) + ", waited " + span((n.waited_mean || 0) / 1000) }
		})])
		const calls = edges.map(name => [name, ...r.variants.map(v => {
			const e = (v.edges || {})[name] || {}
			return { value: percent(e.error_rate) + " errors", class: e.error_rate > 0.05 ? "bad" : "", small: digits(e.attempts || 0) + " attempts, p99 " + (e.p99 === null || e.p99 === undefined ? "–" : span(e.p99 / 1000)) }
		})])
		const heading = r.variants.map(v => v.variant)
		return [table("Nodes", ["node", ...heading], busy), table("Calls", ["calls", ...heading], calls)]
	}
	// kept is what the simulator is told of results, to hold others against them: not the
	// measures of places and facts, whose names have dots.
	function kept(r) {
		const values = bands => Object.fromEntries(Object.entries(bands || {}).filter(([key]) => !key.includes(".")).map(([key, b]) => [key, { values: b.values }]))
		return { variants: r.variants.map(v => ({
			variant: v.variant, runs: v.runs.map(({ seed, digest }) => ({ seed, digest })), metrics: values(v.metrics),
			metrics_by_load: Object.fromEntries(Object.entries(v.metrics_by_load || {}).map(([load, bands]) => [load, values(bands)])),
		})) }
	}
	// since tells what a change did: of each arm in a sentence the first that is shown to
	// differ, and in a table all of it.
	function since(place, changes) {
		place.hidden = !changes
		if (!changes) return
		const arms = [...new Set(changes.map(c => c.variant))], of = arm => changes.filter(c => c.variant === arm)
		const words = c => c.from + " → " + c.to, gap = c => c.change + (c.interval ? ", 95 % interval " + c.interval : "")
		const told = arms.map(arm => {
			const shown = of(arm).filter(c => c.verdict !== "~")
			if (of(arm)[0].same) return arm + " is as before"
			const first = shown.slice(0, 2).map(c => c.measure + " " + words(c) + " (" + gap(c) + ")"), more = shown.length - first.length
			return arm + ": " + (first.join(", ") || "no difference is shown") + (more > 0 ? ", and " + more + " more below" : "")
		})
		const moved = arms.filter(arm => !of(arm)[0].same)
		const rows = [...new Set(changes.map(c => c.measure))].map(measure => [measure, ...moved.map(arm => {
			const c = of(arm).find(c => c.measure === measure)
			if (!c) return { value: "–" }
			if (c.verdict === "~") return { value: words(c), small: "~ " + gap(c) }
			return { value: words(c), small: gap(c) + "; " + c.verdict, class: { better: "good", worse: "bad" }[c.verdict] }
		})])
		place.firstElementChild.textContent = wavetankPlain("What the change did, paired by seed over " + Math.max(...changes.map(c => c.pairs)) + " seeds. " + told.join("; ") + ".")
		place.lastElementChild.replaceChildren(...(moved.length ? [table("What the change did", ["median before → now", ...moved], rows)] : []))
	}
	// lack tells which arms are left out, as they need what a page does not carry.
	function lack(place, a, name) {
		place.hidden = !a.lack
		place.textContent = a.lack ? "Run here are the arms " + a.only.replaceAll(",", ", ") + ". The others, and what is expected of them, are left out: they need " + a.lack + ", which a page does not carry. With all arms: wavetank compare " + wavetankPlain(name) : ""
	}
	return { make, kept, lack, since, arms, differences, claims, verdicts, places, span, digits }
})()
