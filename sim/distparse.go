package sim

import (
	"io"
	"math"
	"strings"
)

// ParseDist reads the text form of a distribution:
//
//	2ms                                      always the same (also: const 2ms)
//	uniform 1ms..5ms                         (also: uniform 1ms 5ms)
//	exp 2ms                                  exponential with this mean
//	normal 10ms sd=2ms                       clamped at zero
//	lognormal p50=1ms p99=5ms                by median and 99th percentile
//	lognormal mu=-7 sigma=1.2                by the logarithm of seconds
//	erlang 4 10ms                            four stages, 10ms in all
//	hyperexp 90% 500us, 10% 5.5ms            one of several exponentials
//	pareto min=1ms alpha=1.5 cap=10s         alpha > 1 needs no cap
//	gamma shape=2.5 mean=10ms                an erlang of any number of stages
//	weibull shape=0.5 scale=10ms             stretched exponential
//	mix 99% exp 2ms, 1% exp 100ms            one of several distributions
//	csv measured.csv                         what ReadEmpirical reads
//	75ms + exp 2ms                           the sum of several distributions
//
// A branch of a mix that has commas of its own, or is a sum, stands in parentheses; so
// does a mix in a sum, and a csv with more behind it. The
// function open opens the files of csv; when it is nil, csv is refused. Every
// error is a *ParseError.
func ParseDist(text string, open func(name string) (io.ReadCloser, error)) (Dist, error) {
	p := distParser{open: open}
	return p.dist(word{text: text}.trim())
}

type distParser struct {
	open   func(name string) (io.ReadCloser, error)
	nested bool // within a mix
	depth  int  // of parentheses
}

func (p distParser) dist(text word) (Dist, error) {
	if terms := text.terms(); len(terms) > 1 {
		return p.sum(text, terms)
	}
	if inner := text.inside(); inner != text {
		if p.depth++; p.depth > mostParentheses {
			return nil, text.errorf("parentheses lie at most %d deep", mostParentheses)
		}
		return p.dist(inner.trim())
	}
	kind, rest := text.cut()
	if kind.text == "" {
		return nil, kind.errorf("a distribution is missing%s or a bare duration", instead("", p.words()))
	}
	for _, k := range p.kinds() {
		if k.word == kind.text {
			return k.parse(kind, rest)
		}
	}
	if strings.ContainsAny(kind.text[:1], "0123456789.+-") {
		return bare(kind, rest)
	}
	if strings.Contains(kind.text, "=") {
		return nil, kind.errorf("a distribution begins with its name, as in %q", example("lognormal"))
	}
	if word, _, called := strings.Cut(kind.text, "("); called && example(word) != word {
		return nil, kind.errorf("a distribution is written without parentheses, as in %q", example(word))
	}
	return nil, kind.errorf("unknown distribution %q%s or a bare duration", kind.text, instead(kind.text, p.words()))
}

// mostParentheses bounds the depth of a text, each level of which is read again.
const mostParentheses = 4

// A distKind is a word that a distribution may begin with, how such a one is written,
// and how it is read. A text may also be a bare duration, which is a constant.
type distKind struct {
	word, example string
	parse         func(kind, rest word) (Dist, error)
}

func (p distParser) kinds() []distKind {
	return []distKind{
		{"const", "2ms", constant},
		{"uniform", "uniform 1ms..5ms", parseUniform},
		{"exp", "exp 2ms", parseExponential},
		{"normal", "normal 10ms sd=2ms", parseNormal},
		{"lognormal", "lognormal p50=1ms p99=5ms", parseLognormal},
		{"erlang", "erlang 4 10ms", parseErlang},
		{"hyperexp", "hyperexp 90% 500us, 10% 5.5ms", parseHyperexp},
		{"pareto", "pareto min=1ms alpha=1.5 cap=10s", parsePareto},
		{"gamma", "gamma shape=2.5 mean=10ms", parseGamma},
		{"weibull", "weibull shape=0.5 scale=10ms", parseWeibull},
		{"mix", "mix 99% exp 2ms, 1% exp 100ms", p.mix},
		{"csv", "csv measured.csv", p.csv},
	}
}

func (p distParser) words() (words []string) {
	for _, k := range p.kinds() {
		words = append(words, k.word)
	}
	return words
}

// example shows how a kind of distribution is written.
func example(word string) string {
	for _, k := range (distParser{}).kinds() {
		if k.word == word {
			return k.example
		}
	}
	return word
}

// bare reads a duration without a word before it.
func bare(first, rest word) (Dist, error) {
	if rest.text != "" {
		joined := first.text + strings.Join(strings.Fields(rest.text), "")
		if _, err := ParseDuration(joined); err == nil {
			return nil, rest.errorf("a duration has no blank in it: write %q", joined)
		}
		if _, err := ParseDuration(first.text); err != nil {
			return nil, first.fail(err)
		}
		return nil, rest.errorf("nothing may follow a duration: write it as in %q, or add as in %q", first.text, first.text+" + exp 2ms")
	}
	return constant(word{"const", first.at}, first)
}

// constant reads what follows the word const.
func constant(kind, rest word) (Dist, error) {
	a := readArguments(kind, rest, 1, "value")
	return a.check(Constant(a.duration("value")))
}

func parseExponential(kind, rest word) (Dist, error) {
	a := readArguments(kind, rest, 1, "mean")
	return a.check(Exponential(a.duration("mean")))
}

func parseUniform(kind, rest word) (Dist, error) {
	if lo, hi, ok := strings.Cut(rest.text, ".."); ok {
		rest.text = lo + "  " + hi
	}
	a := readArguments(kind, rest, 2, "lo", "hi")
	d := Uniform{Lo: a.duration("lo"), Hi: a.duration("hi")}
	if d.Hi < d.Lo {
		a.failf("hi", "uniform ends at %s, before it begins at %s", durationText(d.Hi), durationText(d.Lo))
	}
	return a.check(d)
}

func parseNormal(kind, rest word) (Dist, error) {
	a := readArguments(kind, rest, 1, "mean", "sd")
	return a.check(Normal{Mu: a.duration("mean"), Sigma: a.duration("sd")})
}

func parseLognormal(kind, rest word) (Dist, error) {
	a := readArguments(kind, rest, 0, "p50", "p99", "mu", "sigma")
	quantiles := a.has("p50") || a.has("p99")
	if quantiles == (a.has("mu") || a.has("sigma")) {
		a.failf("", `lognormal needs either p50 and p99 or mu and sigma, as in %q or "lognormal mu=-7 sigma=1.2"`,
			example(kind.text))
	}
	if quantiles {
		p50, p99 := a.duration("p50"), a.duration("p99")
		return a.build(NewLognormal(p50, p99))
	}
	mu, sigma := a.number("mu"), a.number("sigma")
	return a.build(LognormalOf(mu, sigma))
}

// mostStages bounds an Erlang distribution, because a draw walks the stages.
const mostStages = 1000

func parseErlang(kind, rest word) (Dist, error) {
	a := readArguments(kind, rest, 2, "k", "mean")
	k := a.number("k")
	if k < 1 || k > mostStages || k != math.Floor(k) {
		a.failf("k", "erlang k=%s: allowed is a whole number from 1 to %d", numberText(k), mostStages)
	}
	return a.check(Erlang{K: int(k), Average: a.duration("mean")})
}

func parseGamma(kind, rest word) (Dist, error) {
	a := readArguments(kind, rest, 0, "shape", "mean")
	d := Gamma{Shape: a.number("shape"), Average: a.duration("mean")}
	return a.build(d, shapes("gamma", d.Shape, 0.01, 1000))
}

func parseWeibull(kind, rest word) (Dist, error) {
	a := readArguments(kind, rest, 0, "shape", "scale")
	d := Weibull{Shape: a.number("shape"), Scale: a.duration("scale")}
	return a.build(d, shapes("weibull", d.Shape, 0.1, 100))
}

func parsePareto(kind, rest word) (Dist, error) {
	a := readArguments(kind, rest, 0, "min", "alpha", "cap")
	d := Pareto{Min: a.duration("min"), Alpha: a.number("alpha")}
	if a.has("cap") {
		d.Cap = a.duration("cap")
	}
	switch {
	case d.Min == 0:
		a.failf("min", "pareto min must be above zero")
	case d.Alpha <= 0:
		a.failf("alpha", "pareto alpha must be above zero")
	case !a.has("cap") && d.Alpha <= 1:
		a.failf("alpha", "pareto alpha=%s has no mean without a cap: add one, as in %q, or choose alpha > 1",
			numberText(d.Alpha), example(kind.text))
	case a.has("cap") && d.Cap < d.Min:
		a.failf("cap", "pareto cap=%s lies below min=%s", durationText(d.Cap), durationText(d.Min))
	}
	return a.check(d)
}

func parseHyperexp(_, rest word) (Dist, error) {
	var phases []Phase
	for _, b := range rest.branches() {
		weight, of, err := b.weight()
		if err != nil {
			return nil, err
		}
		mean, err := ParseDuration(of.text)
		if err != nil {
			return nil, of.fail(err)
		}
		phases = append(phases, Phase{Weight: weight, Mean: mean})
	}
	return rest.build(NewHyperexponential(phases...))
}

func (p distParser) mix(kind, rest word) (Dist, error) {
	if p.nested {
		return nil, kind.errorf("a mix cannot be a branch of a mix: write all branches in one")
	}
	p.nested = true
	branches := rest.branches()
	if len(branches) > mostBranches { // before the files of csv are read
		return nil, rest.errorf("%d branches: allowed are 1 to %d", len(branches), mostBranches)
	}
	var parts []Weighted
	for _, b := range branches {
		weight, of, err := b.weight()
		if err != nil {
			return nil, err
		}
		d, err := p.dist(of)
		if err != nil {
			return nil, err
		}
		parts = append(parts, Weighted{Weight: weight, Dist: d})
	}
	return rest.build(NewMixture(parts...))
}

func (p distParser) csv(kind, name word) (Dist, error) {
	switch {
	case name.text == "":
		return nil, name.errorf("csv needs a file name, as in %q", example(kind.text))
	case p.open == nil:
		return nil, kind.errorf("csv is not allowed here: files cannot be read")
	}
	file, err := p.open(name.text)
	if err != nil {
		return nil, name.fail(err)
	}
	d, err := ReadEmpirical(name.text, file)
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return nil, name.errorf("%v", err)
	}
	return d, nil
}
