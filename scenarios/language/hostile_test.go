package language

import (
	"fmt"
	"strings"
	"testing"

	"wavetank/sim/property"
)

// A hostile is a file that is made to cost time and memory: as many units as fit into an
// eighth of the largest file, or into all of it in a campaign.
type hostile struct {
	head, unit, tail string // %[1]d in the unit is its number, %[2]d the next one
	values           int    // keys and elements in a unit
	most             int    // units; 0 is no bound
}

func (h hostile) text() string {
	var b strings.Builder
	b.WriteString(h.head)
	eighths := min(8, property.Campaign())
	room := largestFile/8*eighths - len(h.head) - len(h.tail)
	for i := 0; h.most == 0 || i < h.most; i++ {
		unit := h.unit
		if strings.Contains(unit, "%[1]d") {
			unit = fmt.Sprintf(unit, i, i+1)
			unit, _, _ = strings.Cut(unit, "%!")
		}
		if room -= len(unit); room < 0 || h.values > 0 && (i+3)*h.values > 399_000/8*eighths {
			break
		}
		b.WriteString(unit)
	}
	b.WriteString(h.tail)
	return b.String()
}

// TestHostileFilesAreAnswered loads files made to cost time and memory. One that
// costs more than it should runs into the time limit of go test. A campaign with files as
// large as any may be is
//
//	RAPID_CHECKS=800 go test -run HostileFilesAre -v ./scenarios/language
func TestHostileFilesAreAnswered(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	const head = "title = 'x'\nduration = '60s'\n"
	const busy = head + "[nodes.a.routes]\nr={calls=[{to='a.r',probability=0.1}]}\n"
	const crowd = head + "[nodes.a]\ninstances=100000\n[nodes.a.routes]\nr={}\n"
	for name, file := range map[string]hostile{
		"brackets":                   {head: head + "x = ", unit: "["},
		"closed brackets":            {head: head + "x = [", unit: "[],", tail: "]"},
		"closed brackets that fit":   {head: head + "x = [", unit: "[],", tail: "]", values: 1},
		"headers of one letter":      {head: head, unit: "[nodes.a%[1]d]\n", values: 2},
		"unknown keys on one line":   {head: head + "[nodes.a]\nclock = {", unit: "k%[1]d=1,", tail: "}", values: 1},
		"dotted keys":                {head: head, unit: "a.", tail: "a = 1\n"},
		"empty tables in a list":     {head: head, unit: "[[faults]]\n", values: 1},
		"a line of a million spaces": {head: head + "[nodes.a]", unit: " ", tail: "?"},
		"quotes":                     {head: head + "x = ", unit: `"`},
		"backslashes":                {head: head + "x = \"", unit: `\\`, tail: "\""},
		"calls in a chain":           {head: head, unit: "[nodes.n%[1]d.routes]\nr={calls=['n%[2]d.r']}\n", tail: "[nodes.z.routes]\nr={}\n", values: 6},
		"calls in one great circle": {head: head + "[nodes.n0.routes]\nr={calls=['a.r0']}\n[nodes.a.routes]\n", unit: "r%[1]d={calls=[{to='a.r%[2]d',probability=0.9999}]}\n",
			tail: "z={calls=['a.r0']}\n", values: 5},
		"one route calling many":      {head: head + "[nodes.a.routes]\nr={}\ns={calls=[", unit: "'a.r',", tail: "]}\n", values: 1},
		"dangling calls":              {head: head + "[nodes.a.routes]\nr={}\ns={calls=[", unit: "'a.x',", tail: "]}\n", values: 1},
		"links":                       {head: head + "[nodes.a]\ninstances=10000\n", unit: "[links.'a-%[1]d -> a-%[2]d']\nloss=0\n", most: 9000},
		"edges of a pattern":          {head: busy + "[patterns.p]\nkind='test'\non=[", unit: "'a -> *',", tail: "]\n", values: 1},
		"routes of a pattern":         {head: busy + "[patterns.p]\nkind='test'\non=[", unit: "'a -> a.r%[1]d',", tail: "]\n", values: 1},
		"patterns of many edges":      {head: busy, unit: "[patterns.p%[1]d]\nkind='test'\non=[" + strings.Repeat("'a -> a',", 900) + "]\n", values: 905},
		"patterns that are like":      {head: busy, unit: "[patterns.p%[1]d]\nlike='p%[2]d'\n", values: 3, most: 1000},
		"databases":                   {head: head, unit: "[nodes.a%[1]d]\ndatabase='a%[2]d'\n", values: 3},
		"variants":                    {head: head + "[nodes.a]\n[variants]\n", unit: "v%[1]d=[]\n", values: 1},
		"escaped keys":                {head: head, unit: "\"\\u0041%[1]d\"=1\n", values: 1},
		"victims that are not there":  {head: crowd + "[[faults]]\nkind='crash'\nat='1s'\nnode=[", unit: "'b-%[1]d',", tail: "]\n", values: 1},
		"victims of a crowd":          {head: crowd + "[[faults]]\nkind='crash'\nat='1s'\nnode=[", unit: "'a-%[2]d',", tail: "]\n", values: 1},
		"a partition of a crowd":      {head: crowd + "[[faults]]\nkind='partition'\nat='1s'\ngroups=[[", unit: "'a-%[2]d',", tail: "]]\n", values: 1},
		"destinations of one load":    {head: crowd + "[loads.l]\nrate='1/s'\n[loads.l.to]\n", unit: "'a.r%[1]d'=1\n", values: 1},
		"a crowd behind many crowds":  {head: head, unit: "[nodes.a%[1]d]\ninstances=100000\n", values: 3},
		"routes of one node and fans": {head: head + "[nodes.a.routes]\n", unit: "r%[1]d={calls=[['a.r%[2]d','a.r%[2]d']]}\n", tail: "z={}\n", values: 6},
	} {
		t.Run(name, func(t *testing.T) {
			text := file.text()
			s, err := Load("hostile.toml", []byte(text), testOptions())
			t.Logf("%d bytes, %.80s", len(text), fmt.Sprint(err))
			if err == nil {
				if err := invariant(s); err != nil {
					t.Error(err)
				}
			}
		})
	}
}
