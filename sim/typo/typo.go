// Package typo finds the word that somebody meant who typed another.
package typo

import (
	"fmt"
	"strings"
)

// OrElse lists what is allowed instead of got, and what was probably meant.
func OrElse(got string, allowed []string) string {
	list := strings.Join(allowed, ", ")
	if meant := Meant(got, allowed); meant != "" {
		list += fmt.Sprintf("; did you mean %q?", meant)
	}
	return list
}

// Meant returns the allowed word that was probably meant by got, or "" if none
// comes close: at most one typing mistake in three characters, and three in
// all. The first of several equally close words wins.
func Meant(got string, allowed []string) string {
	if len(got) > 64 {
		return ""
	}
	best, least := "", min(len(got)/3, 3)
	for _, word := range allowed {
		if strings.EqualFold(word, got) {
			return word
		}
		if len(word) > len(got)+4*least || len(got) > len(word)+4*least { // a character has four bytes at most
			continue
		}
		if n := Count(got, word); n <= least && (best == "" || n < least) {
			best, least = word, n
		}
	}
	return best
}

// Count returns the number of typing mistakes between a and b: a character too
// much, too few, wrong, or two swapped (optimal string alignment; Damerau,
// 1964).
func Count(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(s); i++ {
		row[0] = i
		for j := 1; j <= len(t); j++ {
			wrong := 1
			if s[i-1] == t[j-1] {
				wrong = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+wrong)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(t)]
}
