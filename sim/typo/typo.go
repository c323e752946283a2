// Package typo finds the word that somebody meant who typed another.
package typo

import (
	"fmt"
	"slices"
	"strings"
)

// OrElse says what was probably meant by got, and what is allowed.
func OrElse(got string, allowed []string) string {
	meant := Meant(got, allowed)
	if meant != "" {
		return fmt.Sprintf("did you mean %q? There is %s", meant, List(allowed, true))
	}
	return "there is " + List(allowed, false)
}

// How many words anybody reads who looks for one, and who has been told which.
const mostLooked, mostListed = 40, 12

// List lists words, the first of many: fewer if a reader knows already which he meant.
func List(words []string, known bool) string {
	most := mostLooked
	if known {
		most = mostListed
	}
	if len(words) <= most+1 {
		return strings.Join(words, ", ")
	}
	return fmt.Sprintf("%s, … (%d in all)", strings.Join(words[:most], ", "), len(words))
}

// Meant returns the allowed word that was probably meant by got, or "" if none
// comes close: a synonym, the only word of which got is one of several parts, as "breaker" is of
// "circuit-breaker", or else one with at most one typing mistake in three characters,
// and three in all. The first of several equally close words wins.
func Meant(got string, allowed []string) string {
	if len(got) > 64 {
		return ""
	}
	if word := synonym(got, allowed); word != "" && !slices.Contains(allowed, got) {
		return word
	}
	if word := hasPart(got, allowed); word != "" {
		return word
	}
	best, least, begun := "", min(len(got)/3, 3), 0
	for _, word := range allowed {
		if strings.EqualFold(word, got) || spelled(word) == spelled(got) {
			return word
		}
		n := least + 1
		for _, part := range append(parts(word), word) {
			if (len(part) > 3 || part == word) && len(part) <= len(got)+4*least && len(got) <= len(part)+4*least { // a character has four bytes at most
				n = min(n, Count(got, part))
			}
		}
		if same := alike(got, word); n <= least && (best == "" || n < least || same > begun) {
			best, least, begun = word, n, same
		}
	}
	return best
}

// Understood returns the allowed word that got stands for beyond doubt: itself, a
// synonym, or the only word that begins with it or has it as a part. "" is none.
func Understood(got string, allowed []string) string {
	if slices.Contains(allowed, got) {
		return got
	}
	if word := synonym(got, allowed); word != "" {
		return word
	}
	if len(got) < 3 {
		return ""
	}
	found := ""
	for _, word := range allowed {
		switch {
		case !strings.HasPrefix(word, got):
		case found != "":
			return hasPart(got, allowed)
		default:
			found = word
		}
	}
	if found == "" {
		return hasPart(got, allowed)
	}
	return found
}

// parts are the words of a word with hyphens or underscores.
func parts(word string) []string {
	return strings.FieldsFunc(word, func(c rune) bool { return c == '-' || c == '_' })
}

// alike returns how many bytes got has in common with the beginning of a word, or of a
// part of it.
func alike(got, word string) int {
	most := 0
	for _, part := range append(parts(word), word) {
		n := 0
		for n < len(got) && n < len(part) && got[n] == part[n] {
			n++
		}
		most = max(most, n)
	}
	return most
}

// hasPart returns the only one of the words that has got as a part, or "" if there is
// none, or got is a word itself.
func hasPart(got string, words []string) string {
	found := ""
	for _, word := range words {
		switch {
		case strings.EqualFold(word, got):
			return word
		case !slices.Contains(parts(word), got):
		case found != "":
			return ""
		default:
			found = word
		}
	}
	return found
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
