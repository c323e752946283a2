package reports

import (
	"strings"
	"testing"
)

// Ten users who hang are ten requests that went wrong, among as many good ones as
// they had before. That is no pass for what is dead.
func TestALowErrorRateOfUsersWhoHangProvesNothing(t *testing.T) {
	dead := Load{Outcomes: Outcomes{Requests: 10_000, OK: 9_990, Unanswered: 10}, Users: 10, Hanging: 10}
	alive := Load{Outcomes: Outcomes{Requests: 40_000, OK: 39_800, Failed: 200}, Users: 10}
	c := told(t, dead, alive)
	for claim, want := range map[string]Status{
		"without.error_rate < 1%":                        Inconclusive,
		"1% > without.shoppers.error_rate":               Inconclusive,
		"without.error_rate < with.error_rate":           Inconclusive,
		"without.error_rate - with.error_rate < 0":       Inconclusive,
		"with.error_rate > without.error_rate":           Inconclusive,
		"with.error_rate < 1%":                           Pass,
		"with.error_rate - without.error_rate * 2 < 0.5": Pass,
		"without.goodput < with.goodput":                 Pass,
		"without.error_rate < 0.01%":                     Fail,
	} {
		parsed, err := ParseClaim(claim)
		if err != nil {
			t.Fatal(err)
		}
		v := parsed.Judge(c)
		if v.Status != want || v.Status == Inconclusive && !strings.Contains(v.Words, "counts each user who hangs once, and 100 % of them do") {
			t.Errorf("%s: %s, want %s: %s", claim, v.Status, want, v.Words)
		}
	}
	if table := tableOf(t, c); !strings.HasPrefix(table, "WARNING: 100 % of the users of without hang: they ask no more, and each is one error, however long he waits.\n") {
		t.Errorf("no warning above\n%s", table)
	}
}
