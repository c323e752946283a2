package sim

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"wavetank/sim/typo"
)

// A word is a piece of the text and the byte at which it begins.
type word struct {
	text string
	at   int
}

func (w word) trim() word {
	left := strings.TrimLeft(w.text, " \t")
	return word{strings.TrimRight(left, " \t"), w.at + len(w.text) - len(left)}
}

func (w word) cut() (first, rest word) {
	w = w.trim()
	i := strings.IndexAny(w.text, " \t")
	if i < 0 {
		return w, word{"", w.at + len(w.text)}
	}
	return word{w.text[:i], w.at}, word{w.text[i:], w.at + i}.trim()
}

// branches splits w at the commas that stand outside parentheses.
func (w word) branches() []word {
	return w.split(func(i int) bool { return w.text[i] == ',' })
}

// split splits w at each place outside parentheses that parts it.
func (w word) split(parts func(i int) bool) []word {
	var list []word
	depth, start := 0, 0
	for i := range len(w.text) {
		switch {
		case w.text[i] == '(':
			depth++
		case w.text[i] == ')':
			depth--
		case depth == 0 && parts(i):
			list = append(list, word{w.text[start:i], w.at + start}.trim())
			start = i + 1
		}
	}
	return append(list, word{w.text[start:], w.at + start}.trim())
}

// fail returns err as an error about w: at w, or at a byte within it.
func (w word) fail(err error) error {
	if p, ok := err.(*ParseError); ok {
		return &ParseError{Offset: w.at + p.Offset, Msg: p.Msg}
	}
	return &ParseError{Offset: w.at, Msg: err.Error()}
}

// build returns d, or what is wrong with it as an error about w.
func (w word) build(d Dist, err error) (Dist, error) {
	if err != nil {
		return nil, w.fail(err)
	}
	return d, nil
}

func (w word) errorf(format string, args ...any) error { return errorf(w.at, format, args...) }

// weight splits "10% exp 2ms" into its weight and the rest.
func (w word) weight() (float64, word, error) {
	first, rest := w.cut()
	if first.text == "" || rest.text == "" {
		return 0, word{}, first.errorf(`a branch is a weight and what it weighs, as in "10%% 5ms" or "1/10 5ms", not %q`, w.text)
	}
	p, err := ParseRatio(first.text)
	if _, wrong := ParseDuration(first.text); err != nil && wrong == nil {
		return 0, word{}, first.errorf(`the weight comes first, as in "10%% 5ms"`)
	}
	if err != nil {
		return 0, word{}, first.fail(err)
	}
	return p, rest, nil
}

// otherwise says what to write for what other books describe a distribution by, or
// nothing.
func otherwise(kind, key string) string {
	switch kind + " " + key {
	case "gamma scale":
		return ": write its mean, which is shape × scale"
	case "gamma rate":
		return ": write its mean, which is shape / rate"
	case "gamma sd":
		return ": write its shape, which is (mean / sd)²"
	case "gamma cv":
		return ": write its shape, which is 1 / cv²"
	case "weibull mean":
		return ": write its scale, which is mean / Γ(1 + 1/shape)"
	case "lognormal mean":
		return ": write its median, as p50"
	case "pareto scale":
		return ": write it as min"
	case "pareto shape":
		return ": write it as alpha"
	case "exp rate":
		return ": write its mean, which is 1 / rate"
	}
	return ""
}

// arguments are the words after the kind of a distribution: bare ones in the
// order of the keys, named ones as in sd=2ms. The first mistake is kept, and
// what is asked for after it is zero, so that a parser asks for everything and
// looks at the mistake once.
type arguments struct {
	kind  word
	keys  []string
	given []*word // given[i] is the value of keys[i], or nil
	err   error
}

// readArguments reads the words of rest. Only the first bare keys may be given
// without their name.
func readArguments(kind, rest word, bare int, keys ...string) *arguments {
	a := &arguments{kind: kind, keys: keys, given: make([]*word, len(keys))}
	for a.err == nil {
		var w word
		if w, rest = rest.cut(); w.text == "" {
			break
		}
		key, value, named := strings.Cut(w.text, "=")
		i := slices.Index(keys, key)
		switch {
		case !named:
			if i = slices.Index(a.given[:bare], nil); i < 0 {
				a.err = w.errorf("%s does not expect %q: write it as in %q", kind.text, w.text, example(kind.text))
				continue
			}
			value = key
		case i < 0:
			hint := otherwise(kind.text, key)
			if hint == "" {
				hint = instead(key, keys)
			}
			a.err = w.errorf("%s has no %q%s", kind.text, key, hint)
			continue
		case a.given[i] != nil:
			a.err = w.errorf("%s is given twice", key)
			continue
		}
		a.given[i] = &word{value, w.at + len(w.text) - len(value)}
	}
	return a
}

func (a *arguments) has(key string) bool { return a.given[slices.Index(a.keys, key)] != nil }

// failf keeps a mistake about a key, or about the whole when key is "".
func (a *arguments) failf(key, format string, args ...any) {
	if a.err != nil {
		return
	}
	at := a.kind
	if key != "" {
		at = *a.given[slices.Index(a.keys, key)]
	}
	a.err = at.errorf(format, args...)
}

// need returns the value of a key that may not be missing.
func (a *arguments) need(key string) (word, bool) {
	if a.err == nil && !a.has(key) {
		a.failf("", "%s needs %s: write it as in %q", a.kind.text, key, example(a.kind.text))
	}
	if a.err != nil {
		return word{}, false
	}
	return *a.given[slices.Index(a.keys, key)], true
}

func (a *arguments) duration(key string) time.Duration {
	w, ok := a.need(key)
	if !ok {
		return 0
	}
	d, err := ParseDuration(w.text)
	if err != nil {
		a.err = w.fail(err)
	}
	return d
}

func (a *arguments) number(key string) float64 {
	w, ok := a.need(key)
	if !ok {
		return 0
	}
	n, err := signedNumber(w.text)
	if err != nil {
		a.err = w.fail(err)
	}
	return n
}

// check returns d unless there was a mistake.
func (a *arguments) check(d Dist) (Dist, error) { return a.build(d, nil) }

// build returns d unless there was a mistake, or err is one.
func (a *arguments) build(d Dist, err error) (Dist, error) {
	if a.err != nil {
		return nil, a.err
	}
	return a.kind.build(d, err)
}

// instead ends a complaint about a word: with the word that was probably meant,
// if one is near, and with all that are allowed.
func instead(typed string, words []string) string {
	best, least := "", 3
	for _, w := range words {
		d := typo.Count(typed, w)
		if len(typed) >= 3 && (strings.HasPrefix(typed, w) || strings.HasPrefix(w, typed)) {
			d = min(d, 1)
		}
		if d < least && d < len(w) {
			best, least = w, d
		}
	}
	all := "allowed: " + strings.Join(words, ", ")
	if best == "" {
		return "; " + all
	}
	return ": did you mean " + strconv.Quote(best) + "? " + all
}
