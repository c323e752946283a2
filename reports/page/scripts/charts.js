// Charts over time, by uPlot: one below the other, the cursor and the zoom in step, arms
// switched on and off, faults shaded. Names come from scenarios and are only ever text.
"use strict"
// wavetankPlain writes out what would turn the direction of writing, or is no letter at all.
const wavetankPlain = words => String(words).replace(/[\0-\b\v-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, c => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"))
const wavetankCharts = (() => {
	const colours = ["#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#1F1F1F", "#882255"]
	const byNight = { "#0072B2": "#4aa8e0", "#1F1F1F": "#d0d4d8", "#882255": "#d06a9c", "#D55E00": "#f07828" }
	const dark = window.matchMedia("(prefers-color-scheme: dark)")

	const share = x => x === 0 ? "0 %" : (100 * x).toPrecision(Math.abs(x) < 0.1 ? 2 : 3).replace(/^(-?\d+)\.?0*$/, "$1") + " %"
	const span = s => {
		const a = Math.abs(s)
		const [unit, by] = a >= 1 || a === 0 ? ["s", 1] : a >= 1e-3 ? ["ms", 1e3] : ["µs", 1e6]
		return Number((s * by).toPrecision(3)) + " " + unit
	}
	const plain = x => String(Number(x.toPrecision(3)))

	const measures = [
		{ key: "error_rate", title: "Error rate", write: share, floor: 0.01 },
		{ key: "p99", title: "Latency of successes, p99", write: span, log: true },
		{ key: "p50", title: "Latency of successes, p50", write: span, log: true },
		{ key: "all_p99", title: "Latency of all requests, p99", write: span, log: true },
		{ key: "degraded", title: "Degraded answers", write: share, floor: 0.01, rare: true },
	]

	const capital = words => words.charAt(0).toUpperCase() + words.slice(1)
	const make = (tag, words, attributes) => {
		const e = document.createElement(tag)
		if (words) e.textContent = wavetankPlain(words)
		for (const [name, value] of Object.entries(attributes || {})) e.setAttribute(name, value)
		return e
	}
	const colourOf = i => dark.matches ? byNight[colours[i % 8]] || colours[i % 8] : colours[i % 8]
	const ink = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

	// panels are the charts that the data has something for; lacking, the names of those on a
	// logarithmic axis for which it has nothing.
	const told = (data, m) => data.arms.some(a => a.curves[m.key].median.some(x => x !== null && x > 0))
	const lacking = data => measures.filter(m => m.log && !told(data, m)).map(m => m.title)
	function panels(data) {
		const list = measures.filter(m => !(m.rare || m.log) || told(data, m)).map(m => ({ ...m, of: arm => arm.curves[m.key] }))
		const levels = new Set(data.arms.flatMap(a => Object.keys(a.levels)))
		for (const name of levels)
			list.push({ key: "level " + name, title: capital(data.meanings[name] || name), write: plain, of: arm => arm.levels[name] })
		return list
	}

	// columns are the numbers of one chart: the middles of the windows, and for each arm
	// the median and the ends of the band; then the medians of an earlier result.
	function columns(panel, data, ghost) {
		const width = data.at.length > 1 ? data.at[1] - data.at[0] : 0
		const none = data.at.map(() => null)
		const out = [data.at.map(t => t + width / 2)]
		const of = (arm, which) => {
			const curve = panel.of(arm)
			if (!curve) return none
			return panel.log ? curve[which].map(x => x > 0 ? x : null) : curve[which]
		}
		for (const arm of data.arms) out.push(of(arm, "median"), of(arm, "low"), of(arm, "high"))
		for (const arm of data.arms) {
			const before = ghost && ghost.arms.find(a => a.name === arm.name)
			out.push(before && ghost.at.length === data.at.length ? of(before, "median") : none)
		}
		return out
	}

	// shades draws warm-up, faults and changes of load behind the curves; words, in front.
	function shades(u, data, words) {
		const { ctx, bbox } = u
		const line = window.devicePixelRatio || 1
		ctx.save()
		ctx.beginPath()
		ctx.rect(bbox.left, bbox.top - 15 * line, bbox.width, bbox.height + 15 * line)
		ctx.clip()
		ctx.font = 12 * line + "px Arial, sans-serif"
		ctx.textBaseline = "bottom"
		ctx.textAlign = "left"
		let free = 0
		const area = (from, to, text, fill) => {
			const x0 = Math.max(u.valToPos(from, "x", true), bbox.left), x1 = Math.min(u.valToPos(to, "x", true), bbox.left + bbox.width)
			if (x1 <= x0) return
			if (!words) {
				ctx.fillStyle = fill
				ctx.fillRect(x0, bbox.top, Math.max(x1 - x0, line), bbox.height)
				return
			}
			const begin = Math.max(x0, free), room = bbox.left + bbox.width - begin
			while (text.length > 1 && ctx.measureText(text).width > room) text = text.slice(0, -2) + "…"
			if (text.length < 3) return
			ctx.fillStyle = ink("--soft")
			ctx.fillText(text, begin, bbox.top - 2 * line)
			free = begin + ctx.measureText(text).width + 8 * line
		}
		if (data.warmup > 0) area(0, data.warmup, "warm-up", dark.matches ? "#ffffff0d" : "#0000000a")
		data.shades.slice(0, 30).forEach(s => area(s.from, s.to, s.what, dark.matches ? "#ffffff18" : "#00000012"))
		ctx.restore()
	}

	return (place, initial) => {
		let data = initial, ghost = null, zoom = null, charts = [], off = new Set(), moving = false
		const sync = uPlot.sync("charts" + Math.random())
		const bar = make("div", "", { class: "arms", role: "group", "aria-label": "Arms of the charts" })
		const box = make("div", "", { class: "panels" })
		place.replaceChildren(bar, box)

		function arms() {
			bar.replaceChildren()
			data.arms.forEach((arm, i) => {
				const label = make("label", "", { class: "arm" })
				const tick = make("input", "", { type: "checkbox" })
				tick.checked = !off.has(arm.name)
				tick.addEventListener("change", () => {
					tick.checked ? off.delete(arm.name) : off.add(arm.name)
					for (const c of charts) showArms(c)
				})
				const swatch = make("span", "", { class: "swatch", "aria-hidden": "true" })
				swatch.style.background = colourOf(i)
				label.append(tick, swatch, make("span", arm.name))
				bar.append(label)
			})
			const whole = make("button", "Whole run", { type: "button", class: "quiet" })
			whole.addEventListener("click", () => zoomTo(null))
			bar.append(whole)
			bar.append(make("span", (ghost ? "Dashed: before the change. " : "") + "Point at a chart, or focus it and press ← and →, for its values; drag, or press + and −, to zoom.", { class: "hint" }))
		}
		function showArms(c) {
			c.u.batch(() => data.arms.forEach((arm, i) => {
				for (const k of [1, 2, 3]) c.u.setSeries(3 * i + k, { show: !off.has(arm.name) }, false)
				c.u.setSeries(3 * data.arms.length + i + 1, { show: !off.has(arm.name) }, false)
			}))
			tell(c)
			twins(c)
		}
		// twins names the arms whose curves are one and the same, of which the last hides the others.
		function twins(c) {
			const names = new Map()
			data.arms.forEach((arm, k) => {
				const curves = [1, 2, 3].map(n => c.u.data[3 * k + n]), key = JSON.stringify(curves)
				if (!off.has(arm.name) && curves[0].some(x => x !== null)) names.set(key, [...names.get(key) || [], arm.name])
			})
			const same = [...names.values()].filter(n => n.length > 1).map(n => n.join(" = "))
			c.same.textContent = wavetankPlain(same.length ? "One curve: " + same.join("; ") : "")
		}
		function zoomTo(range) {
			zoom = range
			moving = true
			for (const c of charts) c.u.setScale("x", range || { min: 0, max: data.duration })
			moving = false
		}
		// tell writes the values at the cursor below the chart.
		function tell(c) {
			const i = c.u.cursor.idx
			if (i === null || i === undefined || c.u.cursor.left < 0) {
				c.readout.textContent = ""
				return
			}
			const words = data.arms.flatMap((arm, k) => {
				const [x, low, high] = [1, 2, 3].map(n => c.u.data[3 * k + n][i])
				if (off.has(arm.name)) return []
				return [arm.name + " " + (x === null ? "–" : c.write(x) + (data.seeds > 1 ? " (" + c.write(low) + " to " + c.write(high) + ")" : ""))]
			})
			c.readout.textContent = "at " + plain(c.u.data[0][i]) + " s: " + words.join(" · ")
		}
		function keys(c, e) {
			const all = c.u.data[0], { min, max } = c.u.scales.x
			const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[e.key]
			const by = { "+": 0.5, "=": 0.5, "-": 2 }[e.key]
			if (step) {
				const at = Math.min(all.length - 1, Math.max(0, (c.u.cursor.idx ?? -1) + step))
				for (const each of charts) each.u.setCursor({ left: each.u.valToPos(all[at], "x"), top: 10 })
			} else if (by) {
				const middle = c.u.cursor.idx > 0 ? all[c.u.cursor.idx] : (min + max) / 2
				const half = (max - min) * by / 2
				const from = Math.max(0, middle - half), to = Math.min(data.duration, middle + half)
				zoomTo(from <= 0 && to >= data.duration ? null : { min: from, max: to })
			} else if (e.key === "Escape" || e.key === "0") zoomTo(null)
			else return
			e.preventDefault()
		}
		function options(panel, width) {
			const series = [{}], bands = []
			data.arms.forEach((arm, i) => {
				const c = colourOf(i)
				series.push({ label: arm.name, stroke: c, width: 2, points: { show: false } },
					{ stroke: "transparent", points: { show: false } }, { stroke: "transparent", points: { show: false } })
				bands.push({ series: [3 * i + 3, 3 * i + 2], fill: c + "38" })
			})
			data.arms.forEach((arm, i) => series.push({ stroke: colourOf(i), width: 1.5, dash: [6, 5], points: { show: false } }))
			const axis = { stroke: ink("--soft"), grid: { stroke: ink("--line"), width: 1 }, ticks: { stroke: ink("--line"), width: 1 }, font: "12px Arial, sans-serif" }
			return {
				width, height: 215, padding: [18, 22, 0, 0], legend: { show: false }, series, bands,
				cursor: { sync: { key: sync.key }, drag: { x: true, y: false }, points: { size: 7 }, y: false },
				scales: {
					x: { time: false, min: 0, max: data.duration },
					y: panel.log ? { distr: 3 } : { range: (u, low, high) => [0, Math.max((high || 0) * 1.06, panel.floor || 1)] },
				},
				axes: [
					{ ...axis, size: 34, values: (u, all) => all.map(x => x + " s") },
					{ ...axis, size: 66, values: (u, all) => all.map(x => x === null ? "" : panel.write(x)) },
				],
				hooks: {
					drawClear: [u => shades(u, data, false)],
					draw: [u => shades(u, data, true)],
					setCursor: [u => { const c = charts.find(c => c.u === u); if (c) tell(c) }],
					setScale: [(u, key) => {
						if (key !== "x" || moving || !charts.some(c => c.u === u)) return
						const { min, max } = u.scales.x
						zoomTo(min <= 0 && max >= data.duration ? null : { min, max })
					}],
				},
			}
		}
		function build() {
			for (const c of charts) c.u.destroy()
			charts = []
			arms()
			box.replaceChildren()
			const all = panels(data).map(panel => {
				const figure = make("figure", "", { class: "panel" })
				const frame = make("div", "", { class: "frame", tabindex: "0", role: "application", "aria-label": panel.title + " over time. Arrow keys read values." })
				const readout = make("p", "", { class: "readout", "aria-live": "polite" })
				const caption = make("figcaption", panel.title + " "), same = make("span", "", { class: "hint" })
				caption.append(same)
				figure.append(caption, frame, readout)
				box.append(figure)
				return { key: panel.key, panel, write: panel.write, frame, readout, same }
			})
			if (lacking(data).length) box.append(make("p", "There is no value above 0 to draw of: " + lacking(data).join("; ") + ".", { class: "hint" }))
			for (const c of all) { // now that all stand there, and each has its width
				c.u = new uPlot(options(c.panel, Math.max(260, c.frame.clientWidth)), columns(c.panel, data, ghost), c.frame)
				c.frame.addEventListener("keydown", e => keys(c, e))
				charts.push(c)
				showArms(c)
			}
			if (zoom) zoomTo(zoom)
		}
		const shape = x => JSON.stringify([x.arms.map(a => a.name), panels(x).map(p => p.key), x.duration, x.warmup, x.shades])
		dark.addEventListener("change", build)
		new ResizeObserver(() => {
			for (const c of charts) c.u.setSize({ width: Math.max(260, c.frame.clientWidth), height: 215 })
		}).observe(place)
		build()
		return {
			// update shows other numbers; before, if given, are those that they are held against.
			update(next, before) {
				const same = shape(next) === shape(data) && !before === !ghost
				data = next
				ghost = before || null
				if (!same) {
					zoom = null
					return build()
				}
				for (const c of charts) {
					c.u.setData(columns(c.panel, data, ghost), false)
					moving = true
					c.u.setScale("x", zoom || { min: 0, max: data.duration })
					moving = false
					tell(c)
					twins(c)
				}
			},
			zoomTo,
		}
	}
})()
