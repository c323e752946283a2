package document

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// accept steps over c if it comes next.
func (s *scanner) accept(c byte) bool {
	if s.i < len(s.text) && s.text[s.i] == c {
		s.i++
		return true
	}
	return false
}

// blank steps over white space, and with lines also over line ends and
// comments.
func (s *scanner) blank(lines bool) {
	for s.i < len(s.text) {
		switch c := s.text[s.i]; {
		case c == ' ' || c == '\t', lines && (c == '\n' || c == '\r'):
			s.i++
		case lines && c == '#':
			if n := strings.IndexByte(s.text[s.i:], '\n'); n >= 0 {
				s.i += n
			} else {
				s.i = len(s.text)
			}
		default:
			return
		}
	}
}

// quoted steps over a string in double quotes on one line.
func (s *scanner) quoted() bool {
	for i := s.i + 1; i < len(s.text); i++ {
		switch s.text[i] {
		case '"':
			s.i = i + 1
			return true
		case '\\':
			i++
		case '\n', '\r':
			return false
		}
	}
	return false
}

// literal steps over a string in single quotes on one line.
func (s *scanner) literal() bool {
	n := strings.IndexAny(s.text[s.i+1:], "'\r\n")
	if n < 0 || s.text[s.i+1+n] != '\'' {
		return false
	}
	s.i += n + 2
	return true
}

// multiline steps over a string in triple quotes. Up to two more quotes before
// the closing three belong to the string.
func (s *scanner) multiline(quotes string, escapes bool) bool {
	for i := s.i + 3; i < len(s.text); i++ {
		switch {
		case escapes && s.text[i] == '\\':
			i++
		case strings.HasPrefix(s.text[i:], quotes):
			s.i = i + 3
			for extra := 0; extra < 2 && s.accept(quotes[0]); extra++ {
			}
			return true
		}
	}
	return false
}

func isBare(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-'
}

// isKey reports whether text needs no quotes as a key.
func isKey(text string) bool {
	for i := range len(text) {
		if !isBare(text[i]) {
			return false
		}
	}
	return text != ""
}

// unescape resolves the escapes of a string in double quotes.
func unescape(text string) (string, bool) {
	if !strings.Contains(text, `\`) {
		return text, true
	}
	const letters, meaning = `btnfre"\`, "\b\t\n\f\r\x1b\"\\"
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			b.WriteByte(text[i])
			continue
		}
		i++
		if i == len(text) {
			return "", false
		}
		if n := strings.IndexByte(letters, text[i]); n >= 0 {
			b.WriteByte(meaning[n])
			continue
		}
		digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[text[i]]
		if digits == 0 || i+digits >= len(text) {
			return "", false
		}
		code, err := strconv.ParseUint(text[i+1:i+1+digits], 16, 32)
		if err != nil || code > utf8.MaxRune || !utf8.ValidRune(rune(code)) {
			return "", false
		}
		b.WriteRune(rune(code))
		i += digits
	}
	return b.String(), true
}
