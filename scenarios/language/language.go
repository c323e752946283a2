package language

import (
	"wavetank/patterns/knob"
	"wavetank/scenarios/fault"
)

// A Table describes one table of the scenario language.
type Table struct {
	Name   string // one word for it, such as nodes; several tables of faults share theirs
	Header string // as a file writes it
	Words  string
	Knobs  []knob.Doc
}

// Tables returns every table of the scenario language with its keys, but for
// those of patterns: Knobs of a pattern's configuration returns these.
func Tables() []Table {
	head := append(knob.Describe(&faultHead{})[:1], knob.Describe(&fault.Schedule{})...)
	docs := []Table{
		{"file", "(top of the file)", "What a file does not say does not happen: no latency, no loss, no timeout, no bound, no pattern.", knob.Describe(&Scenario{})},
		{"nodes", "[nodes.NAME]", "A service, on one machine or several.", knob.Describe(&Node{})},
		{"routes", "[nodes.NAME] routes.ROUTE = { … }", `What a node does with a request: work, then calls = [...] in order. A call is "node.route", or a table { to, timeout, optional, repeat, probability }; a list inside the list is made in parallel, and { parallel = [...], need = k } is content with k of them, while the others go on.`, knob.Describe(&Route{})},
		{"links", `[links."A -> B"]`, `One direction of a link; "A <-> B" for both, "*" for anybody. A, B: nodes, instances (NAME-2), loads. The most specific table that sets a key wins.`, knob.Describe(&Link{})},
		{"loads", "[loads.NAME]", `Who sends requests: to = "node.route", or a table of weights { "a.x" = 9, "b.y" = 1 }. Either rate, users, replay or steps drives it.`, knob.Describe(&Workload{})},
		{"patterns", "[patterns.NAME]", `kind = a pattern, on = "A -> B" (or "A -> B.ROUTE" for the calls to one route, a list of these, or a node), and the keys of the pattern: see describe PATTERN. Several nodes of a group are one group, each with its own region, disk and workers. On the calls to a route a pattern that names it takes the place of those of its kind that name only the edge. like = "another": what this table does not say, nor a table within it, is as there, so that variants can differ by a word.`, nil},
		{"variants", "[variants]", "NAME = a list of patterns, outermost first. The first variant is the baseline. Without this table: baseline, or without and with.", nil},
		{"faults", "[[faults]]", "What goes wrong, when and for how long. kind = one of the following; node = " + fault.Forms + ".", head},
		{"expect", "[[expect]]", "What is claimed of the result: that = one comparison (<, <=, >, >=; == and != for counts) of sums of numbers and metrics. A metric is VARIANT.METRIC, VARIANT.LOAD.METRIC, VARIANT.facts.NOUN.VERB, or of what such facts tell: VARIANT.levels.NOUN.VERB.max, VARIANT.spans.NOUN.VERB.share, VARIANT.delays.NOUN.VERB.p99 and the like; with a single variant, its name may be left out, but not before a LOAD. It is judged on the interval over the seeds. See describe metrics and describe facts.", knob.Describe(&Expect{})},
		{"invariant", "[[invariant]]", "What must hold in every single run, whatever the storm: run, compare (its sweeps and factorials too) and hunt exit with 4 if a run violates it. Exactly one of never, at_most, monotone, conserved, durable, linearizable, that, eventually and sometimes.", knob.Describe(&Invariant{})},
		{"storm", "[storm]", "Which storms hunt draws. It draws some if there is this table, or no [[faults]]. Every drawn fault is over when the calm begins.", knob.Describe(&StormTable{})},
	}
	for _, k := range fault.Kinds() {
		docs = append(docs, Table{Name: "faults", Header: `[[faults]] kind = "` + k.Name + `"`, Words: k.Words, Knobs: knob.Describe(k.New())})
	}
	return append(docs, Table{"values", "Values", "How values are written, in quotes.", values()})
}

// values shows how each kind of value is written. Each Doc is one, and what it
// means.
func values() []knob.Doc {
	return []knob.Doc{
		{Key: "2ms", Kind: "duration", Doc: "units ns, us, ms, s, m and h; they may follow each other: 1m30s"},
		{Key: "5%", Kind: "ratio", Doc: "also 0.05 and 1/20"},
		{Key: "200/s", Kind: "rate", Doc: "also 12/min, 5/h and 3/100ms"},
		{Key: "64KB", Kind: "size", Doc: "KB, MB and GB are powers of 1000, KiB, MiB and GiB of 1024"},
		{Key: "10MB/s", Kind: "bandwidth", Doc: "bytes; Mbit/s are bits"},
		{Key: "200ppm", Kind: "drift", Doc: "parts per million"},
		{Key: "20ms", Kind: "distribution", Doc: "always the same"},
		{Key: "uniform 1ms..5ms", Kind: "distribution", Doc: "any time between"},
		{Key: "exp 2ms", Kind: "distribution", Doc: "exponential with this mean"},
		{Key: "normal 10ms sd=2ms", Kind: "distribution", Doc: "cut off at zero"},
		{Key: "lognormal p50=1ms p99=5ms", Kind: "distribution", Doc: "by median and 99th percentile; or mu=-7 sigma=1.2"},
		{Key: "erlang 4 10ms", Kind: "distribution", Doc: "four stages, 10ms in all"},
		{Key: "hyperexp 90% 500us, 10% 5.5ms", Kind: "distribution", Doc: "one of several exponentials"},
		{Key: "pareto min=1ms alpha=1.5 cap=10s", Kind: "distribution", Doc: "heavy tail, of which what lies above the cap is the cap; alpha above 1 needs none"},
		{Key: "gamma shape=2.5 mean=10ms", Kind: "distribution", Doc: "an erlang of any number of stages: below 1 more erratic than an exponential"},
		{Key: "weibull shape=0.5 scale=10ms", Kind: "distribution", Doc: "lives: below shape 1 whatever lasted lasts on, above it ages"},
		{Key: "75ms + exp 2ms", Kind: "distribution", Doc: "the sum of several; a mix in it stands in parentheses"},
		{Key: "mix 99% exp 2ms, 1% exp 100ms", Kind: "distribution", Doc: "one of several distributions"},
		{Key: "csv measured.csv", Kind: "distribution", Doc: "measured values in a file beside the scenario, one a line: 12ms, or numbers below a header such as value_ms; or quantiles below q,value_ms: p99,120"},
	}
}
