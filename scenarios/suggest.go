package scenarios

import (
	"fmt"
	"strings"

	"wavetank/sim"
)

// OrElse lists what is allowed instead of got, and what was probably meant.
func OrElse(got string, allowed []string) string {
	list := strings.Join(allowed, ", ")
	if meant := suggest(got, allowed); meant != "" {
		list += fmt.Sprintf("; did you mean %q?", meant)
	}
	return list
}

// suggest returns the allowed word that was probably meant by got, or "" if
// none comes close: at most one typing mistake in three characters, and three
// in all. The first of several equally close words wins.
func suggest(got string, allowed []string) string {
	if len(got) > 64 {
		return ""
	}
	best, least := "", min(len(got)/3, 3)
	for _, word := range allowed {
		if strings.EqualFold(word, got) {
			return word
		}
		if d := sim.Typos(got, word); d <= least && (best == "" || d < least) {
			best, least = word, d
		}
	}
	return best
}
