// The simulator in workers: one that answers while somebody types, one that compares.
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
	return { quick: station(), long: station() }
}
