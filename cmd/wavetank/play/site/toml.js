// The editor: TOML in colours, completed by what the language has, with the loader's
// complaints in their places.
"use strict"
const wavetankEditor = (place, words, change, run) => {
	const CM = CodeMirror
	const style = CM.HighlightStyle.define([
		{ tag: CM.tags.comment, color: "var(--soft)", fontStyle: "italic" }, { tag: CM.tags.string, color: "var(--good)" },
		{ tag: [CM.tags.number, CM.tags.bool, CM.tags.atom], color: "var(--bad)" }, { tag: [CM.tags.propertyName, CM.tags.definition(CM.tags.propertyName)], color: "var(--link)" },
		{ tag: CM.tags.bracket, color: "var(--ink)", fontWeight: "bold" },
	])

	// tableAt returns the header that a line stands below, and the kind that is said there.
	function tableAt(doc, number) {
		let header = "", from = 1
		for (let n = number; n >= 1; n--) {
			const m = doc.line(n).text.match(/^\s*(\[\[?)\s*([^\]]*)\]/)
			if (m) {
				header = m[2]
				from = n
				break
			}
		}
		let kind = ""
		for (let n = from; n <= doc.lines; n++) {
			const text = doc.line(n).text
			if (n > from && /^\s*\[/.test(text)) break
			const m = text.match(/^\s*kind\s*=\s*["']([^"']*)/)
			if (m) kind = m[1]
		}
		return [header.split(".")[0].trim(), header, kind]
	}
	function keysOf(table, kind) {
		const own = words.tables[table] || []
		if (table === "patterns") return own.concat(words.patterns[kind] ? words.patterns[kind].keys : [])
		if (table === "faults") return own.concat(words.faults[kind] ? words.faults[kind].keys : [])
		return own
	}
	const names = (doc, table) => [...new Set([...doc.toString().matchAll(new RegExp("^\\s*\\[" + table + "\\.([\\w-]+)", "gm"))].map(m => m[1]))]
	const option = k => ({ label: k.key, type: "property", detail: [k.kind, k.default && "default " + k.default, k.range].filter(Boolean).join(", "), info: k.doc, apply: k.key + " = " })

	function complete(context) {
		const { state, pos } = context
		const line = state.doc.lineAt(pos), before = line.text.slice(0, pos - line.from)
		const [table, , kind] = tableAt(state.doc, line.number)
		let m
		if ((m = before.match(/^\s*\[+([\w-]*)$/)))
			return { from: pos - m[1].length, options: Object.keys(words.tables).filter(Boolean).map(t => ({ label: t, type: "class" })) }
		if ((m = before.match(/([\w-]+)\s*=\s*\[?(?:[^"']*["'][^"']*["']\s*,)*\s*["']([^"']*)$/))) {
			const [, key, typed] = m
			const k = keysOf(table, kind).find(k => k.key === key)
			let options = []
			if (key === "kind") options = Object.entries(table === "faults" ? words.faults : words.patterns).map(([label, p]) => ({ label, type: "enum", info: p.words }))
			else if (k && k.enum) options = k.enum.map(label => ({ label, type: "enum" }))
			else if (table === "variants") options = names(state.doc, "patterns").map(label => ({ label, type: "variable" }))
			else if (["node", "on", "to", "database", "from"].includes(key)) options = names(state.doc, "nodes").concat(names(state.doc, "loads")).map(label => ({ label, type: "variable" }))
			return options.length ? { from: pos - typed.length, options } : null
		}
		if ((m = before.match(/^\s*([\w-]*)$/)) && (m[1] || context.explicit))
			return { from: pos - m[1].length, options: keysOf(table, kind).map(option) }
		if ((m = before.match(/(?:routes\.[\w-]+\s*=\s*\{|,)\s*([\w-]*)$/)) && /routes\./.test(before) && (m[1] || context.explicit))
			return { from: pos - m[1].length, options: words.tables.routes.map(option) }
		return null
	}

	let silent = false
	const view = new CM.EditorView({
		parent: place,
		state: CM.EditorState.create({
			doc: "",
			extensions: [
				CM.lineNumbers(), CM.highlightSpecialChars(), CM.history(), CM.drawSelection(), CM.highlightActiveLine(), CM.bracketMatching(), CM.closeBrackets(), CM.lintGutter(),
				CM.StreamLanguage.define(CM.toml), CM.syntaxHighlighting(style), CM.autocompletion({ override: [complete] }),
				CM.keymap.of([{ key: "Mod-Enter", run: () => { run(); return true } }, ...CM.completionKeymap, ...CM.lintKeymap, ...CM.historyKeymap, ...CM.defaultKeymap]),
				CM.EditorView.contentAttributes.of({ "aria-label": "The scenario, in TOML" }),
				CM.EditorView.updateListener.of(u => { if (u.docChanged && !silent) change(u.state.doc.toString()) }),
			],
		}),
	})
	// offset finds a complaint's line and column, which counts characters.
	function offset(p) {
		const doc = view.state.doc
		const line = doc.line(Math.max(1, Math.min(p.line || 1, doc.lines)))
		const before = [...line.text].slice(0, Math.max(0, (p.column || 1) - 1)).join("")
		return [line.from + before.length, line.to]
	}
	return {
		view,
		text: () => view.state.doc.toString(),
		set(text) {
			if (text === view.state.doc.toString()) return
			silent = true
			view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } })
			silent = false
		},
		complain(problems) {
			view.dispatch(CM.setDiagnostics(view.state, problems.map(p => {
				const [from, to] = offset(p)
				return { from: Math.min(from, to), to, severity: "error", message: p.message + (p.suggestion ? "; did you mean " + p.suggestion + "?" : "") + (p.allowed ? "\nallowed: " + p.allowed : "") }
			})))
		},
		go(p) {
			const [from] = offset(p)
			view.dispatch({ selection: { anchor: from }, scrollIntoView: true })
			view.focus()
		},
	}
}
