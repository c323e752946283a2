package document_test

import (
	"strings"
	"testing"

	"wavetank/scenarios/document"
)

// TestWhatIsAllowedIsSaid: an empty name is none, so that with nothing else there is nothing
// to choose from, and that is said.
func TestWhatIsAllowedIsSaid(t *testing.T) {
	for _, words := range [][]string{nil, {""}, {"", "red"}} {
		want := "red"
		if len(words) < 2 {
			want = "there is none here"
		}
		d := document.Parse("f.toml", []byte("colour = \"blue\"\n"), document.Form{Largest: 1 << 20})
		d.Complain(d.Root.Of("colour").KeyAt(), "no such colour").OneOf("blue", words)
		if err := d.Err(); err == nil || !strings.HasSuffix(strings.TrimSpace(err.Error()), "allowed: "+want) {
			t.Errorf("of %q: %v", words, err)
		}
	}
}
