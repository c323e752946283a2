package page

import (
	"fmt"
	"strings"

	"wavetank/reports"
)

// tuning fills the page of a race of designs.
func (v *view) tuning(t *reports.Tuning) {
	v.Info = t.Info
	v.Kind = fmt.Sprintf("a race of %s of %s, %s and %d with fresh seeds", reports.CountOf(t.Raced(), "design"), t.Variant, reports.CountOf(t.Runs, "run"), t.Checked)
	v.Answer = []string{t.Finding(), t.Guarantee()}
	rows := t.Table()
	for i, name := range rows[0] {
		rows[0][i] = strings.ReplaceAll(name, "\n", ", ")
	}
	v.add(part{"designs", "Designs", "The last of the race", "What was left of the race was run again with fresh seeds, which luck has not chosen. “better by”: than the file's own values, paired by seed, with the 95 % interval; “~”: no difference is shown. ► is the winner.", rowsOf(rows)})
	v.Limits = append(scope(), "A winner is best for these storms and these objectives. What an objective does not name was not looked at, and may be worse.")
	if t.Vary == "" {
		v.Limits = append(v.Limits, "The storm was the same but for its luck: values that fit it may not fit another. --vary draws the storm, too.")
	}
}
