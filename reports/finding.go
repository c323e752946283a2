package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Finding says in one sentence what changed, by how much and how sure that is.
// From and to are medians over the seeds, the change is the mean of the paired
// differences. What is dead is called so, whatever its numbers, but not where nobody asked. A lower error
// rate is no praise where no more requests were answered well. Further sentences
// say what was never answered, and where the system did not recover or was never
// well.
func (c *Comparison) Finding() string {
	var clauses []string
	switch {
	case len(c.Variants) == 0:
		return "Nothing was compared."
	case len(c.Variants) == 1:
		clauses = append(clauses, c.alone())
	case c.allDead():
		lot, why := "Not one request was answered well", "all are dead, and there is nothing to compare"
		if !slices.ContainsFunc(c.Variants, func(v *Variant) bool { return v.Answered().Requests > 0 }) {
			lot, why = "Nobody asked", "there is nothing to compare"
		}
		return fmt.Sprintf("%s, %s or %s: %s.", lot,
			c.phrases(c.Variants[:len(c.Variants)-1]), c.Variants[len(c.Variants)-1].phrase(), why)
	case c.Variants[0].Dead():
		clauses = append(clauses, c.Variants[0].dead())
	}
	for i := range c.Variants[1:] {
		clauses = append(clauses, c.clause(c.Variants[i+1]))
	}
	return capital(strings.Join(clauses, "; ")) + "." + c.silence() + c.stuck() + c.sick()
}

// capital begins a sentence.
func capital(text string) string {
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

// dead says of a variant that answered nobody well whether anybody asked.
func (v *Variant) dead() string {
	if v.Answered().Requests == 0 {
		return v.phrase() + " nobody asked"
	}
	return v.phrase() + " not one request was answered well"
}

func (c *Comparison) phrases(variants []*Variant) string {
	var all []string
	for _, v := range variants {
		all = append(all, v.phrase())
	}
	return strings.Join(all, ", ")
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

// alone describes a variant that has none to be compared with.
func (c *Comparison) alone() string {
	v := c.Variants[0]
	if v.Dead() {
		return v.dead()
	}
	rate, _ := v.Band("", "error_rate")
	p99, _ := v.Band("", "p99")
	seeds := CountOf(len(v.Runs), "seed")
	return fmt.Sprintf("%s the error rate is %s and the p99 of successes %s, medians of %s",
		v.phrase(), asShare.figure(rate.Median), asTime.figure(p99.Median/1000), seeds) + c.lesser(v)
}

var (
	asShare = unit{share: true}
	asTime  = unit{seconds: 1}
)

func (c *Comparison) clause(v *Variant) string {
	rate, _ := c.Difference(v.Name, "", "error_rate")
	switch {
	case rate.Pairs == 0 && rate.LeftOut == 0:
		return v.phrase() + " no seed ran that also ran in the baseline"
	case v.Dead():
		return v.dead()
	case c.Variants[0].Dead() || rate.Pairs == 0:
		b, _ := v.Band("", "error_rate")
		return fmt.Sprintf("%s the error rate is %s", v.phrase(), asShare.figure(b.Median))
	case rate.Pairs == 1:
		return fmt.Sprintf("%s the error rate goes from %s to %s in the one seed that ran, which cannot say how sure this is",
			v.phrase(), asShare.figure(rate.From), asShare.figure(rate.To))
	}
	text := v.phrase() + " " + c.change(v, &rate) + c.lesser(v)
	if p99, _ := c.Difference(v.Name, "", "p99"); len(c.Variants) == 2 && p99.Pairs > 1 {
		text += "; " + p99.sentence("the p99 of successes", "the p99 of successes", "less", "more", false)
	}
	return text
}

// change says how the error rate moves, or the goodput where the numbers of
// requests do.
func (c *Comparison) change(v *Variant, rate *Difference) string {
	good, _ := c.Difference(v.Name, "", "goodput")
	if from, to, uneven := c.Uneven(v); uneven {
		return good.sentence("the goodput", "goodput", "less", "more", true) +
			fmt.Sprintf("; in a closed loop the arms met different numbers of requests (%s and %s), which is why their error rates (%s and %s) are not compared",
				whole(from), whole(to), asShare.figure(rate.From), asShare.figure(rate.To))
	}
	if rate.Verdict == Hollow {
		u := unit{seconds: -1}
		return fmt.Sprintf("the error rate goes from %s to %s, but no more requests are answered well (goodput %s and %s)",
			asShare.figure(rate.From), asShare.figure(rate.To), u.figure(good.From), u.figure(good.To))
	}
	return rate.sentence("the error rate", "error rate", "fewer", "more", true)
}

// Uneven reports whether a variant met another number of requests than the
// baseline, by more than a hundredth, and returns both medians: users of a closed
// loop who are answered sooner come back sooner. Shares of such different numbers
// do not compare; what was answered well in the same time does.
func (c *Comparison) Uneven(v *Variant) (from, to int64, uneven bool) { return c.uneven(v, "") }

func (c *Comparison) uneven(v *Variant, load string) (from, to int64, uneven bool) {
	a, _ := c.Variants[0].Band(load, "requests")
	b, _ := v.Band(load, "requests")
	return int64(a.Median), int64(b.Median), math.Abs(b.Median-a.Median) > a.Median/100
}

// sentence says how a metric moves, without the variant.
func (d *Difference) sentence(subject, noun, less, more string, count bool) string {
	u, scale := unitOf(metricOf(d.Metric))
	from, to := u.figure(d.From/scale), u.figure(d.To/scale)
	i := Interval{Low: d.Low / scale, High: d.High / scale}
	if d.Verdict == NoDifference {
		if d.Low == 0 && d.High == 0 {
			return fmt.Sprintf("%s is the same in each of %s (median %s)", subject, CountOf(d.Pairs, "seed"), to)
		}
		return fmt.Sprintf("no difference in %s is shown (%s and %s, 95 %% interval of the difference %s, %s)",
			noun, from, to, u.gaps(i), CountOf(d.Pairs, "seed"))
	}
	verb, middle := "rises", d.Middle/scale
	if middle < 0 {
		verb, more, middle = "falls", less, -middle
		i.Low, i.High = -i.High, -i.Low
	}
	words := fmt.Sprintf("%s %s from %s to %s (%s %s on average, 95 %% interval %s", subject, verb, from, to, u.gap(middle), more, u.gaps(i))
	if count {
		words += fmt.Sprintf(", better in %d of %s", d.Better, CountOf(d.Pairs, "seed"))
	}
	return words + ")"
}
