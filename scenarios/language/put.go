package language

import (
	"fmt"
	"strings"

	"wavetank/patterns/knob"
	"wavetank/scenarios/document"
)

// Put returns the text of a scenario with a value in the place of what it says under a
// key of a pattern, or in a line of its own where it says nothing. All else stays as it
// is, comments included. The value is written as in a file, but for its quotes. Whether
// it makes sense is for [Load] to say; an error says that the text has no such pattern.
func Put(text, pattern string, k knob.Doc, value string) (string, error) {
	text = strings.TrimPrefix(text, "\ufeff")
	doc := document.Parse("", []byte(text), form)
	if !doc.Clean() {
		return "", doc.Err()
	}
	table, ok := doc.Root.Of("patterns").Get(pattern)
	if !ok || !table.IsTable() {
		return "", fmt.Errorf("there is no pattern %q", pattern)
	}
	switch k.Kind {
	case "integer", "number", "flag":
	default:
		value = knob.Quote(value)
	}
	if old, given := table.Get(k.Key); given {
		at := old.At()
		return text[:at] + value + text[at+token(text[at:]):], nil
	}
	first := table.Entries()
	if len(first) == 0 {
		return "", fmt.Errorf("the pattern %q says nothing", pattern)
	}
	entry := k.Key + " = " + value
	before := lineTo(text, first[0].KeyAt())
	at := first[0].At() + token(text[first[0].At():])
	if strings.Contains(before, "{") {
		return text[:at] + ", " + entry + text[at:], nil
	}
	if n := strings.IndexByte(text[at:], '\n'); n >= 0 {
		at += n
	} else {
		at = len(text)
	}
	return text[:at] + "\n" + before + entry + text[at:], nil
}

// Says returns what the text of a scenario says of a pattern, by key, as it is written
// but for its quotes.
func Says(text, pattern string) map[string]string {
	table, _ := document.Parse("", []byte(text), form).Root.Of("patterns").Get(pattern)
	said := make(map[string]string)
	for _, v := range table.Entries() {
		said[v.Key] = fmt.Sprint(v.Val)
	}
	return said
}

// lineTo returns what stands before an offset on its line.
func lineTo(text string, at int) string { return text[strings.LastIndexByte(text[:at], '\n')+1 : at] }

// token returns how long the text, number or flag is that a text begins with.
func token(text string) int {
	quote := text[0]
	if quote != '"' && quote != '\'' {
		if n := strings.IndexAny(text, ",}] \t\r\n#"); n >= 0 {
			return n
		}
		return len(text)
	}
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && quote == '"':
			i++
		case text[i] == quote:
			return i + 1
		}
	}
	return len(text)
}
