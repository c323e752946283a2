package language

import (
	std "crypto/sha256"
	"strings"
	"testing"
)

// TestSHA256 holds the hash of scenarios to the standard library's, at all ways that a text
// ends in its last blocks.
func TestSHA256(t *testing.T) {
	for n := range 200 {
		text := []byte(strings.Repeat("title = \"A hung provider\"\n", 8)[:n])
		if got, want := sha256(text), std.Sum256(text); got != want {
			t.Fatalf("of %d bytes: %x, want %x", n, got, want)
		}
	}
}
