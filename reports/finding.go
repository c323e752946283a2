package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// FindingWidth is how wide the lines of a finding are where nobody says.
const FindingWidth = 100

// Finding answers the question of the scenario: FindingLines as one text.
func (c *Comparison) Finding() string { return strings.Join(c.FindingLines(FindingWidth), " ") }

// FindingLines answers the question of the scenario in three lines at most, each a
// sentence of at most so many letters, if names allow. The first ranks the arms by
// what the scenario claims something of and by its SLO, the second says how far the
// best is from the baseline, or the baseline from the last, with its interval. The
// third says what the best hides, and its price. All numbers are medians over the
// seeds, and the difference is the mean of the paired ones. A scenario that claims
// nothing is answered by error rate, goodput and p99, whichever moved most.
func (c *Comparison) FindingLines(width int) []string {
	switch {
	case len(c.Variants) == 0:
		return []string{"Nothing was compared."}
	case c.allDead():
		lot, why := "Not one request was answered well", "all are dead, and there is nothing to compare"
		if !slices.ContainsFunc(c.Variants, func(v *Variant) bool { return v.Answered().Requests > 0 }) {
			lot, why = "Nobody asked", "there is nothing to compare"
		}
		if len(c.Variants) == 1 {
			return []string{lot + " " + c.Variants[0].phrase() + "."}
		}
		return []string{fmt.Sprintf("%s, %s: %s.", lot, phrases(c.Variants, "or"), why)}
	}
	r := c.rank()
	var lines []*line
	for brief := range briefest + 2 {
		lines = []*line{{width: width}, {width: width}, {width: width}}
		if r.write(lines, brief) {
			break
		}
	}
	var text []string
	for _, l := range lines {
		if l.text != "" {
			text = append(text, capital(l.text)+".")
		}
	}
	return text
}

// briefest is how brief a finding can be: 0 says all, 1 leaves out seeds, 2 names
// no arm twice, 3 leaves out what nobody claimed anything of, and 4 what the other arms have.
const briefest = 3

// write writes a finding and reports whether everything that is claimed is named.
func (r *ranking) write(lines []*line, brief int) bool {
	if len(r.Variants) == 1 {
		r.alone(lines[0])
		r.last(lines[1], brief)
	} else {
		r.first(lines[0], brief)
		r.second(lines[1], brief)
		r.last(lines[2], brief)
	}
	if brief == briefest && len(r.Variants) > 1 {
		r.behind(lines[0], brief)
	}
	decided := brief > briefest && len(r.Variants) > 1 && r.deciding(lines[0])
	all := r.rest(lines, brief)
	if brief > briefest && len(r.Variants) > 1 && !decided {
		r.behind(lines[0], brief)
	}
	r.more(lines[2], brief)
	return all
}

// A line is a sentence that grows as long as there is room.
type line struct {
	text  string
	width int
}

// add puts a clause at the end, if there is room for it or nothing stands there yet,
// and reports whether it did.
func (l *line) add(sep, clause string) bool {
	if l.text == "" {
		l.text = clause
		return true
	}
	if utf8.RuneCountInString(l.text+sep+clause+".") > l.width {
		return false
	}
	l.text += sep + clause
	return true
}

// fitting returns the first of several forms of a clause for which there is room, the
// last if there is for none.
func (l *line) fitting(forms ...string) string {
	for _, form := range forms {
		if utf8.RuneCountInString(form+".") <= l.width {
			return form
		}
	}
	return forms[len(forms)-1]
}

// capital begins a sentence, but leaves names of facts and of percentiles.
func capital(text string) string {
	word, _, _ := strings.Cut(text, " ")
	if strings.ContainsFunc(word, func(c rune) bool { return c == '.' || unicode.IsDigit(c) }) {
		return text
	}
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// listed joins phrases as a sentence does.
func listed(phrases []string) string {
	last := len(phrases) - 1
	if last < 1 {
		return strings.Join(phrases, "")
	}
	return strings.Join(phrases[:last], ", ") + " and " + phrases[last]
}

func (c *Comparison) allDead() bool {
	return !slices.ContainsFunc(c.Variants, func(v *Variant) bool { return !v.Dead() })
}

// phrases joins those of several arms, "with" once.
func phrases(variants []*Variant, and string) string {
	var all []string
	for i, v := range variants {
		text := v.phrase()
		if i > 0 && strings.HasPrefix(text, "with ") && strings.HasPrefix(all[0], "with ") {
			text = strings.TrimPrefix(text, "with ")
		}
		all = append(all, text)
	}
	last := len(all) - 1
	if last < 1 {
		return strings.Join(all, "")
	}
	return strings.Join(all[:last], ", ") + " " + and + " " + all[last]
}

// phrase says "with what", from the words of the scenario or from the name.
func (a Arm) phrase() string {
	switch {
	case a.Words != "":
		return "with " + a.Words
	case a.Name == "with" || a.Name == "without":
		return a.Name + " the pattern"
	case a.Name == "baseline":
		return "in the baseline"
	case strings.HasPrefix(a.Name, "with-"):
		return "with " + strings.TrimPrefix(a.Name, "with-")
	case strings.HasPrefix(a.Name, "without-"):
		return "without " + strings.TrimPrefix(a.Name, "without-")
	}
	return "with " + a.Name
}

var (
	asShare = unit{share: true}
	asTime  = unit{seconds: 1}
)

// Uneven reports whether a variant met another number of requests than the
// baseline, by more than a hundredth, and returns both medians: users of a closed
// loop who are answered sooner come back sooner. Shares of such different numbers
// do not compare; what was answered well in the same time does.
func (c *Comparison) Uneven(v *Variant) (from, to int64, differ bool) {
	return uneven(c.Variants[0], v, "")
}

func uneven(base, v *Variant, load string) (from, to int64, differ bool) {
	a, _ := base.Band(load, "requests")
	b, _ := v.Band(load, "requests")
	return int64(a.Median), int64(b.Median), math.Abs(b.Median-a.Median) > a.Median/100
}
