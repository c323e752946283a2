package document

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
)

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

// explain puts the library's words for the commonest mistakes into ours, and
// says what is allowed instead.
func (f Form) explain(message string) (what, allowed string) {
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
	return what, f.Lines
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
