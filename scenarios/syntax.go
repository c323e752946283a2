package scenarios

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
)

// largestFile bounds a scenario file.
const largestFile = 1 << 20

// checkText complains about data that cannot be a scenario, and returns it as
// text without a byte order mark.
func checkText(data []byte) (text string, wrong complaint) {
	if len(data) > largestFile {
		return "", complaint{message: fmt.Sprintf("the file has %d bytes", len(data)), allowed: fmt.Sprintf("at most %d", largestFile)}
	}
	text = strings.TrimPrefix(string(data), "\ufeff")
	if strings.TrimSpace(text) == "" {
		return text, complaint{message: "the file is empty", allowed: "at least title, duration and a node"}
	}
	if at := strings.IndexByte(text, 0); at >= 0 {
		return text, complaint{offset: at, message: "the file is binary", allowed: "a TOML file in UTF-8"}
	}
	return text, complaint{}
}

// parse returns the root table of the text. What is wrong with the text is
// added to cs.
func parse(cs *complaints) cursor {
	text := cs.src.text
	if at := invalidUTF8(text); at >= 0 {
		cs.add(at, "the byte 0x%02x is not UTF-8", text[at]).allow("text in UTF-8")
		return cursor{}
	}
	root, stop, excess := scan(text)
	if excess.message != "" {
		cs.list = append(cs.list, excess)
		return cursor{}
	}
	understood := text
	if stop < len(text) {
		// The library sees nothing beyond the line that the scanner could not
		// follow, so the limits on the shape hold for all that it reads.
		if n := strings.IndexByte(text[stop:], '\n'); n >= 0 {
			understood = text[:stop+n+1]
		}
	}
	var tree map[string]any
	err := decode(understood, &tree)
	var syntax toml.ParseError
	switch {
	case errors.As(err, &syntax):
		message, allowed := explain(syntax.Message)
		cs.add(syntax.Position.Start, "%s", message).allow("%s", allowed)
	case err != nil, stop < len(text):
		cs.add(stop, "this is not TOML").allow(lines)
	default:
		return cursor{val: tree, at: root}
	}
	return cursor{}
}

// decode calls the TOML library, whose lexer panics on some malformed texts.
func decode(text string, tree *map[string]any) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("this is not TOML")
		}
	}()
	_, err = toml.Decode(text, tree)
	return err
}

// lines is what a TOML file consists of.
const lines = `lines such as [nodes.NAME], [[faults]], key = 5, key = "text", and # comments`

// explain puts the library's words for the commonest mistakes into ours, and
// says what is allowed instead.
func explain(message string) (what, allowed string) {
	what = strings.TrimSuffix(message, ".")
	if name, ok := strings.CutSuffix(what, " has already been defined"); ok {
		name = strings.Trim(strings.TrimPrefix(name, "Key "), "'")
		return fmt.Sprintf("duplicate key %q: it has been defined already", name), "each key and each table once"
	}
	for _, hint := range []struct{ sign, allowed string }{
		{"out of range", "whole numbers from -9223372036854775808 to 9223372036854775807"},
		{"newline", `strings that end on their line, as in key = "text"`},
		{"EOF", "an end to what was begun"},
		{"control character", "printable characters, tabs and line ends"},
		{"escape", `the escapes \b \t \n \f \r \e \" \\ \xHH \uHHHH \UHHHHHHHH`},
		{"datetime", `a time span is a text, as in "20s"`},
		{"expected value", `values such as 5, 0.5, true, "text", [list] and { key = "table" }`},
	} {
		if strings.Contains(what, hint.sign) {
			return what, hint.allowed
		}
	}
	return what, lines
}

// invalidUTF8 returns the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(text string) int {
	if utf8.ValidString(text) {
		return -1
	}
	for i, r := range text {
		if r != utf8.RuneError {
			continue
		}
		if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
			return i
		}
	}
	return -1
}
