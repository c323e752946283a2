package reports

import (
	"strings"
	"testing"
)

func TestACommandIsBrokenWhereAShellReadsOn(t *testing.T) {
	s := Screen{Width: 40}
	if got := s.Command("wavetank run x.toml --seed 1"); got != "wavetank run x.toml --seed 1" {
		t.Errorf("%q", got)
	}
	const long = "wavetank compare 'a --b.toml' --seeds 20 --set nodes.web.workers=9 --only with"
	got := s.Command(long)
	for _, line := range strings.Split(got, "\n") {
		if len(line) > 40 {
			t.Errorf("%q is too long", line)
		}
	}
	if !strings.HasPrefix(got, "wavetank compare 'a --b.toml' \\\n    --seeds 20") || strings.ReplaceAll(got, "\\\n    ", "") != long {
		t.Errorf("%q", got)
	}
}
