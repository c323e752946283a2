// The playground: what is asked of the simulator, and when.
"use strict"
const $ = id => document.getElementById(id)
const { make, ...show } = wavetankShow
const state = { name: "", text: "", original: "", only: "", sound: false, timer: 0 }
let library, editor, charts = null, course = null, before = null, settled = null, results = null

// fetched returns a file of the site; a browser gives none to a page that comes from a disk.
async function fetched(name) {
	if (location.protocol === "file:") throw new Error("A browser lets a page from a disk read no other files. Serve this folder by any host of static files (python3 -m http.server), or use “wavetank play”, or “wavetank compare NAME --html FILE --live”, whose one file runs from a disk.")
	const answer = await fetch(name)
	if (!answer.ok) throw new Error("The host has no " + name + ": it answers " + answer.status + " " + answer.statusText + ". Every file that “wavetank play --out” wrote has to be there.")
	return answer
}
const program = (async () => {
	const bytes = await (await fetched("play.wasm.gz")).arrayBuffer()
	if (new Uint8Array(bytes)[0] !== 0x1f) return WebAssembly.compile(bytes) // the host said that it is compressed
	return WebAssembly.compile(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer())
})()
program.catch(() => {}) // whoever waits for it hears of it
const pool = wavetankPool(async () => [new Worker("worker.js"), await program])

const say = words => { $("state").textContent = words }
const runs = wavetankRuns(pool, $("stop"), say)
const file = () => state.name.replace(/[^\w.-]+/g, "-").replace(/^[-.]+/, "") || "scenario"
const changed = () => state.text !== state.original
const called = () => changed() ? file() + ".toml" : state.name
const command = seeds => "wavetank compare " + called() + " --seeds " + seeds + state.only
const asked = more => ({ name: state.name, text: state.text, build: library.build, ...more })

// check holds the text to the loader, shows its complaints and its knobs.
async function check() {
	const text = state.text
	const a = await pool.quick.ask(asked({ ask: "check" }))
	if (text !== state.text || a.stopped) return false
	const problems = a.problems || (a.error ? [{ line: 1, column: 1, message: a.error }] : [])
	editor.complain(problems)
	$("problems").replaceChildren(...problems.map(p => {
		const item = make("li", undefined, { class: "bad" }), go = make("button", "line " + p.line + ", column " + p.column, { type: "button" })
		go.addEventListener("click", () => editor.go(p))
		item.append(go, " ", make("b", p.message))
		if (p.allowed) item.append(make("span", "allowed: " + p.allowed))
		if (p.suggestion) item.append(make("span", "did you mean " + p.suggestion + "?"))
		return item
	}))
	state.sound = problems.length === 0
	if (!state.sound) {
		if (!results) $("finding").replaceChildren(make("p", "There is no answer as long as the scenario has mistakes.", { class: "note" }))
		say("The scenario has " + problems.length + (problems.length === 1 ? " mistake" : " mistakes") + ": line " + problems[0].line + ", " + problems[0].message)
		return false
	}
	$("title").textContent = wavetankPlain(a.title)
	$("question").textContent = wavetankPlain(a.question || "")
	document.title = wavetankPlain(a.title) + " – wavetank"
	state.only = a.only ? " --only " + a.only : ""
	show.lack($("lack"), a, called())
	wavetankKnobs($("knobs"), a.knobs, turn)
	const arm = $("step-arm").value
	$("step-arm").replaceChildren(...a.variants.map(v => make("option", v, { value: v })))
	$("step-arm").value = a.variants.includes(arm) ? arm : a.variants[a.variants.length - 1]
	$("step-from").max = a.duration
	return a
}

async function turn(pattern, key, value) {
	const a = await pool.quick.ask(asked({ ask: "put", pattern, key, value }))
	if (a.text === undefined) return say(a.error || "that knob cannot be turned")
	editor.set(a.text)
	edited(a.text, 0)
}

// edited is called when the text is another: the complaints at once, the runs after a rest.
async function edited(text, rest) {
	state.text = text
	clearTimeout(state.timer)
	state.timer = setTimeout(async () => { if (await check()) compare() }, rest)
}

// compare runs more and more seeds, and shows what is known so far after each step.
async function compare() {
	if (!state.sound && !(await check())) return
	const total = Number($("seeds").value), begun = performance.now()
	$("results").classList.add("busy")
	$("since").hidden = true
	if (settled && settled.text !== state.text) before = settled
	await runs.compare(asked({ command: command(total), before: before ? show.kept(before.results) : undefined }), total, display, () => {
		settled = { text: state.text, course, results }
		return total + " seeds of each arm in " + show.span((performance.now() - begun) / 1000) + (before ? "; dashed: before the change" : "")
	})
	$("results").classList.remove("busy")
}
function stop() {
	runs.stop("stopped" + (results ? " after " + results.seeds.length + " seeds, which are shown" : ""))
}

function display(a, seeds) {
	const r = results = JSON.parse(a.results)
	results.bytes = a.results
	course = a.course
	show.since($("since"), a.since)
	$("finding").replaceChildren(...a.finding.map(words => make("p", words)))
	$("verdicts").replaceChildren(...show.verdicts(r))
	$("baseline").textContent = r.variants[0].variant
	$("arms").replaceChildren(show.arms(r))
	$("differences").replaceChildren(show.differences(r))
	$("claims").replaceChildren(...show.claims(r))
	if (!$("claims").children.length) $("claims").append(make("li", "The scenario expects nothing."))
	$("places").replaceChildren(...show.places(r))
	$("command").textContent = command(seeds)
	$("charts-note").textContent = "Medians over " + seeds + " seeds; the bands hold 5–95 % of them."
	if (charts) charts.update(course, before && before.course)
	else charts = wavetankCharts($("charts"), course)
	$("results").classList.remove("busy")
	document.documentElement.dataset.seeds = seeds
}

async function steps() {
	const seed = Number($("step-seed").value) || 1
	const a = await pool.quick.ask(asked({ ask: "steps", variant: $("step-arm").value, seed, from: Number($("step-from").value) || 0 }))
	if (a.steps) wavetankSteps($("steps"), a.steps)
	else $("steps").replaceChildren(make("p", a.error || (a.problems ? a.problems[0].message : ""), { class: "note" }))
}

// open shows a scenario: of the library, or a text of its own.
async function open(wanted) {
	stop()
	const source = await pool.quick.ask({ ask: "source", name: wanted.name || "" })
	const known = !source.error
	if (!known && !wanted.text) throw new Error("there is no scenario " + wanted.name)
	Object.assign(state, { name: wanted.name || "scenario", original: known ? source.text : "", text: wanted.text || source.text, sound: false })
	$("library").value = known ? state.name : ""
	before = settled = null
	editor.set(state.text)
	$("title").textContent = state.name
	$("question").textContent = ""
	const checked = await check()
	if (checked) {
		seeds(wanted.seeds || checked.seeds)
		$("step-from").value = wanted.from || 0
		if (wanted.arm) $("step-arm").value = wanted.arm
		compare()
	}
}

// seeds chooses how many of them are run.
function seeds(wanted) {
	const n = String(Math.min(1000, Math.max(2, wanted)))
	if (![...$("seeds").options].some(o => o.value === n)) $("seeds").append(make("option", n, { value: n }))
	$("seeds").value = n
}

async function follow() {
	$("astray").hidden = true
	try {
		const wanted = await wavetankLink.read(location.hash)
		if (wanted || !state.text) await open(wanted || { name: library.first })
	} catch (error) {
		$("astray").textContent = "The link could not be followed: " + error.message + "." + (state.text ? " What was here stays." : "")
		$("astray").hidden = false
		if (!state.text) await open({ name: library.first })
	}
}

async function share() {
	const link = await wavetankLink.write({ name: state.name, text: changed() ? state.text : undefined, seeds: Number($("seeds").value), from: Number($("step-from").value) || undefined, arm: $("step-arm").value })
	history.replaceState(null, "", link)
	$("shared").hidden = false
	$("link").value = location.href
	$("link").focus()
	$("link").select()
	try {
		await navigator.clipboard.writeText(location.href)
		say("the link is in the clipboard")
	} catch {
		say("copy the link below")
	}
}

function save() {
	const a = make("a", "", { download: file() + ".toml", href: URL.createObjectURL(new Blob([state.text], { type: "application/toml" })) })
	a.click()
	setTimeout(() => URL.revokeObjectURL(a.href), 1000)
	say("saved " + file() + ".toml; run it with: " + command($("seeds").value))
}

async function begin() {
	library = await (await fetched("library.json")).json()
	const words = await (await fetched("words.json")).json()
	editor = wavetankEditor($("editor"), words, text => edited(text, 500), compare)
	$("library").append(make("option", "your own", { value: "", disabled: "" }))
	for (const group of library.groups) {
		const g = make("optgroup", undefined, { label: group.name })
		for (const s of group.scenarios) g.append(make("option", s.name + ": " + (s.question || s.title), { value: s.name }))
		$("library").append(g)
	}
	$("library").addEventListener("change", () => {
		history.replaceState(null, "", "#name=" + encodeURIComponent($("library").value))
		$("astray").hidden = true
		open({ name: $("library").value })
	})
	$("run").addEventListener("click", compare)
	$("seeds").addEventListener("change", compare)
	$("stop").addEventListener("click", stop)
	$("share").addEventListener("click", share)
	$("save").addEventListener("click", save)
	$("step").addEventListener("click", steps)
	document.addEventListener("keydown", e => {
		if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && !e.defaultPrevented) compare()
	})
	window.addEventListener("hashchange", follow)
	await follow()
}
begin().catch(error => {
	$("title").textContent = "The playground could not begin"
	document.querySelector(".bench").remove()
	document.querySelectorAll(".bar > :not(#state)").forEach(control => control.remove()) // they would do nothing
	say(String(error.message || error))
})
