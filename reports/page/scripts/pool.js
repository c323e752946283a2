// The simulator in workers: one that answers while somebody types, and as many as there are
// cores, four at most, that make runs. The first of these compares what all have made.
"use strict"
const wavetankPool = start => {
	let count = 0
	// station is a worker that can be stopped at any time, and begun again.
	const station = () => {
		let worker = null, waiting = new Map()
		const begin = async () => {
			const [fresh, program] = await start()
			fresh.onmessage = e => {
				const done = waiting.get(e.data.id)
				waiting.delete(e.data.id)
				if (done) done(e.data.answer)
			}
			fresh.onerror = e => {
				for (const done of waiting.values()) done({ error: "the worker broke down: " + e.message })
				waiting.clear()
			}
			fresh.postMessage({ program })
			return fresh
		}
		return {
			ask: async question => {
				worker = worker || begin()
				const id = ++count, own = worker
				const target = await own
				if (worker !== own) return { stopped: true }
				return new Promise(done => {
					waiting.set(id, done)
					target.postMessage({ id, question })
				})
			},
			stop: () => {
				const old = worker, left = [...waiting.values()]
				worker = null
				waiting.clear()
				if (old) old.then(w => w.terminate())
				for (const done of left) done({ stopped: true })
			},
		}
	}
	const quick = station(), makers = Array.from({ length: Math.max(1, Math.min(4, navigator.hardwareConcurrency || 1)) }, station)
	let turn = 0, wake = () => {}, known = { of: "", made: [] }

	// compare makes the runs of more and more seeds, and shows what they come to whenever there
	// are enough for another stage. It returns the last answer, or why there is none. Runs of
	// the same text are made once.
	async function compare(question, total, show) {
		const mine = ++turn, of = JSON.stringify([question.name, question.text])
		if (known.of !== of) known = { of, made: [] }
		const made = known.made, stages = [2, 5, 12].filter(n => n < total)
		for (let n = 20; n < total; n += 10) stages.push(n)
		stages.push(total)
		let next = 0, ready = 0, shown = 0, last = null
		const make = async worker => {
			while (next < total && mine === turn && !last) {
				const i = next++
				if (made[i]) continue
				const a = await worker.ask({ ...question, ask: "make", seed: i + 1 })
				if (a.runs) made[i] = { seed: i + 1, runs: a.runs }
				else last = a
				wake()
			}
		}
		makers.slice(0, total).forEach(make)
		while (shown < total && mine === turn && !last) {
			while (made[ready]) ready++
			const n = stages.findLast(n => n > shown && n <= ready)
			if (!n) {
				await new Promise(done => { wake = done })
				continue
			}
			const a = await makers[0].ask({ ...question, ask: "compare", seeds: n, made: made.slice(shown, n) })
			if (mine !== turn || last) break
			if (!a.results) last = a
			else show(a, shown = n)
		}
		return mine === turn ? last || {} : { stopped: true }
	}
	function stop() {
		turn++
		for (const m of makers) m.stop()
		wake()
	}
	return { quick, compare, stop }
}

// wavetankRuns begins and ends the comparisons of a page, for its button that stops them.
const wavetankRuns = (pool, button, say) => {
	let run = 0
	function finish(words) {
		button.disabled = true
		document.documentElement.dataset.finished = run
		say(words)
	}
	function stop(words) {
		if (button.disabled) return
		pool.stop()
		run++
		finish(words || "stopped")
	}
	// compare shows each answer, and says in the end what done returns.
	async function compare(question, total, show, done) {
		stop()
		const mine = ++run
		button.disabled = false
		say("running " + total + " seeds …")
		const a = await pool.compare(question, total, (a, seeds) => {
			show(a, seeds)
			if (seeds < total) say("running: " + seeds + " of " + total + " seeds are done …")
		})
		if (mine !== run || a.stopped) return
		const wrong = a.error || a.problems && a.problems[0].message
		finish(wrong ? "it did not end well: " + wrong : done())
	}
	return { compare, stop }
}
