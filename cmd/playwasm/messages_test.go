package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/storm"
)

// ask puts a question as a page does.
func ask(t *testing.T, q question) answer {
	t.Helper()
	text, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	var a answer
	if err := json.Unmarshal(reply(text), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestTheLibraryIsListedAndHasItsSource(t *testing.T) {
	names := ask(t, question{Ask: "list"}).Names
	if len(names) != len(scenarios.Library()) {
		t.Fatalf("%d names, want %d", len(names), len(scenarios.Library()))
	}
	source := ask(t, question{Ask: "source", Name: "circuit-breaker"})
	checked := ask(t, question{Ask: "check", Name: "mine", Text: source.Text})
	if checked.Title == "" || fmt.Sprint(checked.Variants) != "[without with]" || checked.Problems != nil {
		t.Errorf("its text is checked as %+v", checked)
	}
}

func TestAComplaintHasItsPlace(t *testing.T) {
	a := ask(t, question{Ask: "check", Text: "title = \"x\"\nduration = 3\n"})
	for _, p := range a.Problems {
		if p.Line == 2 && p.Column == 12 && strings.Contains(p.Message, "wrong type") && p.Allowed != "" {
			return
		}
	}
	t.Errorf("no complaint about line 2, column 12: %+v", a)
}

func TestAQuestionThatCannotBeAnsweredSaysWhy(t *testing.T) {
	for _, test := range []struct {
		q    question
		want string
	}{
		{question{Ask: "dance", Name: "mm1"}, `unknown question "dance"`},
		{question{Ask: "run", Name: "no-such"}, "no-such"},
		{question{Ask: "run", Name: "mm1", Variant: "no-such"}, "no-such"},
		{question{Ask: "compare", Name: "mm1", Seeds: mostSeeds + 1}, "1 to 1000"},
	} {
		if a := ask(t, test.q); !strings.Contains(a.Error, test.want) {
			t.Errorf("%+v: %q does not say %q", test.q, a.Error, test.want)
		}
	}
	if text := string(reply([]byte("{"))); !strings.Contains(text, "error") {
		t.Errorf("half a question is answered by %s", text)
	}
}

// compareNatively makes the results that the command line writes.
func compareNatively(t *testing.T, name string, seeds int, command string) string {
	t.Helper()
	s, err := scenarios.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	s.Measure = true
	c, err := scenarios.Compare(context.Background(), s, scenarios.CompareOptions{
		Seeds: scenarios.Seeds(1, seeds), Command: command, Run: storm.RunDeclared,
	})
	if err != nil {
		t.Fatal(err)
	}
	scenarios.Judge(s, c)
	var b strings.Builder
	if err := reports.JSON(c)(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAComparisonIsThatOfTheCommandLine(t *testing.T) {
	const command = "wavetank compare circuit-breaker --seeds 2"
	a := ask(t, question{Ask: "compare", Name: "circuit-breaker", Seeds: 2, Command: command})
	if want := compareNatively(t, "circuit-breaker", 2, command); a.Results != want {
		t.Error("the page is told another comparison")
	}
}
