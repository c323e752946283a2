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
func checkText(data []byte) (text, complaint string) {
	text = strings.TrimPrefix(string(data), "\ufeff")
	switch {
	case len(data) > largestFile:
		return "", fmt.Sprintf("has %d bytes, more than the limit of %d", len(data), largestFile)
	case strings.TrimSpace(text) == "":
		return "", "is empty: a scenario needs at least title, duration and a node"
	case strings.IndexByte(text, 0) >= 0:
		return "", "is a binary file: a scenario is a TOML file in UTF-8"
	}
	return text, ""
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
	if excess != "" {
		cs.add(stop, "%s", excess)
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
		cs.add(syntax.Position.Start, "%s", explain(syntax.Message))
	case err != nil:
		cs.add(stop, "%s", err)
	case stop < len(text):
		cs.add(stop, "this is not TOML")
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

// explain puts the library's words for the commonest mistakes into ours.
func explain(message string) string {
	if name, ok := strings.CutSuffix(message, " has already been defined."); ok {
		return strings.Replace(name, "Key ", "duplicate key ", 1) + ": it has been defined before"
	}
	return strings.TrimSuffix(message, ".")
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
