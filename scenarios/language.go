package scenarios

// A TableDoc describes one table of the scenario language.
type TableDoc struct {
	Header string // as a file writes it
	Words  string
	Knobs  []Knob
}

// Language returns every table of the scenario language with its keys, but for
// those of patterns: Knobs of a pattern's configuration returns these.
func Language() []TableDoc {
	schedule := Knobs(&Schedule{})
	docs := []TableDoc{
		{"(top of the file)", "What a file does not say does not happen: no latency, no loss, no timeout, no bound, no pattern.", Knobs(&Scenario{})},
		{"[nodes.NAME]", "A service, on one machine or several.", Knobs(&Node{})},
		{"[nodes.NAME] routes.ROUTE = { … }", `What a node does with a request: work, then calls = [...] in order. A call is "node.route", or a table { to, timeout, optional, repeat, probability }; a list inside the list is made in parallel, and { parallel = [...], need = k } is content with k of them.`, Knobs(&Route{})},
		{`[links."A -> B"]`, `One direction of a link; "A <-> B" for both, "*" for anybody. A, B: nodes, instances (NAME-2), loads. The most specific table that sets a key wins.`, Knobs(&Link{})},
		{"[loads.NAME]", `Who sends requests: to = "node.route", or a table of weights { "a.x" = 9, "b.y" = 1 }.`, Knobs(&Workload{})},
		{"[patterns.NAME]", `kind = a pattern, on = "A -> B" (or a list of them, or a node), and the keys of the pattern: see describe PATTERN.`, nil},
		{"[variants]", "NAME = a list of patterns, outermost first. The first variant is the baseline. Without this table: baseline, or without and with.", nil},
		{"[[faults]]", "What goes wrong, when and for how long. kind = one of the following; node = a name, NAME-2 for one instance, NAME:any for one drawn from the seed, or a list.", schedule},
		{"[[expect]]", "What is claimed of the result.", Knobs(&Expect{})},
	}
	for _, e := range effects() {
		docs = append(docs, TableDoc{Header: `[[faults]] kind = "` + e.kind + `"`, Knobs: Knobs(e.fresh())})
	}
	return docs
}
