package knob

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// A Condition says when a key matters, by other keys of its table. It is a list
// of alternatives, of which each is a list of clauses that all must hold:
//
//	only:"slow_call"                              slow_call is set: not 0, not false, not absent
//	only:"rule=count,time"                        the rule is one of these words
//	only:"rule!=none"                             it is none of them
//	only:"open_growth>1"                          or <, of a number as a file would write it
//	only:"style=swim & lifeguard"                 both hold
//	only:"rule=count | trial_rule=rate"           one of the two does
type Condition [][]Clause

// A Clause is about one key. Op is "=", "!=", ">", "<", or "" for a key that is
// set.
type Clause struct {
	Key, Op string
	Words   []string
}

func parseCondition(tag string) Condition {
	if tag == "" {
		return nil
	}
	var c Condition
	for alternative := range strings.SplitSeq(tag, "|") {
		var clauses []Clause
		for text := range strings.SplitSeq(alternative, "&") {
			clauses = append(clauses, parseClause(strings.TrimSpace(text)))
		}
		c = append(c, clauses)
	}
	return c
}

func parseClause(text string) Clause {
	for _, op := range []string{"!=", "=", ">", "<"} {
		if key, words, ok := strings.Cut(text, op); ok {
			return Clause{Key: key, Op: op, Words: strings.Split(words, ",")}
		}
	}
	return Clause{Key: text}
}

// Holds reports whether the key matters, given the fields of its table.
func (c Condition) Holds(fields []Field) bool {
	return len(c) == 0 || slices.ContainsFunc(c, func(clauses []Clause) bool { return firstFailing(clauses, fields) < 0 })
}

// firstFailing returns the place of the first clause that does not hold, or -1.
func firstFailing(clauses []Clause, fields []Field) int {
	return slices.IndexFunc(clauses, func(x Clause) bool { return !x.holds(named(fields, x.Key)) })
}

func (x Clause) holds(f Field) bool {
	switch x.Op {
	case "":
		return f.set()
	case "=":
		return slices.Contains(x.Words, f.word())
	case "!=":
		return !slices.Contains(x.Words, f.word())
	}
	bound, _, err := f.Parse(x.Words[0])
	if err != nil {
		panic(fmt.Sprintf("knob: a condition on %s: %v", x.Key, err))
	}
	if x.Op == "<" {
		return f.number() < bound
	}
	return f.number() > bound
}

// word returns the value as a condition compares it. What is not set is the default.
func (f Field) word() string {
	v := f.Value
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if v.IsZero() && (v.Kind() == reflect.String || v.Kind() == reflect.Pointer) {
		return f.Default
	}
	if v.Type() == reflect.TypeFor[string]() {
		return v.String()
	}
	return fmt.Sprint(v.Interface())
}

// String returns the condition as describe prints it.
func (c Condition) String() string {
	alternatives := make([]string, len(c))
	for i, clauses := range c {
		texts := make([]string, len(clauses))
		for k, x := range clauses {
			texts[k] = strings.TrimSpace(x.Key + " " + x.Op + " " + strings.Join(x.Words, " | "))
		}
		alternatives[i] = strings.Join(texts, " and ")
	}
	return strings.Join(alternatives, ", or ")
}

// Idle says, after "has no effect", why that is so of a key, and what would give it
// one. It is "" for a key that has an effect.
func (f Field) Idle(fields []Field) (why, cure string) {
	if f.Only.Holds(fields) {
		return "", ""
	}
	closest, lacks := 0, -1 // the alternative that is closest to hold, and what it lacks
	var cures []string
	for i, clauses := range f.Only {
		k := firstFailing(clauses, fields)
		if k > lacks {
			closest, lacks = i, k
		}
		cures = append(cures, clauses[k].cure(named(fields, clauses[k].Key)))
	}
	cure = strings.Join(cures, ", or ")
	if f.Why != "" {
		reasons := strings.Split(f.Why, "; ")
		return ": " + reasons[min(lacks, len(reasons)-1)], cure
	}
	why = " " + f.Only[closest][lacks].why(named(fields, f.Only[closest][lacks].Key))
	for i := range f.Only {
		if i != closest {
			why += "; it has one with " + f.Only[i:i+1].String()
		}
	}
	return why, cure
}

// cure says what would make the clause about a field hold.
func (x Clause) cure(f Field) string {
	switch x.Op {
	case "":
		return x.Key + ", " + f.Usage()
	case "!=":
		return x.Key + " other than " + strings.Join(x.Words, " and ")
	}
	if f.Value.Kind() == reflect.String {
		return fmt.Sprintf(`%s = "%s"`, x.Key, strings.Join(x.Words, `" or "`))
	}
	return x.Key + " " + x.Op + " " + x.Words[0]
}

func (x Clause) why(f Field) string {
	is := f.Value.Kind()
	switch {
	case is == reflect.String && x.Op == "=":
		return fmt.Sprintf(`under %s = %q, only under "%s"`, x.Key, f.word(), strings.Join(x.Words, `" and "`))
	case is == reflect.String && x.Op == "!=":
		return fmt.Sprintf("under %s = %q", x.Key, f.word())
	case is == reflect.String, is == reflect.Pointer, is == reflect.Slice, is == reflect.Interface && f.Value.IsNil():
		return "without " + x.Key
	}
	return fmt.Sprintf("while %s is %s", x.Key, strings.Trim(f.Written(), `"`))
}
