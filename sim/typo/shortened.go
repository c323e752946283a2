package typo

import (
	"fmt"
	"strings"
)

// Shortened leaves the middle out of a text of more than most bytes, and says how many.
func Shortened(text string, most int) string {
	if len(text) <= most {
		return text
	}
	keep := most / 3
	left, right := strings.ToValidUTF8(text[:keep], ""), strings.ToValidUTF8(text[len(text)-keep:], "")
	return fmt.Sprintf("%s … (%d bytes more) … %s", left, len(text)-len(left)-len(right), right)
}
