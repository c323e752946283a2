// The page of a comparison: its charts move and, where the simulator is in it, its
// scenario runs again.
"use strict"
{
	const $ = id => document.getElementById(id)
	const report = JSON.parse($("report").textContent)
	document.documentElement.classList.add("script")
	const charts = wavetankCharts($("interactive"), report.course)

	// bytesOf reads the program, which is written a byte a character.
	const bytesOf = text => {
		const all = new TextDecoder("windows-1252").decode(Uint8Array.from({ length: 256 }, (_, i) => i))
		const code = new Map([...all].map((c, i) => [c, i]))
		const out = new Uint8Array(text.length)
		let n = 0
		for (let i = 0; i < text.length; i++) {
			const c = code.get(text[i])
			if (c === undefined) throw new Error("whoever sent this page said that it is not in windows-1252, as it is: save it and open the file")
			out[n++] = c === 61 ? code.get(text[++i]) - 64 : c
		}
		return out.subarray(0, n)
	}

	function live() {
		const { make } = wavetankShow
		const state = { text: report.text, timer: 0 }
		const say = words => { $("state").textContent = words }
		const program = (async () => {
			const packed = new Blob([bytesOf($("program").textContent)]).stream()
			$("program").remove()
			return WebAssembly.compile(await new Response(packed.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer())
		})()
		program.then(() => say("ready"), error => say(String(error.message || error)))
		const script = URL.createObjectURL(new Blob([report.worker], { type: "text/javascript" }))
		const pool = wavetankPool(async () => [new Worker(script), await program])
		const asked = more => ({ name: report.name, text: state.text, build: report.build, ...more })

		async function check() {
			const a = await pool.quick.ask(asked({ ask: "check" }))
			const problems = a.problems || (a.error ? [{ line: 1, message: a.error }] : [])
			$("problems").replaceChildren(...problems.map(p => make("li", "line " + p.line + ": " + p.message + (p.allowed ? "; allowed: " + p.allowed : ""), { class: "bad" })))
			if (!problems.length) {
				wavetankKnobs($("knobs"), a.knobs, turn)
				wavetankShow.lack($("lack"), a, report.name)
			}
			return !problems.length
		}
		async function turn(pattern, key, value) {
			const a = await pool.quick.ask(asked({ ask: "put", pattern, key, value }))
			if (a.text === undefined) return say(a.error || "that knob cannot be turned")
			state.text = $("text").value = a.text
			if (await check()) compare()
		}
		const runs = wavetankRuns(pool, $("stop"), say)
		function compare() {
			const total = Math.min(1000, Math.max(2, Number($("again-seeds").value) || 2))
			return runs.compare(asked({ before: report.before }), total, a => {
				const r = JSON.parse(a.results)
				charts.update(a.course, report.course)
				$("finding").replaceChildren(...a.finding.map(words => make("p", words)))
				wavetankShow.since($("since"), a.since)
				$("arms").replaceChildren(make("h3", "Arms and measures"), wavetankShow.arms(r))
				$("differences-again").replaceChildren(make("h3", "Differences, paired by seed"), wavetankShow.differences(r))
				$("claims-again").replaceChildren(...wavetankShow.claims(r))
			}, () => total + " seeds of each arm are run")
		}
		$("text").value = report.text
		$("again-seeds").value = report.seeds
		$("again").addEventListener("click", async () => { if (await check()) compare() })
		$("stop").addEventListener("click", () => runs.stop())
		$("text").addEventListener("input", () => {
			state.text = $("text").value
			clearTimeout(state.timer)
			state.timer = setTimeout(check, 500)
		})
		check()
	}
	if ($("live")) live()
}
