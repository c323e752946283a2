package fleet

import (
	"os/exec"
	"strings"
	"testing"
)

// TestNobodyElseCarriesTheServer asks what library users, the page and the program without
// the fleet are made of.
func TestNobodyElseCarriesTheServer(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"wavetank/scenarios/campaign wavetank/reports/page wavetank/patterns/catalog wavetank/cmd/wavetank wavetank/cmd/playwasm", ""},
		{"-tags fleet wavetank/cmd/wavetank", "nats-server"},
	} {
		out, err := exec.CommandContext(t.Context(), "go", append([]string{"list", "-deps"}, strings.Fields(c.args)...)...).Output()
		if err != nil {
			t.Fatal(err)
		}
		heavy := ""
		for _, word := range []string{"nats-server", "nats.go", "modernc.org"} {
			if strings.Contains(string(out), word) {
				heavy += word
			}
		}
		if c.want == "" && heavy != "" || !strings.Contains(heavy, c.want) {
			t.Errorf("go list -deps %s has %q, want %q", c.args, heavy, c.want)
		}
	}
}
